/**
 * How many round trips never ended, so that their gain is a valuation.
 *
 * @module
 */
import type { Metric } from "./measured.ts";

/** Still open at the end. */
export const OPEN_AT_END: Metric = {
  name: "open_at_end",
  label: "open at the end",
  unit: "count",
  formula: "round trips still open at the end of their game, valued at the market",
  measure: (run) => run.trades.filter((trade) => trade.reason === "open").length,
};
