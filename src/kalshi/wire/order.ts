/**
 * Orders: the bodies that place and change them, what is answered, and the record of one.
 *
 * One space: `bid` buys YES, `ask` sells it, and the price is always the YES price. Bodies are exact; answers are read
 * leniently, each field by itself: an answer whose order id can be read is never lost to another field of it.
 * Source: "Create order (V2)" and the pages beside it, October 2026.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, wireBookSide, wireOutcome } from "./common.ts";

/** How long an order stays. One that rests until a time is `good_till_canceled` with an `expiration_time`. */
export const wireTimeInForce = z.enum(["good_till_canceled", "immediate_or_cancel", "fill_or_kill"]);
/**
 * What happens where two orders of one user would trade: `taker_at_cross` cancels what is left of the incoming one, `maker`
 * cancels the resting one and goes on.
 */
export const wireSelfTradePrevention = z.enum(["taker_at_cross", "maker"]);
/** What happens where two orders of one user would trade. */
export type WireSelfTradePrevention = z.infer<typeof wireSelfTradePrevention>;

/** `POST /portfolio/events/orders`. */
export const createOrderBody = z.object({
  ticker: z.string().min(1),
  /** At most 64 of letters, digits and `- _ : + = /`. */
  client_order_id: z.string().optional(),
  side: wireBookSide,
  /** Contracts, up to two decimals. */
  count: z.string(),
  /** Dollars, up to four decimals. */
  price: z.string(),
  time_in_force: wireTimeInForce,
  self_trade_prevention_type: wireSelfTradePrevention,
  post_only: z.boolean().optional(),
  /** Only with `immediate_or_cancel`. */
  reduce_only: z.boolean().optional(),
  cancel_order_on_pause: z.boolean().optional(),
  /** Unix seconds; never with `immediate_or_cancel`. */
  expiration_time: z.int().optional(),
  order_group_id: z.string().optional(),
  subaccount: z.int().optional(),
  /** The shard; left out or −1 means that the exchange finds it, which bills the bucket of each shard. */
  exchange_index: z.int().optional(),
});
/** `POST /portfolio/events/orders`. */
export type CreateOrderBody = z.infer<typeof createOrderBody>;

/** `POST /portfolio/events/orders/{order_id}/amend`: `count` is what has been filled and what shall rest, together. */
export const amendOrderBody = z.object({
  ticker: z.string().min(1),
  side: wireBookSide,
  price: z.string(),
  count: z.string(),
  client_order_id: z.string().optional(),
  updated_client_order_id: z.string().optional(),
  /** Unix seconds; left out it stays, 0 takes it away. */
  expiration_time: z.int().optional(),
  exchange_index: z.int().optional(),
});
/** `POST /portfolio/events/orders/{order_id}/amend`. */
export type AmendOrderBody = z.infer<typeof amendOrderBody>;

/** `POST /portfolio/events/orders/{order_id}/decrease`: exactly one of `reduce_by` and `reduce_to`. */
export const decreaseOrderBody = z.object({
  reduce_by: maybe(z.string()),
  reduce_to: maybe(z.string()),
  exchange_index: z.int().optional(),
  market_ticker: z.string().optional(),
});
/** `POST /portfolio/events/orders/{order_id}/decrease`. */
export type DecreaseOrderBody = z.infer<typeof decreaseOrderBody>;

/** One order of a batch to cancel. */
export const batchCancelItem = z.object({
  order_id: z.string().min(1),
  subaccount: z.int().optional(),
  exchange_index: z.int().optional(),
  market_ticker: z.string().optional(),
});
/** One order of a batch to cancel. */
export type BatchCancelItem = z.infer<typeof batchCancelItem>;

/** A field that is as good as absent where it cannot be read: it must not cost the fields beside it. */
function lenient<Schema extends z.ZodType>(schema: Schema) {
  return maybe(schema).catch(undefined);
}

/** The fields that answers about one order share. */
const answered = {
  client_order_id: lenient(z.string()),
  /** The time of the matching engine, Unix ms. */
  ts_ms: lenient(z.number()),
};
/** What a new or amended order did at once. Averages only where something was filled; the fee is per contract. */
const matched = {
  fill_count: lenient(z.string()),
  remaining_count: lenient(z.string()),
  average_fill_price: lenient(z.string()),
  average_fee_paid: lenient(z.string()),
};
/** An order's id. An empty one names none. */
const orderId = z.string().min(1);

