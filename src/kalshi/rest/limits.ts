/**
 * The exchange's rate limits, kept on our side.
 *
 * Token buckets, one for reads and one for writes; a request costs 10 tokens unless listed otherwise. A 429 carries no
 * `Retry-After`, so it is better not to meet it. Source: the exchange's "Rate limits" page of October 2026.
 *
 * @module
 */
import type { AccountLimitsAnswer } from "../wire/account.ts";

/** What most requests cost. */
export const DEFAULT_COST = 10;

/** Size of a bucket and how fast it fills. */
export interface BucketSize {
  readonly tokensPerSecond: number;
  readonly capacity: number;
}

/** Reads of the Basic tier: 20 requests a second, 60 at once. */
export const BASIC_READ: BucketSize = { tokensPerSecond: 200, capacity: 600 };
/** Writes of the Basic tier: 10 requests a second, and no more at once. */
export const BASIC_WRITE: BucketSize = { tokensPerSecond: 100, capacity: 100 };

/** A bucket of tokens that fills with time. */
export class TokenBucket {
  readonly #now: () => number;
  #size: BucketSize;
  #tokens: number;
  #filledAt: number;

  /**
   * @param size size and speed; the bucket begins full
   * @param now milliseconds, never backward
   */
  constructor(size: BucketSize, now: () => number) {
    this.#size = size;
    this.#now = now;
    this.#tokens = size.capacity;
    this.#filledAt = now();
  }

  /** Tokens that are there now; below zero where requests wait. */
  get tokens(): number {
    this.#fill();
    return this.#tokens;
  }

  /** Takes another size, as `GET /account/limits` tells it; what is in the bucket stays, up to the new capacity. */
  resize(size: BucketSize): void {
    this.#fill();
    this.#size = size;
    this.#tokens = Math.min(this.#tokens, size.capacity);
  }

  /**
   * Takes tokens, if need be from the future: those who ask first go first.
   *
   * @param cost tokens; more than the capacity waits until a full bucket's worth has come
   * @returns how long to wait before sending, in ms
   */
  reserve(cost: number = DEFAULT_COST): number {
    this.#fill();
    this.#tokens -= cost;
    return this.#tokens >= 0 ? 0 : Math.ceil(-this.#tokens / this.#size.tokensPerSecond * 1000);
  }

  #fill(): void {
    const now = this.#now();
    const elapsedMs = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    const filled = this.#tokens + elapsedMs / 1000 * this.#size.tokensPerSecond;
    this.#tokens = Math.min(this.#size.capacity, filled);
  }
}

/** Sizes of both buckets out of `GET /account/limits`. */
export function readLimits(
  answer: AccountLimitsAnswer,
): { readonly read: BucketSize; readonly write: BucketSize } {
  const size = ({ refill_rate, bucket_capacity }: AccountLimitsAnswer["read"]): BucketSize => ({
    // A bucket that never fills would hold every request for ever.
    tokensPerSecond: Math.max(1, refill_rate),
    capacity: Math.max(1, bucket_capacity),
  });
  return { read: size(answer.read), write: size(answer.write) };
}
