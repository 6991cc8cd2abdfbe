/**
 * Items in order of time: streams of them joined into one, and the last one that was known at a moment.
 *
 * @module
 */

/** Anything that has a time. */
export interface Timed {
  /** Unix milliseconds. */
  readonly at: number;
}

class Source<T extends Timed> {
  readonly rank: number;
  readonly #batches: AsyncIterator<readonly T[]>;
  #batch: readonly T[] = [];
  #index = 0;

  constructor(batches: AsyncIterator<readonly T[]>, rank: number) {
    this.#batches = batches;
    this.rank = rank;
  }

  /** The next item, or `undefined` where the batch is used up. */
  get head(): T | undefined {
    return this.#batch[this.#index];
  }

  step(): void {
    this.#index++;
  }

  /** Takes the next batch that holds anything; false at the end. */
  async refill(): Promise<boolean> {
    for (;;) {
      const next = await this.#batches.next();
      if (next.done === true) return false;
      this.#batch = next.value;
      this.#index = 0;
      if (this.#batch.length > 0) return true;
    }
  }

  async close(): Promise<void> {
    await this.#batches.return?.(undefined);
  }

  /** Whether this one's item goes before the other's: the earlier one, at the same time that of the first stream. */
  isBefore(other: Source<T>): boolean {
    const mine = this.head?.at ?? Infinity;
    const others = other.head?.at ?? Infinity;
    return mine < others || (mine === others && this.rank < other.rank);
  }
}

/**
 * Merges streams by time. Items of the same time keep the order of the streams, and each stream keeps its own order.
 *
 * Of each stream one batch is held at a time.
 *
 * @param streams batches of items whose times do not fall
 */
export async function* mergeByTime<T extends Timed>(
  streams: readonly AsyncIterable<readonly T[]>[],
): AsyncGenerator<readonly T[]> {
  const sources = streams.map((stream, rank) => new Source(stream[Symbol.asyncIterator](), rank));
  // In order of their heads, so that a step moves one source a little to the right.
  const waiting: Source<T>[] = [];
  const insert = (source: Source<T>) => {
    let index = 0;
    while (index < waiting.length && waiting[index]?.isBefore(source) === true) index++;
    waiting.splice(index, 0, source);
  };
  try {
    for (const source of sources) if (await source.refill()) insert(source);
    let merged: T[] = [];
    for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
      const next = waiting[0];
      while (source.head !== undefined && (next === undefined || source.isBefore(next))) {
        merged.push(source.head);
        source.step();
      }
      if (source.head !== undefined || await source.refill()) insert(source);
      if (merged.length >= 1000) {
        yield merged;
        merged = [];
      }
    }
    if (merged.length > 0) yield merged;
  } finally {
    for (const source of sources) await source.close();
  }
}

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
 * import { latestAtOrBefore } from "./by_time.ts";
 *
 * const seen = [{ at: 10, degrees: 2 }, { at: 20, degrees: 5 }];
 * assertEquals([9, 10, 19, 99].map((at) => latestAtOrBefore(seen, at)?.degrees), [undefined, 2, 2, 5]);
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
