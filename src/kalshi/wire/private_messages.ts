/**
 * Frames about an account of its own: `fill`, `user_order`, `market_position`, `order_group_updates`.
 *
 * Only the last is numbered: silence of the others does not say that nothing happened. The channels are called `fill`,
 * `user_orders`, `market_positions` and `order_group_updates`.
 *
 * @module
 */
import { z } from "zod";
import { maybe, wireBookSide, wireOutcome } from "./common.ts";

/** Channels about an account. */
export const ACCOUNT_CHANNELS = ["fill", "user_orders", "market_positions", "order_group_updates"] as const;
/** A channel about an account. */
export type AccountChannel = typeof ACCOUNT_CHANNELS[number];

/** The sending time of the exchange, Unix ms; on every frame since 2026-10-01. */
const sending = { sending_ts_ms: maybe(z.number()) };

/** A fill. It may come before the answer to the order, twice, and in any order. */
export const fillFrame = z.object({
  type: z.literal("fill"),
  sid: z.number(),
  ...sending,
  msg: z.object({
    trade_id: z.string().min(1),
    order_id: z.string().min(1),
    client_order_id: maybe(z.string()),
    market_ticker: z.string(),
    exchange_index: maybe(z.number()),
    is_taker: z.boolean(),
    yes_price_dollars: z.string(),
    count_fp: z.string(),
    fee_cost: z.string(),
    outcome_side: maybe(wireOutcome),
    book_side: maybe(wireBookSide),
    /** The position after it: + YES, − NO. */
    post_position_fp: maybe(z.string()),
    subaccount: maybe(z.number()),
    ts_ms: maybe(z.number()),
    /** Unix seconds. */
    ts: maybe(z.number()),
    /** Deprecated, and not read. */
    side: maybe(z.string()),
    /** Deprecated, and not read; may be empty, `sell_partial` or `sell_to_close`. */
    action: maybe(z.string()),
    /** Deprecated, and not read. */
    purchased_side: maybe(z.string()),
  }),
});
/** A fill. */
export type FillFrame = z.infer<typeof fillFrame>;

/**
 * An order was made or has changed. `last_update_reason` is one of Decrease, Amend, MarginCancel, SelfTradeCancel,
 * ExpiryCancel, CloseCancel, HaltCancel, Trade, PostOnlyCrossCancel, ReduceOnlyCancel, SettlementBoundsCancel, a word that is
 * not known yet, or absent (a cancel by the user).
 */
export const userOrderFrame = z.object({
  type: z.literal("user_order"),
  sid: z.number(),
  ...sending,
  msg: z.object({
    order_id: z.string().min(1),
    user_id: maybe(z.string()),
    client_order_id: maybe(z.string()),
    ticker: z.string(),
    exchange_index: maybe(z.number()),
    /** `resting`, `canceled`, `executed`, `unknown`, or a word that is not known yet. */
    status: z.string(),
    outcome_side: maybe(wireOutcome),
    book_side: maybe(wireBookSide),
    yes_price_dollars: z.string(),
    initial_count_fp: z.string(),
    fill_count_fp: z.string(),
    remaining_count_fp: z.string(),
    taker_fill_cost_dollars: maybe(z.string()),
    maker_fill_cost_dollars: maybe(z.string()),
    taker_fees_dollars: maybe(z.string()),
    maker_fees_dollars: maybe(z.string()),
    order_group_id: maybe(z.string()),
    self_trade_prevention_type: maybe(z.string()),
    created_ts_ms: maybe(z.number()),
    created_time: maybe(z.string()),
    last_updated_ts_ms: maybe(z.number()),
    last_update_time: maybe(z.string()),
    expiration_ts_ms: maybe(z.number()),
    expiration_time: maybe(z.string()),
    last_update_reason: maybe(z.string()),
    subaccount_number: maybe(z.number()),
    /** Deprecated, and not read. */
    side: maybe(z.string()),
    /** Deprecated, and not read. */
    is_yes: maybe(z.boolean()),
  }),
});
/** An order was made or has changed. */
export type UserOrderFrame = z.infer<typeof userOrderFrame>;

/** A position has changed: + YES, − NO. */
export const marketPositionFrame = z.object({
  type: z.literal("market_position"),
  sid: z.number(),
  ...sending,
  msg: z.object({
    user_id: maybe(z.string()),
    market_ticker: z.string(),
    position_fp: z.string(),
    position_cost_dollars: maybe(z.string()),
    realized_pnl_dollars: maybe(z.string()),
    fees_paid_dollars: maybe(z.string()),
    position_fee_cost_dollars: maybe(z.string()),
    volume_fp: maybe(z.string()),
    subaccount: maybe(z.number()),
  }),
});
/** A position has changed. */
export type MarketPositionFrame = z.infer<typeof marketPositionFrame>;

/**
 * An order group has changed: `created`, `triggered`, `reset`, `deleted` or `limit_updated`. The limit comes with the first
 * and the last alone.
 */
export const orderGroupFrame = z.object({
  type: z.literal("order_group_updates"),
  sid: z.number(),
  seq: z.number(),
  ...sending,
  msg: z.object({
    event_type: z.string(),
    order_group_id: z.string().min(1),
    contracts_limit_fp: maybe(z.string()),
    ts_ms: maybe(z.number()),
  }),
});
/** An order group has changed. */
export type OrderGroupFrame = z.infer<typeof orderGroupFrame>;
