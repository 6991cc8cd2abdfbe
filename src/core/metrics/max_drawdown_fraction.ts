/**
 * The largest loss from a high, as a part of it.
 *
 * @module
 */
import { drawdown } from "./drawdown.ts";
import type { Metric } from "./measured.ts";

/** The largest fall of the account as a part of its height. */
export const MAX_DRAWDOWN_FRACTION: Metric = {
  name: "max_drawdown_fraction",
  label: "max drawdown of the peak",
  unit: "fraction",
  formula: "largest fall of the equity / its highest point before; undefined without starting cash",
  measure: (run) => run.startingCash <= 0 ? undefined : drawdown(run).fraction,
};
