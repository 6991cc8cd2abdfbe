/**
 * Moves of a price that a model has not followed: the book knows a score before the scoreboard shows it.
 *
 * @module
 */

/** A shorter way out and back is a quote that was pulled: of so many parts of the span one sample each is kept. */
const SAMPLES = 60;
/** Dropped samples are kept until so many have gathered: moving the rest costs more than they take. */
const KEPT = 256;

/**
 * Prices and chances of the last seconds, of one market.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Unfollowed } from "./unfollowed.ts";
 *
 * const moves = new Unfollowed(60_000);
 * moves.push(0, 0.75, 0.75);
 * assertEquals(moves.fall(1_000, 0.5, 0.75), 0.25); // the price fell, the model did not
 * assertEquals(moves.fall(2_000, 0.5, 0.5), 0); // now it has
 * ```
 */
export class Unfollowed {
  readonly #spanMs: number;
  readonly #stepMs: number;
  readonly #at: number[] = [];
  readonly #prices: number[] = [];
  /** `NaN` where the model had none. */
  readonly #chances: number[] = [];
  #head = 0;
  #since = NaN;
  #last = -Infinity;

  /** @param spanMs a move as old as this still counts */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
    this.#stepMs = spanMs / SAMPLES;
  }

  /** For how long the price has been watched; 0 before the first. */
  watchedMs(at: number): number {
    return Number.isNaN(this.#since) ? 0 : at - this.#since;
  }

  /** Takes in what stands from now on; times never fall. @param chance `NaN` where there is none */
  push(at: number, price: number, chance: number): void {
    if (Number.isNaN(this.#since)) this.#since = at;
    if (at - this.#last < this.#stepMs) return;
    this.#last = at;
    this.#at.push(at);
    this.#prices.push(price);
    this.#chances.push(chance);
    this.#forget(at);
  }

  /** How far the price has fallen from any moment of the span to now, beyond what the chance has. */
  fall(at: number, price: number, chance: number): number {
    return this.#most(at, price, chance, 1);
  }

  /** How far it has risen, likewise. */
  rise(at: number, price: number, chance: number): number {
    return this.#most(at, price, chance, -1);
  }

  #most(at: number, price: number, chance: number, direction: 1 | -1): number {
    this.#forget(at);
    let most = 0;
    for (let index = this.#head; index < this.#prices.length; index++) {
      const moved = direction * ((this.#prices[index] ?? NaN) - price);
      if (moved <= most) continue;
      const followed = direction * ((this.#chances[index] ?? NaN) - chance);
      most = Math.max(most, followed > 0 ? moved - followed : moved);
    }
    return most;
  }

  /** Drops what is older than the span, but for the sample in force at its beginning. */
  #forget(at: number): void {
    while ((this.#at[this.#head + 1] ?? Infinity) <= at - this.#spanMs) this.#head++;
    if (this.#head < KEPT) return;
    this.#at.splice(0, this.#head);
    this.#prices.splice(0, this.#head);
    this.#chances.splice(0, this.#head);
    this.#head = 0;
  }
}
