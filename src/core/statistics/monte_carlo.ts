/**
 * Monte-Carlo resampling of games: what else as many games could have come to, had some of these come again and others
 * not, and in any order. Games are drawn with replacement and put one after the other.
 *
 * It takes games as independent of each other and as all there is to expect: what was in none of them is in no run
 * either. Games that were on at the same time are apart in a run, so falls that they would share do not add up.
 *
 * @module
 */
import type { Random } from "../numbers/prng.ts";
import type { GamePath } from "./game_path.ts";
import { percentile } from "./percentile.ts";

/** With fewer games there is no result: a probability out of a few observations misleads. */
export const LEAST_FOR_MONTE_CARLO = 20;

const DEFAULT_RUNS = 1_000;

/** Three percentiles. */
export interface Percentiles {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** Results of the runs; money in micro-dollars, in parts of them where a percentile lies between two runs. */
export interface MonteCarlo {
  /** How many games each run was drawn from, and is made of. */
  readonly games: number;
  readonly runs: number;
  readonly finalGain: Percentiles;
  /** The largest fall of the summed gains from their highest point before, at least zero; those inside games count. */
  readonly maxDrawdown: Percentiles;
  /** The share of runs that end with a loss. */
  readonly probabilityBelowZero: number;
}

/** The numbers of all games, by game. */
interface Columns {
  readonly gain: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly fall: Float64Array;
}

/**
 * Draws games again and again; `undefined` with fewer than {@linkcode LEAST_FOR_MONTE_CARLO}.
 *
 * @param games those without a trade too
 * @param runs how many times as many games are drawn
 * @throws {RangeError} unless the number of runs is 1 or more
 */
export function monteCarlo(
  games: readonly GamePath[],
  random: Random,
  runs = DEFAULT_RUNS,
): MonteCarlo | undefined {
  if (!Number.isSafeInteger(runs) || runs < 1) {
    throw new RangeError(`Cannot run a Monte-Carlo: expected 1 run or more, was ${runs}`);
  }
  if (games.length < LEAST_FOR_MONTE_CARLO) return undefined;
  const columns: Columns = {
    gain: Float64Array.from(games, ({ gain }) => gain),
    high: Float64Array.from(games, ({ high }) => high),
    low: Float64Array.from(games, ({ low }) => low),
    fall: Float64Array.from(games, ({ fall }) => fall),
  };
  const finals = new Float64Array(runs);
  const falls = new Float64Array(runs);
  let belowZero = 0;
  for (let run = 0; run < runs; run++) {
    const { gain, fall } = drawChain(columns, random);
    finals[run] = gain;
    falls[run] = fall;
    if (gain < 0) belowZero++;
  }
  return {
    games: games.length,
    runs,
    finalGain: percentilesOf(finals),
    maxDrawdown: percentilesOf(falls),
    probabilityBelowZero: belowZero / runs,
  };
}

/**
 * Draws as many games as there are and follows them. The largest fall ends in some game: it begins there as well, or at
 * the highest point of those before, and then it ends at the game's lowest.
 */
function drawChain(columns: Columns, random: Random): { readonly gain: number; readonly fall: number } {
  const { gain, high, low, fall } = columns;
  const count = gain.length;
  let level = 0;
  let peak = 0;
  let largest = 0;
  for (let place = 0; place < count; place++) {
    const game = Math.floor(random.next() * count);
    largest = Math.max(largest, fall[game] ?? 0, peak - (level + (low[game] ?? 0)));
    peak = Math.max(peak, level + (high[game] ?? 0));
    level += gain[game] ?? 0;
  }
  return { gain: level, fall: largest };
}

function percentilesOf(values: Float64Array): Percentiles {
  values.sort();
  return { p5: percentile(values, 0.05), p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}
