/**
 * Ways in which the simulated exchange and the scoreboards can fail, for clients to survive.
 *
 * @module
 */
import { SCORE_FAULTS, type ScoreFault } from "../scoreboards/amendment.ts";

/** Faults of the socket. */
export const SOCKET_FAULTS = [
  /** Every socket is closed. */
  "drop",
  /** The next book change of each connection is applied and numbered but never sent. */
  "skip",
  /** Sockets stay open, and nothing is sent; what falls into that time is lost. */
  "silent",
  /** Half a frame is sent. */
  "malformed",
  /** A frame of an unknown type is sent. */
  "unknown",
  /** The next book change is sent twice under one number. */
  "duplicate",
  /** Channel error: book subscriptions end. */
  "error10",
  /** Buffer overflow: book subscriptions end. */
  "error25",
] as const;

/** Faults of the next scoreboard answers, other than the exchange's own. */
export const FEED_FAULTS = [
  /** A web page in place of JSON, with status 200. */
  "feed_html",
  "feed_404",
  "feed_500",
] as const;

/** All faults. */
export const FAULTS = [...SOCKET_FAULTS, ...FEED_FAULTS, ...SCORE_FAULTS] as const;

/** A fault of the socket. */
export type SocketFault = typeof SOCKET_FAULTS[number];
/** A fault of scoreboard answers. */
export type FeedFault = typeof FEED_FAULTS[number];
/** A fault. */
export type FaultName = typeof FAULTS[number];

/** Whether a word names a fault. */
export function isFault(word: string): word is FaultName {
  return (FAULTS as readonly string[]).includes(word);
}

/** Whether a fault is one of scoreboard answers. */
export function isFeedFault(name: FaultName): name is FeedFault {
  return (FEED_FAULTS as readonly string[]).includes(name);
}

/** Whether a fault is one of what scoreboards show. */
export function isScoreFault(name: FaultName): name is ScoreFault {
  return (SCORE_FAULTS as readonly string[]).includes(name);
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
