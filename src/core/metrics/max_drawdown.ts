/**
 * The largest loss from a high, in dollars.
 *
 * @module
 */
import { drawdown } from "./drawdown.ts";
import type { Metric } from "./measured.ts";

/** The largest fall of the account. */
export const MAX_DRAWDOWN: Metric = {
  name: "max_drawdown",
  label: "max drawdown",
  unit: "money",
  formula:
    "largest fall of the account from its highest point before, which is at least the starting cash; while something is held, each game's account is known by the highest and the lowest point of every minute",
  measure: (run) => drawdown(run).money,
};
