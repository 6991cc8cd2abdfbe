/**
 * Monte-Carlo resampling of round trips: what else the same gains could have come to, had they come in another order or
 * another number of times.
 *
 * It takes round trips as independent of each other. Those of one game are not, so what it says of luck is too kind.
 *
 * @module
 */
import type { Random } from "../../prng.ts";
import { percentile } from "./percentile.ts";

/**
 * What is left to chance: `resample` draws as many gains as there were, with replacement (which and in what order);
 * `shuffle` takes each once (the order alone, so the final gain is always the same).
 */
export type MonteCarloMethod = "resample" | "shuffle";

/** Options of {@linkcode monteCarlo}. */
export interface MonteCarloOptions {
  /** @default {1000} */
  readonly runs?: number;
  /** @default {"resample"} */
  readonly method?: MonteCarloMethod;
}

/** Three percentiles. */
export interface Percentiles {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** What the runs came to; money in micro-dollars, in parts of them where a percentile lies between two runs. */
export interface MonteCarlo {
  readonly runs: number;
  readonly method: MonteCarloMethod;
  readonly finalGain: Percentiles;
  /** The largest fall of the summed gains from their highest point before, which is at least zero. */
  readonly maxDrawdown: Percentiles;
  /** The share of runs that end with a loss. */
  readonly probabilityBelowZero: number;
}

/**
 * Runs the gains of round trips again and again; `undefined` without any.
 *
 * @param gains after fees, in micro-dollars
 * @throws {RangeError} unless the number of runs is 1 or more
 */
export function monteCarlo(
  gains: Float64Array,
  random: Random,
  options: MonteCarloOptions = {},
): MonteCarlo | undefined {
  const { runs = 1_000, method = "resample" } = options;
  if (!Number.isSafeInteger(runs) || runs < 1) {
    throw new RangeError(`Cannot run a Monte-Carlo: expected 1 run or more, was ${runs}`);
  }
  if (gains.length === 0) return undefined;
  const mix = method === "resample" ? resample : shuffle;
  const order = gains.slice();
  const finals = new Float64Array(runs);
  const falls = new Float64Array(runs);
  let belowZero = 0;
  for (let run = 0; run < runs; run++) {
    mix(gains, order, random);
    const path = follow(order);
    finals[run] = path.gain;
    falls[run] = path.fall;
    if (path.gain < 0) belowZero++;
  }
  return {
    runs,
    method,
    finalGain: percentilesOf(finals),
    maxDrawdown: percentilesOf(falls),
    probabilityBelowZero: belowZero / runs,
  };
}

function resample(gains: Float64Array, order: Float64Array, random: Random): void {
  for (let place = 0; place < order.length; place++) {
    order[place] = gains[Math.floor(random.next() * gains.length)] ?? 0;
  }
}

/** Fisher and Yates; what is shuffled again is as well shuffled. */
function shuffle(_gains: Float64Array, order: Float64Array, random: Random): void {
  for (let place = order.length - 1; place > 0; place--) {
    const other = Math.floor(random.next() * (place + 1));
    const gain = order[place] ?? 0;
    order[place] = order[other] ?? 0;
    order[other] = gain;
  }
}

function follow(order: Float64Array): { readonly gain: number; readonly fall: number } {
  let gain = 0;
  let peak = 0;
  let fall = 0;
  for (let place = 0; place < order.length; place++) {
    gain += order[place] ?? 0;
    if (gain > peak) peak = gain;
    else if (peak - gain > fall) fall = peak - gain;
  }
  return { gain, fall };
}

function percentilesOf(values: Float64Array): Percentiles {
  values.sort();
  return { p5: percentile(values, 0.05), p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}
