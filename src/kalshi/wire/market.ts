/**
 * Markets over REST.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, wirePriceRange } from "./common.ts";

/** A market's life, as the object's `status` (a query's `status` has other words). */
export const wireMarketStatus = z.enum([
  "initialized",
  "inactive",
  "active",
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
]);
/**
 * A market. An empty side of its book shows as `yes_bid_dollars "0.0000"` or `yes_ask_dollars "1.0000"`. Times are
 * RFC 3339.
 */
export const wireMarket = z.object({
  ticker: z.string(),
  event_ticker: z.string(),
  market_type: maybe(z.string()),
  title: maybe(z.string()),
  yes_sub_title: maybe(z.string()),
  no_sub_title: maybe(z.string()),
  created_time: maybe(z.string()),
  updated_time: maybe(z.string()),
  open_time: maybe(z.string()),
  close_time: maybe(z.string()),
  expected_expiration_time: maybe(z.string()),
  latest_expiration_time: maybe(z.string()),
  settlement_timer_seconds: maybe(z.number()),
  /** One of {@linkcode wireMarketStatus}; a word that is none of them is a market whose state is not known. */
  status: z.string(),
  yes_bid_dollars: maybe(z.string()),
  yes_bid_size_fp: maybe(z.string()),
  yes_ask_dollars: maybe(z.string()),
  yes_ask_size_fp: maybe(z.string()),
  no_bid_dollars: maybe(z.string()),
  no_ask_dollars: maybe(z.string()),
  last_price_dollars: maybe(z.string()),
  previous_yes_bid_dollars: maybe(z.string()),
  previous_yes_ask_dollars: maybe(z.string()),
  previous_price_dollars: maybe(z.string()),
  volume_fp: maybe(z.string()),
  volume_24h_fp: maybe(z.string()),
  open_interest_fp: maybe(z.string()),
  notional_value_dollars: maybe(z.string()),
  result: maybe(z.string()),
  expiration_value: maybe(z.string()),
  can_close_early: maybe(z.boolean()),
  early_close_condition: maybe(z.string()),
  rules_primary: maybe(z.string()),
  rules_secondary: maybe(z.string()),
  strike_type: maybe(z.string()),
  custom_strike: maybe(z.record(z.string(), z.unknown())),
  floor_strike: maybe(z.number()),
  cap_strike: maybe(z.number()),
  occurrence_datetime: maybe(z.string()),
  settlement_ts: maybe(z.string()),
  settlement_value_dollars: maybe(z.string()),
  fee_waiver_expiration_time: maybe(z.string()),
  price_level_structure: maybe(z.string()),
  price_ranges: z.array(wirePriceRange),
  settlement_bounds_type: maybe(z.string()),
  mve_collection_ticker: maybe(z.string()),
  is_provisional: maybe(z.boolean()),
  exchange_index: maybe(z.number()),
});
/** A market. */
export type WireMarket = z.infer<typeof wireMarket>;

/** `GET /markets/{ticker}`. */
export const marketAnswer = z.object({ market: wireMarket });
/** `GET /markets/{ticker}`. */
export type MarketAnswer = z.infer<typeof marketAnswer>;

/** `GET /markets`. An empty or absent cursor is the end. */
export const marketsAnswer = z.object({ markets: listed(wireMarket), cursor: maybe(z.string()) });
/** `GET /markets`. */
export type MarketsAnswer = z.infer<typeof marketsAnswer>;
