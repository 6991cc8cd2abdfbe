/**
 * Inputs: everything that arrives, as it arrived, with the time it arrived.
 *
 * Inputs are what is recorded. Everything the program knows is a fold over them.
 *
 * @module
 */
import type { InputSource } from "../core/inputs.ts";

/** The states of a connection: `dead` was silent for too long, `auth_failed` was refused at the door. */
export type SocketState = "connecting" | "open" | "closed" | "dead" | "auth_failed";

/** The payload of `ws.state`. */
export interface SocketStateInput {
  readonly state: SocketState;
  readonly detail: string;
}

/** The payload of `ws.state` for a channel that was refused, or whose subscription is not answered. */
export interface ChannelInput {
  readonly state: "channel_down";
  readonly channel: string;
  readonly detail: string;
}

/** The payload of `clock` where the wall clock has moved against the time that passed. */
export interface ClockMovedInput {
  /** Forward or, below zero, back. */
  readonly moved_ms: number;
  /** Whether so much time has passed, as while a computer sleeps: arrival times have gone forward by it. */
  readonly passed: boolean;
}

/** The payload of `rest`. `path` has its query, and no `/trade-api/v2` before it. */
export interface RestInput {
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/**
 * A wish of the decoder that only a live connection can fulfil.
 *
 * - `snapshot`: messages of a subscription were lost; these markets' books must be asked for again.
 * - `resubscribe`: a subscription is over (error 10 or 25); it must be started again.
 * - `refresh`: messages of a channel without snapshots were lost; what they said (a trade, a market's close) must be read
 *   by REST.
 */
export type Control =
  | { readonly kind: "snapshot"; readonly sid: number; readonly markets: readonly string[] }
  | {
    readonly kind: "resubscribe";
    readonly sid?: number;
    readonly channel?: string;
    readonly code: number;
    readonly detail: string;
  }
  | { readonly kind: "refresh"; readonly channel: string };

/** Takes inputs: records them, decodes them, hands the events on. */
export interface InputSink {
  /**
   * Called for everything that arrives, in order.
   *
   * @param at arrival, Unix milliseconds with fraction
   * @param source where from
   * @param text the payload verbatim
   * @param raw the parsed payload, or `text` where it is no JSON
   * @returns what the stream has to do about it
   */
  input(at: number, source: InputSource, text: string, raw: unknown): readonly Control[];
}
