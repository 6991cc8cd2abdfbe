/**
 * Recordings of any length, always the same: two markets a second at a time, a hundred messages a second.
 *
 * @module
 */
import { formatPrice, formatQuantity, toPrice, toQuantity } from "../../src/core/numbers/money.ts";
import { Random } from "../../src/core/numbers/prng.ts";
import type { InputSource } from "../../src/core/inputs.ts";
import { createRecording, type RecordingWriter } from "../../src/recording/writer.ts";
import { benchSetup } from "./setup.ts";
import { must } from "../support/must.ts";

const EVENT = "KXNBAGAME-26NOV20LALBOS";
const MARKETS = [`${EVENT}-LAL`, `${EVENT}-BOS`];
const STARTED_AT = Date.UTC(2026, 10, 20, 20);
const HOUR_MS = 3_600_000;
const FRAMES_A_SECOND = 100;
const LEVELS = 20;
const ENTRY_TIMEOUT_MS = 60_000;
/** The price goes up and down in so many seconds, through where the shipped strategy buys. */
const SWING_SECONDS = 600;

/** One message to record. */
export interface LoadInput {
  readonly at: number;
  readonly source: InputSource;
  readonly text: string;
}

const size = (hundredths: number) => formatQuantity(toQuantity(hundredths));
const cents = (value: number) => formatPrice(toPrice(value * 100));

function snapshot(seq: number, market: string, centre: number): string {
  const side = (step: number, best: number) =>
    Array.from({ length: LEVELS }, (_, level) => best + step * level)
      .filter((price) => price > 0 && price < 100)
      .map((price) => `["${cents(price)}","1000.00"]`).join(",");
  return `{"type":"orderbook_snapshot","sid":1,"seq":${seq},"msg":{"market_ticker":"${market}",` +
    `"yes_dollars_fp":[${side(-1, centre - 1)}],"no_dollars_fp":[${side(1, centre)}]}}`;
}

/** The inputs of a recording, without end. */
export function* loadInputs(startedAt = STARTED_AT): Generator<LoadInput> {
  const random = new Random(1);
  let seq = 0;
  let tradeSeq = 0;
  yield { at: startedAt, source: "ws.state", text: `{"state":"open","detail":"benchmark"}` };
  for (let second = 0;; second++) {
    const from = startedAt + second * 1_000;
    const centre = 85 + Math.round(8 * Math.sin(2 * Math.PI * second / SWING_SECONDS));
    yield { at: from, source: "clock", text: "null" };
    for (let frame = 0; frame < FRAMES_A_SECOND; frame++) {
      const at = from + frame * 1_000 / FRAMES_A_SECOND;
      const market = MARKETS[frame % MARKETS.length] ?? EVENT;
      const ws = (text: string): LoadInput => ({ at, source: "ws", text });
      if (frame < MARKETS.length) {
        yield ws(snapshot(++seq, market, centre));
      } else if (frame % 25 === 24) {
        const id = `00000000-0000-4000-8000-${String(tradeSeq).padStart(12, "0")}`;
        yield ws(
          `{"type":"trade","sid":2,"seq":${++tradeSeq},"msg":{"trade_id":"${id}","market_ticker":"${market}",` +
            `"yes_price_dollars":"${cents(centre)}","no_price_dollars":"${cents(100 - centre)}",` +
            `"count_fp":"${size(random.integer(100, 5_000))}","taker_side":"yes","ts":${
              Math.floor(at / 1_000)
            }}}`,
        );
      } else {
        const bid = random.chance(0.5);
        const level = random.integer(0, LEVELS - 1);
        const price = bid ? Math.max(1, centre - 1 - level) : Math.min(99, centre + level);
        yield ws(
          `{"type":"orderbook_delta","sid":1,"seq":${++seq},"msg":{"market_ticker":"${market}",` +
            `"market_id":"5917314a-b9b4-4e8c-9c32-23d04b7b35bd","price_dollars":"${cents(price)}",` +
            `"delta_fp":"${size(random.integer(100, 50_000))}","side":"${bid ? "yes" : "no"}",` +
            `"ts":"${new Date(at).toISOString()}"}}`,
        );
      }
    }
  }
}

/** Begins a recording in a folder. */
export function beginLoad(folder: string, startedAt = STARTED_AT): RecordingWriter {
  const writer = must(createRecording({ root: folder, group: "bench", name: EVENT, startedAt }, {
    program: "bench",
    created_at: new Date(startedAt).toISOString(),
    environment: "sim",
    markets: MARKETS,
    event: EVENT,
    game: null,
    config: benchSetup([{ name: "favorite_threshold", parameters: {} }], ENTRY_TIMEOUT_MS),
    yes_prices: true,
    sequenced: true,
  }));
  return writer;
}

/**
 * Writes a recording.
 *
 * @param inputs how long
 * @param hour when it begins, in hours after the usual start: a game that is recorded twice at the same time counts once
 * @returns its path
 */
export async function writeLoad(folder: string, inputs: number, hour = 0): Promise<string> {
  const startedAt = STARTED_AT + hour * HOUR_MS;
  const writer = beginLoad(folder, startedAt);
  let at = startedAt;
  for (const input of loadInputs(startedAt)) {
    if (writer.inputs >= inputs) break;
    at = input.at;
    writer.append(at, input.source, input.text, true);
  }
  const { path, failure } = await writer.close(at, "long enough");
  if (failure !== undefined) throw new Error(failure);
  return path;
}
