/**
 * When things happen.
 *
 * @module
 */

/** What every event has. */
export interface Stamped {
  /** Arrival, Unix milliseconds with fraction. */
  readonly at: number;
  /** When the source says it happened, Unix milliseconds, where it says so. */
  readonly sourceAt?: number;
}
