/**
 * Where the decoder puts what it finds while it works on one input.
 *
 * @module
 */
import type { EngineEvent } from "../../core/events.ts";
import type { Control } from "../input.ts";

/** One for a decoder's life, set anew for each input: frames are too many to carry three arguments down each call. */
export class DecodeOutput {
  /** Arrival of the input, Unix milliseconds. */
  at = 0;
  /** Takes what happened. */
  events: EngineEvent[] = [];
  /** Takes what the connection has to do. */
  controls: Control[] = [];
}
