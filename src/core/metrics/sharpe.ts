/**
 * The gain of a day against how much it varies.
 *
 * @module
 */
import { dailyGains, DAYS_PER_YEAR } from "./gains.ts";
import type { Metric } from "./measured.ts";
import { sharpeRatio } from "./statistics/sharpe_ratio.ts";

/** Sharpe ratio over days, annualised. */
export const SHARPE: Metric = {
  name: "sharpe",
  label: "Sharpe",
  unit: "ratio",
  formula:
    "mean / sample deviation of the days' returns (gain / starting cash), × √365; undefined with fewer than 2 days or no spread",
  // The starting cash divides both, so it cancels.
  measure(run) {
    const ratio = sharpeRatio(dailyGains(run));
    return ratio === undefined ? undefined : ratio * Math.sqrt(DAYS_PER_YEAR);
  },
};
