/**
 * The prices of the last seconds.
 *
 * @module
 */

/** Dropped runs are kept until so many have gathered: moving the rest costs more than they take. */
const KEPT = 256;

/**
 * Samples of a price within a span of time, of which the oldest can be asked.
 *
 * Samples of the same price in a row are one run with the time of its last: the answer is the same, and a quiet market
 * takes no room.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Recent } from "./recent.ts";
 *
 * const recent = new Recent(8_000);
 * recent.push(0, 3000);
 * recent.push(5_000, 4000);
 * assertEquals([recent.oldest(8_000), recent.oldest(8_001)], [3000, 4000]);
 * ```
 */
export class Recent {
  readonly #spanMs: number;
  readonly #prices: number[] = [];
  /** When each run was last seen. */
  readonly #until: number[] = [];
  #head = 0;

  /** @param spanMs a sample as old as this still counts */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** Adds a sample; times never fall. */
  push(at: number, price: number): void {
    const last = this.#prices.length - 1;
    if (last >= this.#head && this.#prices[last] === price) this.#until[last] = at;
    else {
      this.#prices.push(price);
      this.#until.push(at);
    }
  }

  /** The price of the oldest sample within the span before `at`; `NaN` where there is none. */
  oldest(at: number): number {
    while (this.#head < this.#until.length && (this.#until[this.#head] ?? 0) < at - this.#spanMs) {
      this.#head++;
    }
    if (this.#head >= KEPT && this.#head * 2 >= this.#until.length) {
      this.#prices.splice(0, this.#head);
      this.#until.splice(0, this.#head);
      this.#head = 0;
    }
    return this.#prices[this.#head] ?? NaN;
  }
}
