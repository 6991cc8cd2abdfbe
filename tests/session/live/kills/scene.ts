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

/**
 * The books by which a test steers two processes, also in one market: each has its own price to take, and its own to rest at.
 */
export const PAIR_BOOK = {
  both: { bid: "0.5400", ask: "0.5500" },
  cheap0: { bid: "0.5400", ask: "0.5600" },
  cheap1: { bid: "0.5400", ask: "0.5700" },
  calm0: { bid: "0.5400", ask: "0.5800" },
  calm1: { bid: "0.5400", ask: "0.5900" },
  idle: BOOK.idle,
  rich: BOOK.rich,
  crash: BOOK.crash,
} as const;
/** The name of a book for two. */
export type PairScene = keyof typeof PAIR_BOOK;
/** Which of the two. */
export type SeatIndex = 0 | 1;
/** The prices of each. */
export const PAIR_RULES = [
  { takes: [PAIR_BOOK.both.ask, PAIR_BOOK.cheap0.ask], rests: PAIR_BOOK.calm0.ask },
  { takes: [PAIR_BOOK.both.ask, PAIR_BOOK.cheap1.ask], rests: PAIR_BOOK.calm1.ask },
] as const;
