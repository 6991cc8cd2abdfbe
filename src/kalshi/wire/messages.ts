/**
 * Frames that the exchange sends over the socket.
 *
 * One schema a frame type, chosen by `type` before it is applied: trying them all would cost more than the rest of the
 * decoding. Source: the exchange's AsyncAPI of October 2026, and captures of March 2026 where they lack a field.
 *
 * @module
 */
import { z } from "zod";
import { maybe, maybeList, wireBookSide, wireLevel, wireOutcome, wirePriceRange } from "./common.ts";

/** The sending time of the exchange, Unix ms; on every frame since 2026-10-01. */
const sending = { sending_ts_ms: maybe(z.number()) };

/** A frame that a subscription numbers. */
const sequenced = { sid: z.number(), seq: z.number(), id: maybe(z.number()), ...sending };

/** A whole book. An empty side is an absent key. */
export const snapshotFrame = z.object({
  type: z.literal("orderbook_snapshot"),
  ...sequenced,
  msg: z.object({
    market_ticker: z.string(),
    market_id: maybe(z.string()),
    yes_dollars_fp: maybeList(wireLevel),
    no_dollars_fp: maybeList(wireLevel),
  }),
});
/** A whole book. */
export type SnapshotFrame = z.infer<typeof snapshotFrame>;

/** A change of a level: all that a book needs. */
const deltaMessage = z.object({
  market_ticker: z.string(),
  price_dollars: z.string(),
  delta_fp: z.string(),
  side: wireOutcome,
  ts_ms: maybe(z.number()),
  ts: maybe(z.string()),
});

/**
 * The part of {@linkcode deltaFrame} that a book needs. It is applied to nearly every frame there is, and each field
 * costs its share.
 */
export const deltaCore = z.object({
  type: z.literal("orderbook_delta"),
  sid: z.number(),
  seq: z.number(),
  msg: deltaMessage,
});
/** The part that a book needs. */
export type DeltaCore = z.infer<typeof deltaCore>;

/** A signed change of one level. `ts` is RFC 3339; captures of March 2026 have no `ts_ms`. */
export const deltaFrame = deltaCore.extend({
  ...sequenced,
  msg: deltaMessage.extend({
    market_id: maybe(z.string()),
    client_order_id: maybe(z.string()),
    subaccount: maybe(z.number()),
  }),
});

/** A trade. */
const tradeMessage = z.object({
  trade_id: z.string(),
  market_ticker: z.string(),
  yes_price_dollars: z.string(),
  count_fp: z.string(),
  taker_outcome_side: maybe(wireOutcome),
  taker_book_side: maybe(wireBookSide),
  taker_side: maybe(wireOutcome),
  is_block_trade: maybe(z.boolean()),
  ts: maybe(z.number()),
  ts_ms: maybe(z.number()),
});

/** The part of {@linkcode tradeFrame} that a print needs. */
export const tradeCore = z.object({
  type: z.literal("trade"),
  sid: z.number(),
  seq: z.number(),
  msg: tradeMessage,
});
/** The part that a print needs. */
export type TradeCore = z.infer<typeof tradeCore>;

/** A public trade. `ts` is whole Unix seconds. Before summer 2026 only `taker_side` gave the direction. */
export const tradeFrame = tradeCore.extend({
  ...sequenced,
  msg: tradeMessage.extend({ no_price_dollars: maybe(z.string()) }),
});

/** The summary of a market. Not numbered: `seq` is never there. */
export const tickerFrame = z.object({
  type: z.literal("ticker"),
  sid: z.number(),
  ...sending,
  msg: z.object({
    market_ticker: z.string(),
    market_id: maybe(z.string()),
    price_dollars: maybe(z.string()),
    yes_bid_dollars: maybe(z.string()),
    yes_ask_dollars: maybe(z.string()),
    yes_bid_size_fp: maybe(z.string()),
    yes_ask_size_fp: maybe(z.string()),
    last_trade_size_fp: maybe(z.string()),
    volume_fp: maybe(z.string()),
    open_interest_fp: maybe(z.string()),
    dollar_volume: maybe(z.number()),
    dollar_open_interest: maybe(z.number()),
    ts: maybe(z.number()),
    ts_ms: maybe(z.number()),
    time: maybe(z.string()),
  }),
});
/** The summary of a market. */
export type TickerFrame = z.infer<typeof tickerFrame>;

