/**
 * The books by which a test steers a process.
 *
 * @module
 */

/** Prices and sizes. In `cheap` the rule takes, in `calm` it rests, `rich` fills its take-profit, `crash` is below its stop. */
export const BOOK = {
  calm: { bid: "0.5400", ask: "0.5800" },
  cheap: { bid: "0.5400", ask: "0.5600" },
  /** Where nothing is bought, and nothing sold. */
  idle: { bid: "0.5400", ask: "0.6000" },
  rich: { bid: "0.7200", ask: "0.7400" },
  crash: { bid: "0.4900", ask: "0.6000" },
  /** Where the rule rests. */
  rest: "0.5500",
  contracts: "10",
  takeProfit: 0.25,
  stopLoss: 0.1,
} as const;
/** The name of a book. */
export type Scene = "calm" | "cheap" | "idle" | "rich" | "crash";
