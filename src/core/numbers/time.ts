/**
 * When things happen.
 *
 * @module
 */

/** The time of an event: every one has it. */
export interface Stamped {
  /** Arrival, Unix milliseconds with fraction. */
  readonly at: number;
  /** When the source says it happened, Unix milliseconds, where it says so. */
  readonly sourceAt?: number;
}
