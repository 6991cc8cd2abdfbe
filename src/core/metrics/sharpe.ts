/**
 * The gain of a day against how much it varies.
 *
 * @module
 */
import { annualGains, DAYS_PER_YEAR, LEAST_DAYS_WITH_GAMES } from "./gains.ts";
import type { Metric } from "./measured.ts";

/** Sharpe ratio over days, annualised. */
export const SHARPE: Metric = {
  name: "sharpe",
  label: "Sharpe",
  unit: "ratio",
  formula:
    `mean / sample deviation of the days' returns (gain / starting cash), × √365; days between without a game count as zero; undefined with fewer than ${LEAST_DAYS_WITH_GAMES} days that have games or no spread`,
  // The starting cash divides both, so it cancels.
  measure(run) {
    const gains = annualGains(run);
    if (gains === undefined) return undefined;
    const { withGames, days, mean } = gains;
    let squares = (days - withGames.length) * mean ** 2;
    for (const gain of withGames) squares += (gain - mean) ** 2;
    return squares === 0 ? undefined : mean / Math.sqrt(squares / (days - 1)) * Math.sqrt(DAYS_PER_YEAR);
  },
};
