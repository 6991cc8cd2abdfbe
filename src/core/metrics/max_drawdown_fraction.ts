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
  formula:
    "largest fall of the account / its highest point before, which is at least the starting cash; every game begins with the whole starting cash and the account adds their gains up, so several games can lose more than 100 %; undefined without starting cash",
  measure: (run) => run.startingCash <= 0 ? undefined : drawdown(run).fraction,
};
