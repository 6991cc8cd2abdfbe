/**
 * The one path of every input, live or replayed: record, decode, decide, tell.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Outcome } from "../core/outcomes.ts";
import type { Decoder } from "../kalshi/decoding/decoder.ts";
import type { Control, InputSink } from "../kalshi/input.ts";
import type { InputSource } from "../core/inputs.ts";
import { isEmbeddable, roundArrival } from "../recording/format/format.ts";

/** Takes down inputs before they are acted on; the recording's writer, or nothing. */
export interface Recorder {
  append(at: number, source: InputSource, text: string, isJson: boolean): void;
}

/** Who wants to know what was done. */
export interface PipelineListener {
  /** Called after the engine has acted on an event. */
  onEvent?(event: EngineEvent, outcomes: readonly Outcome[]): void;
}

/** Passes inputs through the decoder to the engine. */
export class Pipeline implements InputSink {
  readonly engine: Engine;
  readonly decoder: Decoder;
  readonly #recorder: Recorder | undefined;
  readonly #listeners: readonly PipelineListener[];
  readonly #events: EngineEvent[] = [];
  #at = 0;

  constructor(
    engine: Engine,
    decoder: Decoder,
    listeners: readonly PipelineListener[],
    recorder?: Recorder,
  ) {
    this.engine = engine;
    this.decoder = decoder;
    this.#listeners = listeners;
    this.#recorder = recorder;
  }

  /** Time of the last input, Unix milliseconds. */
  get at(): number {
    return this.#at;
  }

  input(at: number, source: InputSource, text: string, raw: unknown): readonly Control[] {
    // What the engine sees is what the recording keeps, to the microsecond; time never runs backwards.
    const arrival = Math.max(this.#at, roundArrival(at));
    // A text that is no JSON comes as itself; a JSON string comes without its quotes.
    const isJson = raw !== text;
    this.#recorder?.append(arrival, source, text, isJson);
    // A payload with line breaks is recorded as a text, and is decoded as one, so that a replay sees the same.
    return this.replay(arrival, source, isJson && !isEmbeddable(text) ? text : raw);
  }

  /** Takes an input that is on record already. */
  replay(at: number, source: InputSource, raw: unknown): readonly Control[] {
    this.#at = at;
    const events = this.#events;
    const controls: Control[] = [];
    events.length = 0;
    this.decoder.decode(at, source, raw, events, controls);
    for (const event of events) {
      const outcomes = this.engine.process(event);
      for (const listener of this.#listeners) listener.onEvent?.(event, outcomes);
    }
    return controls;
  }
}
