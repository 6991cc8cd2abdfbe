/**
 * What was known at a moment: the join of one stream to another that looks backward only.
 *
 * @module
 */
import type { Timed } from "../lib/by_time.ts";

/**
 * The last item at or before a time: never one that came later, so that there is no look-ahead.
 *
 * @param items in order of time, earliest first
 * @param at Unix milliseconds
 * @returns `undefined` where all are later
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { latestAtOrBefore } from "./as_of.ts";
 *
 * const plays = [{ at: 10, score: 2 }, { at: 20, score: 5 }];
 * assertEquals([9, 10, 19, 99].map((at) => latestAtOrBefore(plays, at)?.score), [undefined, 2, 2, 5]);
 * ```
 */
export function latestAtOrBefore<T extends Timed>(items: readonly T[], at: number): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && item.at <= at) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
