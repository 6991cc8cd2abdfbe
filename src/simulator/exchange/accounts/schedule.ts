/**
 * What is to happen at a moment of the exchange's clock: the earliest first, at the same moment in the order of planning.
 *
 * A binary heap, so that an order that expires costs little whether or not it lives until then.
 *
 * @module
 */

interface Planned {
  readonly at: number;
  readonly number: number;
  readonly run: () => void;
}

/** The plan of one exchange. */
export class Schedule {
  readonly #heap: Planned[] = [];
  #count = 0;

  /** When the next thing is due, Unix milliseconds. */
  get dueAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Plans something. @param at Unix milliseconds */
  plan(at: number, run: () => void): void {
    const heap = this.#heap;
    const planned = { at, number: ++this.#count, run };
    let index = heap.push(planned) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isSooner(planned, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = planned;
  }

  /** Takes the next thing out if it is due. */
  take(nowMs: number): (() => void) | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > nowMs) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first.run;
  }

  #sink(planned: Planned): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let child = heap[below];
      if (child === undefined) break;
      const other = heap[below + 1];
      if (other !== undefined && isSooner(other, child)) {
        child = other;
        below++;
      }
      if (!isSooner(child, planned)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = planned;
  }
}

function isSooner(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.number < other.number);
}