/** The names of a market, in the `created` step of its life. */
export const lifecycleMetadata = z.object({
  name: maybe(z.string()),
  title: maybe(z.string()),
  yes_sub_title: maybe(z.string()),
  no_sub_title: maybe(z.string()),
  rules_primary: maybe(z.string()),
  rules_secondary: maybe(z.string()),
  can_close_early: maybe(z.boolean()),
  event_ticker: maybe(z.string()),
  expected_expiration_ts: maybe(z.number()),
  strike_type: maybe(z.string()),
  floor_strike: maybe(z.number()),
  cap_strike: maybe(z.number()),
  custom_strike: maybe(z.record(z.string(), z.unknown())),
});
/**
 * A step in a market's life, for every market of the exchange. Times are Unix seconds. Known steps: created, activated,
 * deactivated, close_date_updated, determined, settled, metadata_updated, price_level_structure_updated.
 */
export const lifecycleFrame = z.object({
  type: z.literal("market_lifecycle_v2"),
  ...sequenced,
  msg: z.object({
    event_type: z.string(),
    market_ticker: z.string(),
    exchange_index: maybe(z.number()),
    open_ts: maybe(z.number()),
    close_ts: maybe(z.number()),
    result: maybe(z.string()),
    determination_ts: maybe(z.number()),
    settlement_value: maybe(z.string()),
    settled_ts: maybe(z.number()),
    is_deactivated: maybe(z.boolean()),
    price_level_structure: maybe(z.string()),
    price_ranges: maybeList(wirePriceRange),
    strike_type: maybe(z.string()),
    floor_strike: maybe(z.number()),
    cap_strike: maybe(z.number()),
    custom_strike: maybe(z.record(z.string(), z.unknown())),
    yes_sub_title: maybe(z.string()),
    additional_metadata: maybe(lifecycleMetadata),
  }),
});
/** A step in a market's life. */
export type LifecycleFrame = z.infer<typeof lifecycleFrame>;

/** An event's own fees have changed; `null` gives the event back to its series' fees. */
export const feeUpdateFrame = z.object({
  type: z.literal("event_fee_update"),
  ...sequenced,
  msg: z.object({
    event_ticker: z.string(),
    fee_type_override: maybe(z.string()),
    fee_multiplier_override: maybe(z.number()),
  }),
});

/** One channel of a `subscribe` command has started. */
export const subscribedFrame = z.object({
  type: z.literal("subscribed"),
  id: maybe(z.number()),
  ...sending,
  msg: z.object({ channel: z.string(), sid: z.number() }),
});

/** A subscription has ended. */
export const unsubscribedFrame = z.object({
  type: z.literal("unsubscribed"),
  id: maybe(z.number()),
  sid: maybe(z.number()),
  seq: maybe(z.number()),
  ...sending,
});

/** The list in an `ok` of `update_subscription`: the whole filter after the update. */
export const okFilter = z.object({
  market_tickers: maybeList(z.string()),
  market_ids: maybeList(z.string()),
});
/** The list in an `ok` of `list_subscriptions`. */
export const okSubscriptions = z.array(z.object({ channel: z.string(), sid: z.number() }));

/** A command was done. */
export const okFrame = z.object({
  type: z.literal("ok"),
  id: maybe(z.number()),
  sid: maybe(z.number()),
  seq: maybe(z.number()),
  ...sending,
  msg: maybe(z.union([okSubscriptions, okFilter])),
});

/** Something was refused or has failed. `sid` and `seq` only where it concerns a subscription. */
export const errorFrame = z.object({
  type: z.literal("error"),
  id: maybe(z.number()),
  sid: maybe(z.number()),
  seq: maybe(z.number()),
  ...sending,
  msg: z.object({ code: z.number(), msg: maybe(z.string()), market_ticker: maybe(z.string()) }),
});
/** Something was refused or has failed. */
export type ErrorFrame = z.infer<typeof errorFrame>;

/** Codes of {@linkcode errorFrame}, as the exchange lists them; 6, 16 and 17 are retired. */
export const SOCKET_ERRORS: Readonly<Record<number, string>> = {
  1: "unable to process message",
  2: "params required",
  3: "channels required",
  4: "sids required",
  5: "unknown command",
  7: "unknown subscription ID",
  8: "unknown channel name",
  9: "authentication required",
  10: "channel error",
  11: "invalid parameter",
  12: "exactly one subscription ID required",
  13: "unsupported action",
  14: "market ticker required",
  15: "action required",
  18: "command timeout",
  19: "shard factor must be positive",
  20: "shard factor required when shard key is set",
  21: "shard key out of range",
  22: "shard factor too large",
  23: "match IDs required",
  24: "index IDs required",
  25: "subscription buffer overflow",
  26: "market limit exceeded",
  27: "too many requests",
  28: "underlying tickers required",
};

/** Errors after which a subscription is over: 10 channel error, 25 buffer overflow (a slow consumer). */
export const TERMINAL_SOCKET_ERRORS: ReadonlySet<number> = new Set([10, 25]);
