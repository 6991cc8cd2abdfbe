/**
 * Public trades over REST.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, wireBookSide, wireOutcome } from "./common.ts";

/** A trade. `created_time` is RFC 3339 with microseconds. */
export const wireTrade = z.object({
  trade_id: z.string(),
  ticker: z.string(),
  count_fp: z.string(),
  yes_price_dollars: z.string(),
  no_price_dollars: maybe(z.string()),
  taker_outcome_side: maybe(wireOutcome),
  taker_book_side: maybe(wireBookSide),
  taker_side: maybe(wireOutcome),
  created_time: z.string(),
  is_block_trade: maybe(z.boolean()),
});
/** A trade. */
export type WireTrade = z.infer<typeof wireTrade>;

/** `GET /markets/trades`, the newest first. */
export const tradesAnswer = z.object({ trades: listed(wireTrade), cursor: maybe(z.string()) });
/** `GET /markets/trades`. */
export type TradesAnswer = z.infer<typeof tradesAnswer>;
