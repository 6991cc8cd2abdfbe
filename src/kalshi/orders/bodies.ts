/**
 * Orders as the exchange wants them, and the rules of the exchange that a body must keep to be sent at all.
 *
 * @module
 */
import { readDecimal } from "../../core/numbers/decimal.ts";
import { formatPrice, formatQuantity, PRICE_ONE } from "../../core/numbers/money.ts";
import type { OrderRequest } from "../../core/orders.ts";
import type { AmendOrderBody, CreateOrderBody, WireSelfTradePrevention } from "../wire/order.ts";

/** What a body needs beside the order itself. */
export interface OrderPlace {
  /** The shard of the market; always said, since an order without it bills the write bucket of every shard. */
  readonly exchangeIndex: number;
  /** Unix seconds of the exchange's clock; of orders that rest. */
  readonly expirationTime?: number;
  /** Of entries alone: a group that was triggered rejects whatever is in it, and an exit must not be. */
  readonly groupId?: string;
  readonly subaccount?: number;
  /** @default what {@linkcode selfTradePrevention} says */
  readonly selfTradePrevention?: WireSelfTradePrevention;
}

/** An order that must not be sent, since the exchange would refuse it or, worse, understand something else. */
export interface BadBody {
  readonly code: string;
  readonly message: string;
}

const ID_RULE = "expected 1 to 64 of letters, digits and - _ : + = /";
const CLIENT_ORDER_ID = /^[A-Za-z0-9\-_:+=/]{1,64}$/;
/** From here on a number of seconds can only be one of milliseconds: the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;

/**
 * The body of an order.
 *
 * Entries that rest end when trading is paused; exits do not, since nobody would place them again while it lasts. What is
 * gone at once has no expiry, which the exchange refuses.
 */
export function orderBody(
  request: OrderRequest & { readonly reduceOnly?: true },
  place: OrderPlace,
): CreateOrderBody {
  const rests = request.timeInForce === "good_till_canceled";
  const isEntry = request.purpose === "entry";
  return {
    ticker: request.market,
    client_order_id: request.clientOrderId,
    side: request.side,
    count: formatQuantity(request.quantity),
    price: formatPrice(request.price),
    time_in_force: request.timeInForce,
    self_trade_prevention_type: place.selfTradePrevention ?? selfTradePrevention(request),
    post_only: request.postOnly,
    reduce_only: request.reduceOnly === true,
    cancel_order_on_pause: isEntry && rests,
    ...(rests && place.expirationTime !== undefined ? { expiration_time: place.expirationTime } : {}),
    ...(isEntry && place.groupId !== undefined ? { order_group_id: place.groupId } : {}),
    ...(place.subaccount === undefined ? {} : { subaccount: place.subaccount }),
    exchange_index: place.exchangeIndex,
  };
}

/**
 * Which of two own orders gives way where they meet, as those of two workers may. An exit that must go through takes the
 * resting one away; an entry, or a take-profit that waits, is itself cancelled.
 */
export function selfTradePrevention(
  { purpose, timeInForce }: Pick<OrderRequest, "purpose" | "timeInForce">,
): WireSelfTradePrevention {
  if (purpose === "entry") return "taker_at_cross";
  return purpose === "take_profit" && timeInForce === "good_till_canceled" ? "taker_at_cross" : "maker";
}

/** What is wrong with a body, or nothing. */
export function checkBody(body: CreateOrderBody): BadBody | undefined {
  const { client_order_id: id, expiration_time: expires, exchange_index: shard } = body;
  const resting = body.time_in_force === "good_till_canceled";
  if (id === undefined || !CLIENT_ORDER_ID.test(id)) {
    return bad("client_order_id", ID_RULE);
  }
  const numbers = checkNumbers(body);
  if (numbers !== undefined) return numbers;
  if (shard === undefined || !Number.isInteger(shard) || shard < 0) {
    return bad("exchange_index", "expected the market's shard");
  }
  if (expires !== undefined && !resting) {
    return bad("expiration_time", `expected none, since the order is ${body.time_in_force}`);
  }
  if (expires !== undefined && !isSeconds(expires)) {
    return bad("expiration_time", `expected Unix seconds, was ${expires}`);
  }
  if (body.reduce_only === true && body.time_in_force !== "immediate_or_cancel") {
    return bad("reduce_only", "expected immediate_or_cancel with it, which is all that the exchange takes");
  }
  if (body.post_only === true && !resting) {
    return bad("post_only", `expected an order that rests, was ${body.time_in_force}`);
  }
  return undefined;
}

/** What is wrong with the body of an amend, or nothing. Its count may be what was filled already, which ends the order. */
export function checkAmend(body: AmendOrderBody): BadBody | undefined {
  const ids = {
    client_order_id: body.client_order_id,
    updated_client_order_id: body.updated_client_order_id,
  };
  for (const [field, id] of Object.entries(ids)) {
    if (id !== undefined && !CLIENT_ORDER_ID.test(id)) return bad(field, ID_RULE);
  }
  const { expiration_time: expires } = body;
  if (expires !== undefined && !isSeconds(expires) && expires !== 0) {
    return bad("expiration_time", `expected Unix seconds, or 0 for none, was ${expires}`);
  }
  return checkNumbers(body);
}

function checkNumbers({ count, price }: Pick<AmendOrderBody, "count" | "price">): BadBody | undefined {
  const contracts = readDecimal(count, 2);
  if (contracts === undefined || contracts <= 0) {
    return bad("count", `expected contracts above 0 with at most 2 decimals, was "${count}"`);
  }
  const dollars = readDecimal(price, 4);
  if (dollars === undefined || dollars <= 0 || dollars >= PRICE_ONE) {
    return bad("price", `expected dollars between 0 and 1 with at most 4 decimals, was "${price}"`);
  }
  return undefined;
}

function isSeconds(time: number): boolean {
  return Number.isInteger(time) && time > 0 && time < MILLISECONDS_FROM;
}

function bad(field: string, expected: string): BadBody {
  return { code: "invalid", message: `${field}: ${expected}` };
}
