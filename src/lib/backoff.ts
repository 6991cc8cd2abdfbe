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

/** Between attempts of a read. */
export const READ_BACKOFF: Backoff = { baseMs: 250, capMs: 8_000 };
/** Between connections of the socket. */
export const SOCKET_BACKOFF: Backoff = { baseMs: 500, capMs: 30_000 };

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

/** Whether a status may be another one next time: too many requests, and failures of the server. */
export function isTransient(status: number): boolean {
  return status === 429 || status >= 500;
}
