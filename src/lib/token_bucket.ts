/**
 * Token buckets: so much at once, so much a second in the long run.
 *
 * @module
 */

/** Size of a bucket and how fast it fills. */
export interface BucketSize {
  readonly tokensPerSecond: number;
  readonly capacity: number;
}

/** A bucket of tokens that fills with time. */
export class TokenBucket {
  readonly #now: () => number;
  #size: BucketSize;
  #tokens: number;
  #filledAt: number;

  /**
   * @param size size and speed; the bucket begins full
   * @param now milliseconds; a clock that was set back gives nothing and takes nothing
   */
  constructor(size: BucketSize, now: () => number) {
    this.#size = size;
    this.#now = now;
    this.#tokens = size.capacity;
    this.#filledAt = now();
  }

  /** Tokens that are there now; below zero where they are reserved before they come. */
  get tokens(): number {
    this.#fill();
    return this.#tokens;
  }

  /** Takes another size and speed; what is in the bucket stays, up to the new capacity. */
  resize(size: BucketSize): void {
    this.#fill();
    this.#size = size;
    this.#tokens = Math.min(this.#tokens, size.capacity);
  }

  /**
   * Takes tokens, if need be from the future: those who ask first go first.
   *
   * @param cost tokens; more than the capacity waits until a full bucket's worth has come
   * @returns how long to wait before going on, in whole ms
   */
  reserve(cost: number): number {
    this.#fill();
    this.#tokens -= cost;
    return this.#msUntil(0);
  }

  /**
   * Takes tokens where so many are there, else none.
   *
   * @returns 0 where they were taken, else how long until so many are there, in whole ms
   */
  take(cost: number): number {
    this.#fill();
    if (this.#tokens < cost) return this.#msUntil(cost);
    this.#tokens -= cost;
    return 0;
  }

  #msUntil(tokens: number): number {
    const missing = tokens - this.#tokens;
    return missing <= 0 ? 0 : Math.ceil(missing / this.#size.tokensPerSecond * 1000);
  }

  #fill(): void {
    const now = this.#now();
    const elapsedMs = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    const filled = this.#tokens + elapsedMs / 1000 * this.#size.tokensPerSecond;
    this.#tokens = Math.min(this.#size.capacity, filled);
  }
}

/** Buckets of one size, one for each key; each begins full. */
export class TokenBuckets {
  readonly #size: BucketSize;
  readonly #most: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, TokenBucket>();

  /**
   * @param most keys that are remembered; of more, the one used longest ago is forgotten
   * @param now milliseconds; a clock that was set back gives nothing and takes nothing
   */
  constructor(size: BucketSize, most: number, now: () => number) {
    this.#size = size;
    this.#most = most;
    this.#now = now;
  }

  /** Takes tokens of a key where so many are there; see {@linkcode TokenBucket.take}. */
  take(key: string, cost: number): number {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#size, this.#now);
    // Again at the end: the order of the map is by when a key was last used.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket.take(cost);
  }
}
