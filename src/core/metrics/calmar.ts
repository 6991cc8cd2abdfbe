/**
 * The gain of a year against the largest fall.
 *
 * @module
 */
import { drawdown } from "./drawdown.ts";
import { annualGains, DAYS_PER_YEAR, LEAST_DAYS_WITH_GAMES } from "./gains.ts";
import type { Metric } from "./measured.ts";

/** Calmar ratio. */
export const CALMAR: Metric = {
  name: "calmar",
  label: "Calmar",
  unit: "ratio",
  formula:
    `return of a year (mean of the days' returns × 365) / max drawdown of the peak; days between without a game count as zero; undefined with fewer than ${LEAST_DAYS_WITH_GAMES} days that have games, no drawdown or no starting cash`,
  measure(run) {
    const gains = annualGains(run);
    const { fraction } = drawdown(run);
    if (gains === undefined || fraction === 0 || run.startingCash <= 0) return undefined;
    return gains.mean / run.startingCash * DAYS_PER_YEAR / fraction;
  },
};
