/**
 * The last few samples of one number.
 *
 * @module
 */

/**
 * A ring of numbers: the newest takes the place of the oldest once it is full.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Window } from "./window.ts";
 *
 * const window = new Window(2);
 * for (const value of [5, 7, 9]) window.push(value);
 * assertEquals([window.count, window.oldest, window.newest, window.sum], [2, 7, 9, 16]);
 * ```
 */
export class Window {
  readonly size: number;
  readonly #values: Float64Array;
  #count = 0;
  #next = 0;
  #sum = 0;

  /** @param size how many samples it holds, at least 1 */
  constructor(size: number) {
    this.size = size;
    this.#values = new Float64Array(size);
  }

  /** How many samples there are. */
  get count(): number {
    return this.#count;
  }

  /** The sum of all samples; exact for whole numbers. */
  get sum(): number {
    return this.#sum;
  }

  /** The oldest sample; `NaN` where there is none. */
  get oldest(): number {
    if (this.#count === 0) return NaN;
    return this.#values[this.#count < this.size ? 0 : this.#next] ?? NaN;
  }

  /** The newest sample; `NaN` where there is none. */
  get newest(): number {
    if (this.#count === 0) return NaN;
    return this.#values[(this.#next === 0 ? this.size : this.#next) - 1] ?? NaN;
  }

  /** Adds a sample. */
  push(value: number): void {
    if (this.#count === this.size) this.#sum -= this.#values[this.#next] ?? 0;
    else this.#count++;
    this.#sum += value;
    this.#values[this.#next] = value;
    this.#next = this.#next + 1 === this.size ? 0 : this.#next + 1;
  }

  /** Forgets all samples. */
  clear(): void {
    this.#count = 0;
    this.#next = 0;
    this.#sum = 0;
  }
}
