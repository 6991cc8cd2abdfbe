/**
 * Bounds that keep one client, or many, from taking the machine.
 *
 * @module
 */

/** Bounds of requests and answers, whatever they are about. */
export interface HttpLimits {
  /** Longest body of a request, bytes. */
  readonly bodyBytes: number;
  /** Deepest nesting of a body's JSON. */
  readonly jsonDepth: number;
  /** How long a body may take to arrive, ms. */
  readonly bodyMs: number;
  /** How long an answer may take to be made, ms. */
  readonly answerMs: number;
  /** Requests a second and address, in the long run. */
  readonly ratePerSecond: number;
  /** Requests at once and address. */
  readonly rateBurst: number;
}

/** The bounds of `kalshi-live serve`. */
export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 65_536,
  jsonDepth: 32,
  bodyMs: 10_000,
  answerMs: 30_000,
  ratePerSecond: 50,
  rateBurst: 100,
};
