/**
 * What a benchmark returns, and the statistics they share.
 *
 * @module
 */

/** One measured number. */
export interface Figure {
  readonly label: string;
  readonly value: number;
  /** For example `million/s`, `ms`, `MiB`; empty for a ratio. */
  readonly unit: string;
}

/** What a benchmark measured. */
export interface Measured {
  readonly kind: "measured";
  readonly name: string;
  /** The first ones are those the target is about. */
  readonly figures: readonly Figure[];
  /** The target in words; `null` for figures that are for information. */
  readonly target: string | null;
  /** Whether the target was met; `null` where there is none. */
  readonly met: boolean | null;
  /** Conditions of the measurement. */
  readonly detail: string;
}

/** A benchmark that cannot run here. */
export interface Skipped {
  readonly kind: "skipped";
  readonly name: string;
  readonly reason: string;
}

/** The outcome of one benchmark. */
export type BenchResult = Measured | Skipped;

/** What a benchmark is run with. */
export interface BenchOptions {
  /** Whether to read all captures of the day instead of one. */
  readonly all: boolean;
}

/** A benchmark. */
export type Bench = (options: BenchOptions) => BenchResult | Promise<BenchResult>;

/**
 * The value below which a share of the samples lies (nearest rank).
 *
 * @param share in 0…1
 * @throws {RangeError} without samples
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort();
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  const value = sorted[rank];
  if (value === undefined) throw new RangeError("Cannot take a percentile: expected samples, there are none");
  return value;
}

/** The middle of the samples. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** How long something takes, in ms. */
export async function timeMs(run: () => unknown): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}

/**
 * Times several things in turn (A B C, A B C, …), so that a slow moment of the machine falls on all of them alike.
 *
 * @returns the times of each in ms, a list for each thing; the same index is the same round
 */
export async function alternate(rounds: number, things: readonly (() => unknown)[]): Promise<number[][]> {
  const times: number[][] = things.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, thing] of things.entries()) times[index]?.push(await timeMs(thing));
  }
  return times;
}

/**
 * The median over the rounds of one thing's time by another's: what was timed in the same round is compared.
 *
 * @throws {RangeError} without rounds
 */
export function medianRatio(numerators: readonly number[], denominators: readonly number[]): number {
  return median(numerators.map((value, round) => value / (denominators[round] ?? NaN)));
}
