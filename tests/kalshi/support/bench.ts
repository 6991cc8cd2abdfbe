/**
 * A decoder with what it gave, and frames to give it.
 *
 * @module
 */
import type { EngineEvent } from "../../../src/core/events.ts";
import { Decoder, type DecoderOptions } from "../../../src/kalshi/decoding/decoder.ts";
import type { Control } from "../../../src/kalshi/input.ts";
import type { InputSource } from "../../../src/core/inputs.ts";

/** A decoder with what it gave. */
export class Bench {
  readonly decoder: Decoder;
  readonly events: EngineEvent[] = [];
  readonly controls: Control[] = [];

  constructor(options: DecoderOptions = {}) {
    this.decoder = new Decoder(options);
  }

  put(source: InputSource, raw: unknown, at = 1000): this {
    this.decoder.decode(at, source, raw, this.events, this.controls);
    return this;
  }

  rest(path: string, body: unknown, status = 200): this {
    return this.put("rest", { path, status, body });
  }

  /** What was given since the last call. */
  take(): EngineEvent[] {
    return this.events.splice(0);
  }

  takeControls(): Control[] {
    return this.controls.splice(0);
  }
}

/** A book of T1: one bid of 10 at 0.40, one NO level of 5 at 0.45. */
export function snapshot(
  seq: number,
  market = "T1",
  yes = [["0.4000", "10.00"]],
  no = [["0.4500", "5.00"]],
  sid = 1,
): unknown {
  const msg = { market_ticker: market, yes_dollars_fp: yes, no_dollars_fp: no };
  return { type: "orderbook_snapshot", sid, seq, msg };
}

/** A change of T1 at 0.40, on the YES side. */
export function delta(seq: number, text = "1.00", market = "T1", sid = 1): unknown {
  const msg = { market_ticker: market, price_dollars: "0.4000", delta_fp: text, side: "yes", ts_ms: 900 };
  return { type: "orderbook_delta", sid, seq, msg };
}

/** A trade of T1 at 0.42. */
export function trade(seq: number, more: Readonly<Record<string, unknown>> = {}): unknown {
  const msg = {
    trade_id: `trade-${seq}`,
    market_ticker: "T1",
    yes_price_dollars: "0.4200",
    count_fp: "2.50",
    taker_side: "no",
    ts: 12,
    ...more,
  };
  return { type: "trade", sid: 2, seq, msg };
}

/** What kinds of event there were. */
export const kinds = (events: readonly EngineEvent[]): string[] => events.map((event) => event.kind);
