/**
 * The gain of a day against how much days lose.
 *
 * @module
 */
import { dailyGains, DAYS_PER_YEAR } from "./gains.ts";
import type { Metric } from "./measured.ts";
import { meanAndDeviation } from "./statistics/moments.ts";

/** Sortino ratio over days, annualised. */
export const SORTINO: Metric = {
  name: "sortino",
  label: "Sortino",
  unit: "ratio",
  formula:
    "mean of the days' returns / root of the mean over all days of the squared losing ones, × √365; undefined with fewer than 2 days or no losing day",
  // As with Sharpe, the starting cash cancels.
  measure(run) {
    const gains = dailyGains(run);
    if (gains.length < 2) return undefined;
    let squares = 0;
    for (const gain of gains) squares += Math.min(gain, 0) ** 2;
    if (squares === 0) return undefined;
    return meanAndDeviation(gains).mean / Math.sqrt(squares / gains.length) * Math.sqrt(DAYS_PER_YEAR);
  },
};
