/**
 * Ways in which the simulated exchange can fail, for clients to survive.
 *
 * @module
 */

/** All faults. */
export const FAULTS = [
  /** Every socket is closed. */
  "drop",
  /** The next book change of each connection is applied and numbered but never sent. */
  "skip",
  /** Sockets stay open, and nothing is sent; what falls into that time is lost. */
  "silent",
  /** Half a frame is sent. */
  "malformed",
  /** A frame of a type that nobody knows is sent. */
  "unknown",
  /** The next book change is sent twice under one number. */
  "duplicate",
  /** Channel error: book subscriptions end. */
  "error10",
  /** Buffer overflow: book subscriptions end. */
  "error25",
] as const;

/** A fault. */
export type FaultName = typeof FAULTS[number];

/** Whether a word names a fault. */
export function isFault(word: string): word is FaultName {
  return (FAULTS as readonly string[]).includes(word);
}

/** Faults that come by themselves, each once. */
export interface PlannedFaults {
  /** Drop all sockets so long after the first has opened, wall ms. */
  readonly dropSocketAfterMs?: number;
  /** Lose the book change after so many have been sent. */
  readonly skipSequenceAfter?: number;
  /** Go silent for good so long after the first socket has opened, wall ms. */
  readonly silentAfterMs?: number;
}
