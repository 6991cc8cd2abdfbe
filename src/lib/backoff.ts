/**
 * How long to wait before trying again.
 *
 * @module
 */

/** A series of waits. */
export interface Backoff {
  /** The most the first wait can be, in ms. */
  readonly baseMs: number;
  /** The most any wait can be, in ms. */
  readonly capMs: number;
}

/**
 * Exponential backoff with full jitter: anything between nothing and twice the limit of the attempt before, so that
 * clients cut off together do not come back together.
 *
 * @param attempt how many attempts have failed before, from 0
 * @param random a number in [0, 1)
 * @returns milliseconds
 */
export function backoffMs({ baseMs, capMs }: Backoff, attempt: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
}