/**
 * The answer to a new order, 201. Accepted is not resting: 0 filled and 0 remaining is accepted and cancelled at once.
 */
export const createOrderAnswer = z.object({ order_id: orderId, ...answered, ...matched });
/** The answer to a new order. */
export type CreateOrderAnswer = z.infer<typeof createOrderAnswer>;

/** The answer to an amend, 200. `null` counts say that nothing was filled and the size stayed, and not 0. */
export const amendOrderAnswer = createOrderAnswer;
/** The answer to an amend. */
export type AmendOrderAnswer = z.infer<typeof amendOrderAnswer>;

/** The answer to a decrease, 200. */
export const decreaseOrderAnswer = z.object({
  order_id: orderId,
  ...answered,
  remaining_count: lenient(z.string()),
});
/** The answer to a decrease. */
export type DecreaseOrderAnswer = z.infer<typeof decreaseOrderAnswer>;

/** The answer to a cancel, 200; `reduced_by` is what was left of the order. */
export const cancelOrderAnswer = z.object({
  order_id: orderId,
  ...answered,
  reduced_by: lenient(z.string()),
});
/** The answer to a cancel. */
export type CancelOrderAnswer = z.infer<typeof cancelOrderAnswer>;

/**
 * A batch's answer: 201 or 200 though items may have failed. Items are read one by one, so that one that cannot be read
 * takes none of the others with it.
 */
export const batchAnswer = z.object({ orders: z.array(z.unknown()) });

/** The part of a batch's item that says it was refused; `details` is always there, and empty where there is nothing to say. */
export const batchItemError = z.object({ order_id: lenient(z.string()), error: z.unknown() });

/** `resting`, `canceled` or `executed`; a word that is none of them is kept. */
export const ORDER_STATUSES = ["resting", "canceled", "executed"] as const;

/**
 * An order over REST. Times are RFC 3339. `taker_fill_cost_dollars` and `maker_fill_cost_dollars` of an `ask` are the cost of
 * its NO leg, so what was paid is read from fills alone.
 */
export const wireOrder = z.object({
  order_id: orderId,
  user_id: maybe(z.string()),
  client_order_id: maybe(z.string()),
  ticker: z.string(),
  outcome_side: maybe(wireOutcome),
  book_side: maybe(wireBookSide),
  type: maybe(z.string()),
  /** One of {@linkcode ORDER_STATUSES}, or a word that is not known yet. */
  status: z.string(),
  yes_price_dollars: z.string(),
  no_price_dollars: maybe(z.string()),
  initial_count_fp: z.string(),
  fill_count_fp: z.string(),
  remaining_count_fp: z.string(),
  taker_fill_cost_dollars: maybe(z.string()),
  maker_fill_cost_dollars: maybe(z.string()),
  taker_fees_dollars: maybe(z.string()),
  maker_fees_dollars: maybe(z.string()),
  created_time: maybe(z.string()),
  last_update_time: maybe(z.string()),
  expiration_time: maybe(z.string()),
  self_trade_prevention_type: maybe(z.string()),
  order_group_id: maybe(z.string()),
  cancel_order_on_pause: maybe(z.boolean()),
  subaccount_number: maybe(z.number()),
  exchange_index: maybe(z.number()),
  /** Deprecated, and not read: `outcome_side` and `book_side` say it. */
  side: maybe(z.string()),
  /** Deprecated, and not read. */
  action: maybe(z.string()),
});
/** An order over REST. */
export type WireOrder = z.infer<typeof wireOrder>;

/** `GET /portfolio/orders/{order_id}`. */
export const orderAnswer = z.object({ order: wireOrder });
/** `GET /portfolio/orders/{order_id}`. */
export type OrderAnswer = z.infer<typeof orderAnswer>;

/** `GET /portfolio/orders` and `GET /historical/orders`. */
export const ordersAnswer = z.object({ orders: listed(wireOrder), cursor: maybe(z.string()) });
/** `GET /portfolio/orders` and `GET /historical/orders`. */
export type OrdersAnswer = z.infer<typeof ordersAnswer>;

/** `GET /portfolio/orders/queue_positions`; the list is `null` where there is none. */
export const queuePositionsAnswer = z.object({
  queue_positions: listed(z.object({
    order_id: orderId,
    market_ticker: z.string(),
    queue_position_fp: z.string(),
  })),
});
/** `GET /portfolio/orders/queue_positions`. */
export type QueuePositionsAnswer = z.infer<typeof queuePositionsAnswer>;
