/**
 * Lets others stand between the exchange and what its socket sends, one channel at a time.
 *
 * @module
 */
import type { Channel } from "./subscription.ts";

/** A data frame that is about to be sent: acknowledgements and errors of commands always go. */
export interface OutgoingFrame {
  readonly channel: Channel;
  /** Whose key opened the socket. */
  readonly keyId: string;
  /** Numbers the socket among those of this server, from 1. */
  readonly client: number;
  readonly text: string;
}

/**
 * Decides what becomes of a frame: it calls `send` once, twice, later, after another frame, or never. A socket that has
 * closed by then takes nothing.
 *
 * @param send sends the frame, or another text in its place
 */
export type OutgoingHook = (frame: OutgoingFrame, send: (text?: string) => void) => void;

/** The hooks, one a channel. */
export type OutgoingHooks = Map<Channel, OutgoingHook>;
