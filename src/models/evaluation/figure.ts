/**
 * Figures with their intervals by game, and what may be said of a difference.
 *
 * @module
 */
import {
  countedInterval,
  type CountedResamples,
  type CountedStatistic,
  countResamples,
  drawResamples,
  LEAST_FOR_INTERVAL,
} from "../../core/statistics/mod.ts";
import { Random } from "../../core/numbers/prng.ts";

/** A figure of all games, and where it lies over other games of the same kind. */
export interface Figure {
  /** Null where there is none, such as an AUC of games that the home team won. */
  readonly value: number | null;
  /** Both null with too few games for an interval, or where it has none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** What may be said of a difference: `not proved` where its interval holds 0 or there is none. */
export type Verdict = "lower" | "higher" | "not proved";

/** The games that samples are made of, drawn once for all figures, so that differences are paired. */
export interface Draws {
  readonly games: number;
  readonly resamples: CountedResamples | undefined;
}

/** How the intervals are drawn. */
export interface DrawOptions {
  readonly seed: number;
  /** Samples. */
  readonly samples: number;
}

/** How intervals are drawn unless said. */
export const DEFAULT_DRAWS: DrawOptions = { seed: 1, samples: 1_000 };

/** The confidence of every interval. */
export const CONFIDENCE = 0.95;

/** Draws the samples; none with fewer games than an interval needs. */
export function drawGames(games: number, { seed, samples }: DrawOptions = DEFAULT_DRAWS): Draws {
  if (games < LEAST_FOR_INTERVAL) return { games, resamples: undefined };
  return { games, resamples: countResamples(drawResamples(games, new Random(seed), samples)) };
}

/**
 * A figure that is computed from how often each game counts.
 *
 * @param games how many of them it is about: it has no interval with fewer than one needs
 */
export function figure(statistic: CountedStatistic, draws: Draws, games = draws.games): Figure {
  const value = statistic(new Uint16Array(draws.games).fill(1));
  const interval = draws.resamples === undefined || value === undefined || games < LEAST_FOR_INTERVAL
    ? undefined
    : countedInterval(statistic, draws.resamples, CONFIDENCE);
  return { value: value ?? null, low: interval?.low ?? null, high: interval?.high ?? null };
}

/** The sum of one number by game over the sum of another; `undefined` where that is 0. */
export function ratio(above: Float64Array, below: Float64Array): CountedStatistic {
  return (times) => {
    let [over, under] = [0, 0];
    for (let game = 0; game < times.length; game++) {
      const count = times[game] ?? 0;
      if (count === 0) continue;
      over += count * (above[game] ?? 0);
      under += count * (below[game] ?? 0);
    }
    return under === 0 ? undefined : over / under;
  };
}

/** Says no more of a difference than its interval does. */
export function verdictOf({ low, high }: Figure): Verdict {
  if (low === null || high === null) return "not proved";
  return high < 0 ? "lower" : low > 0 ? "higher" : "not proved";
}
