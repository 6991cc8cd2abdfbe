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
  formula: "largest fall of the equity from its highest point before, which is at least the starting cash",
  measure: (run) => drawdown(run).money,
};
