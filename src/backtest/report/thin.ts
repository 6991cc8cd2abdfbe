/**
 * Long series made short enough to draw.
 *
 * @module
 */

/** A series with fewer points. */
export interface ThinnedSeries<Value extends number | null> {
  readonly at: readonly number[];
  readonly values: readonly Value[];
}

/** First and last point. */
const ENDS = 2;

/** Whether there is nothing to draw at a point: a gap in the line. */
function isGap(value: number | null): boolean {
  return value === null || Number.isNaN(value);
}

/** The indices of the least and the greatest value and of the first gap in [from, to), in order. */
function keptOfBucket(values: readonly (number | null)[], from: number, to: number): number[] {
  let least = -1;
  let greatest = -1;
  let gap = -1;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? null;
    if (value === null || isGap(value)) {
      if (gap < 0) gap = index;
      continue;
    }
    if (least < 0 || value < Number(values[least])) least = index;
    if (greatest < 0 || value > Number(values[greatest])) greatest = index;
  }
  const kept = new Set([least, greatest, gap].filter((index) => index >= 0));
  return [...kept].sort((one, other) => one - other);
}

/**
 * Which points to keep of a series: the first, the last, and of each bucket of neighbours the least and the
 * greatest (the earliest, of equals). Where the series has gaps, each bucket keeps its first one too, so that a
 * line stays broken. Buckets hold about the same number of points, so that a busy hour gets more of them than a
 * quiet one. A series of at most `limit` points is kept whole.
 *
 * For columns that belong together, such as both sides' scores: thin one and pick the others by its indices.
 *
 * @param values the series; null or NaN is a gap
 * @param limit most points to keep
 * @returns indices, ascending, at most `limit` of them
 * @throws {RangeError} if `limit` is not a whole number of at least 2
 */
export function thinnedIndices(values: readonly (number | null)[], limit: number): number[] {
  if (!Number.isSafeInteger(limit) || limit < ENDS) {
    throw new RangeError(`Cannot thin a series: expected a limit of at least ${ENDS} points, was ${limit}`);
  }
  const { length } = values;
  if (length <= limit) return values.map((_, index) => index);
  const inner = length - ENDS;
  const keptOfEach = values.some(isGap) ? 3 : 2;
  const buckets = Math.floor((limit - ENDS) / keptOfEach);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    for (const index of keptOfBucket(values, from, to)) kept.push(index);
  }
  kept.push(length - 1);
  return kept;
}

/**
 * A series with at most `limit` points, picked by {@linkcode thinnedIndices}.
 *
 * @param at the times, in whatever unit; only carried along
 * @param values as many values as times
 * @throws {RangeError} if the lengths differ, or as {@linkcode thinnedIndices} does
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { thin } from "./thin.ts";
 *
 * assertEquals(thin([1, 2, 3, 4, 5, 6], [0, 5, 9, 1, 3, 4], 4), { at: [1, 3, 4, 6], values: [0, 9, 1, 4] });
 * ```
 */
export function thin<Value extends number | null>(
  at: readonly number[],
  values: readonly Value[],
  limit: number,
): ThinnedSeries<Value> {
  if (at.length !== values.length) {
    throw new RangeError(
      `Cannot thin a series: expected as many values as times (${at.length}), was ${values.length}`,
    );
  }
  const kept = new Set(thinnedIndices(values, limit));
  return {
    at: at.filter((_, index) => kept.has(index)),
    values: values.filter((_, index) => kept.has(index)),
  };
}
