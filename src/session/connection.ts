/**
 * The connection of a session in one vocabulary, whether a socket brings the market data or a poller fetches it.
 *
 * @module
 */
import type { Counters } from "../kalshi/decoding/output.ts";
import { MarketPoller } from "../kalshi/rest/poll.ts";
import type { MarketStream } from "../kalshi/streaming/stream.ts";

/** The state of the market-data connection. */
export const CONNECTION_STATES = [
  "connecting",
  "connected",
  "reconnecting",
  "polling",
  "closed",
  "failed",
] as const;

/** The state of the market-data connection. */
export type ConnectionState = typeof CONNECTION_STATES[number];

/** The connection, and what the decoder has counted of it. */
export interface SessionConnection {
  readonly state: ConnectionState;
  /** More about the state, for example `no API key`. */
  readonly detail?: string;
  readonly messages: number;
  /** Times that sequence numbers never came. */
  readonly lost: number;
  readonly duplicate: number;
  /** Frames that could not be read, unknown types included. */
  readonly malformed: number;
  /** Frames and answers about something that was not asked for; left out where there were none. */
  readonly unasked?: number;
  readonly reconnects: number;
}

/** Where a session's market data comes from, as far as its connection is concerned. */
export type ConnectionSource = Pick<MarketStream, "state"> | MarketPoller;

/** The connection of a source, with the counters of the decoder behind it. */
export function connectionOf(source: ConnectionSource, counters: Counters): SessionConnection {
  const { frames, gaps, duplicates, malformed, unknownTypes, invalid, unasked, reconnects } = counters;
  return {
    state: stateOf(source, frames > 0),
    messages: frames,
    lost: gaps,
    duplicate: duplicates,
    malformed: malformed + unknownTypes + invalid,
    ...(unasked === 0 ? {} : { unasked }),
    reconnects,
  };
}

/** @param connected whether anything has come so far */
function stateOf(source: ConnectionSource, connected: boolean): ConnectionState {
  if (source instanceof MarketPoller) return "polling";
  if (source.state === "open") return "connected";
  if (source.state === "auth_failed") return "failed";
  return source.state === "connecting" && !connected ? "connecting" : "reconnecting";
}
