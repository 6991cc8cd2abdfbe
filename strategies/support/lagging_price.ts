/**
 * What a price did within the time that a scoreboard may be behind it.
 *
 * @module
 */
import type { OutcomeSide } from "../../src/core/market/outcome_side.ts";

/** A shorter way out and back is a quote that was pulled: of so many parts of the span one sample each is kept. */
const SAMPLES = 60;
/** Dropped samples are kept until so many have gathered: moving the rest costs more than they take. */
const KEPT = 256;

/** How much cheaper a side has become within the span. */
export interface Cheapening {
  /** From its dearest price to now. */
  readonly moved: number;
  /** The most of it from any moment to now that the chance of the side has not lost since then as well. */
  readonly unfollowed: number;
}

/**
 * Prices and chances of YES of the last seconds, of one market.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LaggingPrice } from "./lagging_price.ts";
 *
 * const seen = new LaggingPrice(60_000);
 * seen.push(0, 0.75, 0.75);
 * assertEquals(seen.cheaper("yes", 1_000, 0.5, 0.75), { moved: 0.25, unfollowed: 0.25 });
 * assertEquals(seen.cheaper("yes", 2_000, 0.5, 0.5), { moved: 0.25, unfollowed: 0 }); // the model has followed
 * ```
 */
export class LaggingPrice {
  readonly #spanMs: number;
  readonly #stepMs: number;
  readonly #at: number[] = [];
  readonly #prices: number[] = [];
  /** `NaN` where the model had none. */
  readonly #chances: number[] = [];
  #head = 0;
  #since = NaN;
  #last = -Infinity;

  /** @param spanMs a price as old as this still counts */
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

  /** How much cheaper a side is than it was in the span before now. */
  cheaper(side: OutcomeSide, at: number, price: number, chance: number): Cheapening {
    this.#forget(at);
    const direction = side === "yes" ? 1 : -1;
    let [most, unfollowed] = [0, 0];
    for (let index = this.#head; index < this.#prices.length; index++) {
      const moved = direction * ((this.#prices[index] ?? NaN) - price);
      if (moved <= unfollowed) continue;
      most = Math.max(most, moved);
      const followed = direction * ((this.#chances[index] ?? NaN) - chance);
      unfollowed = Math.max(unfollowed, followed > 0 ? moved - followed : moved);
    }
    return { moved: most, unfollowed };
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
