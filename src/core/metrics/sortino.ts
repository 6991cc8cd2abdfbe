/**
 * The gain of a day against how much days lose.
 *
 * @module
 */
import { annualGains, DAYS_PER_YEAR, LEAST_DAYS_WITH_GAMES } from "./gains.ts";
import type { Metric } from "./measured.ts";

/** Sortino ratio over days, annualised. */
export const SORTINO: Metric = {
  name: "sortino",
  label: "Sortino",
  unit: "ratio",
  formula:
    `mean of the days' returns / root of the mean over all days of the squared losing ones, × √365; days between without a game count as zero; undefined with fewer than ${LEAST_DAYS_WITH_GAMES} days that have games or no losing day`,
  // As with Sharpe, the starting cash cancels.
  measure(run) {
    const gains = annualGains(run);
    if (gains === undefined) return undefined;
    const { withGames, days, mean } = gains;
    let squares = 0;
    for (const gain of withGames) squares += Math.min(gain, 0) ** 2;
    return squares === 0 ? undefined : mean / Math.sqrt(squares / days) * Math.sqrt(DAYS_PER_YEAR);
  },
};
