/**
 * Imported inputs of all kinds to events: what the decoder of the exchange's messages leaves to others.
 *
 * @module
 */
import type { EngineEvent } from "../../core/events.ts";
import type { FeeSchedule } from "../../core/market/fees.ts";
import { CANDLE_SOURCE, CandleDecoder } from "./candles.ts";
import { STATE_SOURCE, StateDecoder } from "./states.ts";
import { decodeTick, TICK_SOURCE } from "./ticks.ts";

/**
 * Folds imported inputs into events. As pure as any decoder: the same inputs give the same events, and none throws.
 *
 * The first one also reports that the market data is up: an imported file knows nothing of connections.
 */
export class ImportDecoder {
  readonly #candles = new CandleDecoder();
  readonly #states: StateDecoder;
  #started = false;

  /** @param fees what markets are assumed to charge */
  constructor(fees: FeeSchedule) {
    this.#states = new StateDecoder(fees);
  }

  /** Takes one input; inputs of other sources are left alone. */
  readonly decode = (at: number, source: string, raw: unknown, events: EngineEvent[]): void => {
    if (source !== TICK_SOURCE && source !== STATE_SOURCE && source !== CANDLE_SOURCE) return;
    if (!this.#started) {
      this.#started = true;
      events.push({ kind: "feed", at, feed: "market_data", up: true, detail: "imported" });
    }
    if (source === TICK_SOURCE) decodeTick(at, raw, events);
    else if (source === STATE_SOURCE) this.#states.decode(at, raw, events);
    else this.#candles.decode(at, raw, events);
  };
}
