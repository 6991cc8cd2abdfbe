/**
 * One-minute candles of one market's trades, in cents.
 *
 * Only what is known when a minute is over is used, and at its end: the close, as the last price, and the volume. In which
 * order open, high and low came is not known, and there is no book: nothing can be bought or sold in such a recording.
 *
 * @module
 */
import { z } from "zod";
import type { EngineEvent } from "../../core/events.ts";
import { MOST_QUANTITY, type Quantity } from "../../core/numbers/money.ts";
import { readCents, readContracts } from "./numbers.ts";

/** The source of imported candles. */
export const CANDLE_SOURCE = "feed.import_candle";

/** The columns that a file of candles must have; others are kept as they are. */
export const CANDLE_COLUMNS = ["ticker", "timestamp", "close", "volume"] as const;

/** One line of a candle file by column, an empty field as null. */
export const CandleSchema = z.object({
  /** The league's id of the game. */
  game_id: z.string().nullish(),
  ticker: z.string().min(1),
  /** The end of the minute, Unix seconds. */
  timestamp: z.string().regex(/^\d{9,11}$/, "expected Unix seconds").transform(Number),
  /** The last trade of the minute, cents; null where there was none. */
  close: z.string().nullable().transform((value, context) => {
    const read = value === null ? null : readCents(value);
    if (read === undefined) context.addIssue("expected cents in 0…100");
    return read ?? undefined;
  }),
  /** Contracts traded in this minute. */
  volume: z.string().nullable().transform((value, context) => {
    const read = value === null ? null : readContracts(value);
    if (read === undefined) context.addIssue("expected a number of contracts");
    return read ?? undefined;
  }),
});

/** Folds candles into events; it adds the minutes' volumes up. */
export class CandleDecoder {
  readonly #volumes = new Map<string, number>();

  /**
   * One candle as events: a summary where there was a trade, else a sign of life.
   *
   * @param at arrival, Unix milliseconds: the end of the minute
   * @param raw the payload of a {@linkcode CANDLE_SOURCE} input; anything that is not a candle gives no event
   */
  decode(at: number, raw: unknown, events: EngineEvent[]): void {
    const parsed = CandleSchema.safeParse(raw);
    if (!parsed.success) return;
    const { ticker: market, close: last, volume: traded, timestamp } = parsed.data;
    const sourceAt = timestamp * 1000;
    if (last === undefined) return void events.push({ kind: "heartbeat", at, sourceAt });
    if (traded === undefined) return void events.push({ kind: "ticker", at, sourceAt, market, last });
    const volume = Math.min(MOST_QUANTITY, (this.#volumes.get(market) ?? 0) + traded) as Quantity;
    this.#volumes.set(market, volume);
    events.push({ kind: "ticker", at, sourceAt, market, last, volume });
  }
}
