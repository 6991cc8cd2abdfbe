/**
 * The gain of a year against the largest fall.
 *
 * @module
 */
import { drawdown } from "./drawdown.ts";
import { dailyGains, DAYS_PER_YEAR } from "./gains.ts";
import type { Metric } from "./measured.ts";
import { sumMoney } from "./sums.ts";

/** Calmar ratio. */
export const CALMAR: Metric = {
  name: "calmar",
  label: "Calmar",
  unit: "ratio",
  formula:
    "return of a year (days' mean return × 365) / max drawdown of the peak; undefined with fewer than 2 days, no drawdown or no starting cash",
  measure(run) {
    const days = dailyGains(run);
    const { fraction } = drawdown(run);
    if (days.length < 2 || fraction === 0 || run.startingCash <= 0) return undefined;
    const yearly = sumMoney(days, (gain) => gain) / run.startingCash * DAYS_PER_YEAR / days.length;
    return yearly / fraction;
  },
};
