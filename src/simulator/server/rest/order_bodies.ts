/**
 * Reads the bodies that place and change orders, and writes what is answered.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import {
  formatPrice,
  formatQuantity,
  type Micros,
  type Price,
  type Quantity,
} from "../../../core/numbers/money.ts";
import type {
  AmendOrderAnswer,
  CancelOrderAnswer,
  CreateOrderAnswer,
  DecreaseOrderAnswer,
} from "../../../kalshi/wire/order.ts";
import type { SelfTradePrevention } from "../../exchange/accounts/account_event.ts";
import type {
  AmendAnswer,
  AmendOrder,
  CancelAnswer,
  CreateAnswer,
  DecreaseAnswer,
  DecreaseOrder,
  NewAccountOrder,
} from "../../exchange/accounts/requests.ts";
import type { TimeInForce } from "../../exchange/submission.ts";
import { type BodyFields, invalid } from "./body_fields.ts";

const SIDES: readonly Side[] = ["bid", "ask"];
const TIMES_IN_FORCE: readonly TimeInForce[] = [
  "good_till_canceled",
  "immediate_or_cancel",
  "fill_or_kill",
];
const PREVENTIONS: readonly SelfTradePrevention[] = ["taker_at_cross", "maker"];

/** Fields that are there, and none that is `undefined`. */
type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function given<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Given<Fields> {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as Given<Fields>;
}

/** A new order. @param subaccountOf says which subaccount it is of, from the one that it names */
export function readOrder(
  body: BodyFields,
  subaccountOf: (named: number | undefined) => number,
): NewAccountOrder {
  return {
    market: body.required("ticker", body.text("ticker")),
    side: body.required("side", body.choice("side", SIDES)),
    count: body.required("count", body.count("count")),
    price: body.required("price", body.price("price")),
    timeInForce: body.required("time_in_force", body.choice("time_in_force", TIMES_IN_FORCE)),
    selfTradePrevention: body.required(
      "self_trade_prevention_type",
      body.choice("self_trade_prevention_type", PREVENTIONS),
    ),
    subaccount: subaccountOf(body.whole("subaccount")),
    ...given({
      clientOrderId: body.clientId("client_order_id"),
      expirationTime: body.whole("expiration_time"),
      postOnly: body.flag("post_only"),
      reduceOnly: body.flag("reduce_only"),
      cancelOnPause: body.flag("cancel_order_on_pause"),
      groupId: body.text("order_group_id"),
      exchangeIndex: body.whole("exchange_index"),
    }),
  };
}

/** A change of an order. */
export function readAmend(body: BodyFields, orderId: string, subaccount: number): AmendOrder {
  return {
    orderId,
    subaccount,
    market: body.required("ticker", body.text("ticker")),
    side: body.required("side", body.choice("side", SIDES)),
    price: body.required("price", body.price("price")),
    count: body.required("count", body.count("count")),
    ...given({
      clientOrderId: body.clientId("client_order_id"),
      updatedClientOrderId: body.clientId("updated_client_order_id"),
      expirationTime: body.whole("expiration_time"),
      exchangeIndex: body.whole("exchange_index"),
    }),
  };
}

/** How an order gets smaller: by so much or to so much, one of them. */
export function readDecrease(body: BodyFields, orderId: string, subaccount: number): DecreaseOrder {
  const reduceBy = body.count("reduce_by");
  const reduceTo = body.count("reduce_to");
  if ((reduceBy === undefined) === (reduceTo === undefined)) {
    throw invalid("exactly one of reduce_by and reduce_to is required");
  }
  return {
    orderId,
    subaccount,
    ...given({
      reduceBy,
      reduceTo,
      exchangeIndex: body.whole("exchange_index"),
      market: body.text("market_ticker"),
    }),
  };
}

function named(clientOrderId: string | undefined): { readonly client_order_id?: string } {
  return clientOrderId === undefined ? {} : { client_order_id: clientOrderId };
}

/** What contracts cost on average, rounded to a hundredth of a cent; only where there are some. */
function averages(count: Quantity | undefined, cost: Micros, fees: Micros) {
  if (count === undefined || count === 0) return {};
  return {
    average_fill_price: formatPrice(Math.round(cost / count) as Price),
    average_fee_paid: formatPrice(Math.round(fees / count) as Price),
  };
}

/** The answer to a new order. */
export function createJson(answer: CreateAnswer): CreateOrderAnswer {
  return {
    order_id: answer.orderId,
    ...named(answer.clientOrderId),
    fill_count: formatQuantity(answer.fillCount),
    remaining_count: formatQuantity(answer.remainingCount),
    ...averages(answer.fillCount, answer.fillCost, answer.fees),
    ts_ms: answer.atMs,
  };
}

/** The answer to an amend; counts that are not said are `null`. */
export function amendJson(answer: AmendAnswer): AmendOrderAnswer {
  const text = (count: Quantity | undefined) => count === undefined ? null : formatQuantity(count);
  return {
    order_id: answer.orderId,
    ...named(answer.clientOrderId),
    remaining_count: text(answer.remainingCount),
    fill_count: text(answer.fillCount),
    ...averages(answer.fillCount, answer.fillCost, answer.fees),
    ts_ms: answer.atMs,
  };
}

/** The answer to a decrease. */
export function decreaseJson(answer: DecreaseAnswer): DecreaseOrderAnswer {
  return {
    order_id: answer.orderId,
    ...named(answer.clientOrderId),
    remaining_count: formatQuantity(answer.remainingCount),
    ts_ms: answer.atMs,
  };
}

/** The answer to a cancel. */
export function cancelJson(answer: CancelAnswer): CancelOrderAnswer {
  return {
    order_id: answer.orderId,
    ...named(answer.clientOrderId),
    reduced_by: formatQuantity(answer.reducedBy),
    ts_ms: answer.atMs,
  };
}
