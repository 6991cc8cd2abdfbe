/**
 * Token buckets: so many requests at once, so many a second in the long run, for each address.
 *
 * @module
 */

/** Addresses that are remembered; of more, the one heard longest ago is forgotten. */
const MAX_ADDRESSES = 10_000;

interface Bucket {
  tokens: number;
  /** When the tokens were counted, Unix ms. */
  at: number;
}

/** Counts requests by address. */
export class RateLimit {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(ratePerSecond: number, burst: number) {
    this.#perMs = ratePerSecond / 1000;
    this.#burst = burst;
  }

  /**
   * A request has come.
   *
   * @param now Unix ms; a clock that was set back gives nothing and takes nothing
   * @returns 0 where it may go on, else how long to wait, ms
   */
  take(address: string, now: number): number {
    const known = this.#buckets.get(address);
    const bucket = known ?? { tokens: this.#burst, at: now };
    bucket.tokens = Math.min(this.#burst, bucket.tokens + Math.max(0, now - bucket.at) * this.#perMs);
    bucket.at = now;
    // Again at the end: the order of the map is by when an address was last heard.
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size > MAX_ADDRESSES) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.#perMs;
    bucket.tokens--;
    return 0;
  }
}
