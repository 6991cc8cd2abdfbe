/**
 * What successful answers to writes say.
 *
 * The order id comes first: with it the order is taken, whatever else of the answer cannot be read. An answer about another
 * order says nothing about ours (until May 2026 cancels and amends could be answered so).
 *
 * @module
 */
import { readDecimal } from "../../core/numbers/decimal.ts";
import type { Micros, Quantity } from "../../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import { given, named, readMoney } from "../decoding/account_records.ts";
import { readCount, readPrice } from "../decoding/numbers.ts";
import {
  type CancelOrderAnswer,
  cancelOrderAnswer,
  type CreateOrderAnswer,
  createOrderAnswer,
  type DecreaseOrderAnswer,
  decreaseOrderAnswer,
} from "../wire/order.ts";
import { createOrderGroupAnswer } from "../wire/order_group.ts";
import type { CancelledOrder, DecreasedOrder, PlacedOrder } from "./contract.ts";
import type { Said } from "./judge.ts";

/** Reads the answer to a new order that was sent with this `client_order_id`. */
export function readCreated(body: unknown, clientOrderId: string | undefined): Result<Said<PlacedOrder>> {
  const read = createOrderAnswer.safeParse(body);
  if (!read.success) return NO_ID;
  const theirs = named(read.data.client_order_id);
  if (clientOrderId !== undefined && theirs !== undefined && theirs !== clientOrderId) {
    return another("client_order_id", theirs, clientOrderId);
  }
  return succeed(placed(read.data));
}

/** Reads the answer to an amend of this order. */
export function readAmended(body: unknown, orderId: string): Result<Said<PlacedOrder>> {
  const read = createOrderAnswer.safeParse(body);
  if (!read.success) return NO_ID;
  return read.data.order_id === orderId
    ? succeed(placed(read.data))
    : another("order_id", read.data.order_id, orderId);
}

/** Reads the answer to a cancel of this order. */
export function readCancelled(body: unknown, orderId: string): Result<Said<CancelledOrder>> {
  const read = cancelOrderAnswer.safeParse(body);
  if (!read.success) return NO_ID;
  const { data } = read;
  if (data.order_id !== orderId) return another("order_id", data.order_id, orderId);
  return succeed({
    value: { ...ids(data), ...given("reducedBy", count(data.reduced_by)) },
    ...given("exchangeMs", data.ts_ms),
  });
}

/** Reads the answer to a decrease of this order. */
export function readDecreased(body: unknown, orderId: string): Result<Said<DecreasedOrder>> {
  const read = decreaseOrderAnswer.safeParse(body);
  if (!read.success) return NO_ID;
  const { data } = read;
  if (data.order_id !== orderId) return another("order_id", data.order_id, orderId);
  return succeed({
    value: { ...ids(data), ...given("remaining", count(data.remaining_count)) },
    ...given("exchangeMs", data.ts_ms),
  });
}

/** Reads the answer to a new group. */
export function readGroupCreated(body: unknown): Result<Said<{ readonly groupId: string }>> {
  const read = createOrderGroupAnswer.safeParse(body);
  return read.success
    ? succeed({ value: { groupId: read.data.order_group_id } })
    : refuse("no_id", "the answer names no order group");
}

/** An answer whose status says it all. */
export function readNothing(): Result<Said<null>> {
  return succeed({ value: null });
}

function placed(data: CreateOrderAnswer): Said<PlacedOrder> {
  const { average_fill_price: price } = data;
  return {
    value: {
      ...ids(data),
      ...given("filled", count(data.fill_count)),
      ...given("remaining", count(data.remaining_count)),
      ...given("averagePrice", price === null || price === undefined ? undefined : readPrice(price)),
      ...given("averageFee", readFee(data.average_fee_paid)),
    },
    ...given("exchangeMs", data.ts_ms),
  };
}

function ids(
  data: CreateOrderAnswer | CancelOrderAnswer | DecreaseOrderAnswer,
): { readonly orderId: string; readonly clientOrderId?: string } {
  return { orderId: data.order_id, ...given("clientOrderId", named(data.client_order_id)) };
}

function count(text: string | null | undefined): Quantity | undefined {
  return text === null || text === undefined ? undefined : readCount(text);
}

/** An average, so it may have more digits than money has: those are cut off, and it is for show alone. */
function readFee(text: string | null | undefined): Micros | undefined {
  if (text === null || text === undefined) return undefined;
  return readMoney(text) ?? readDecimal(text.replace(/^(\d*\.\d{6})\d+$/, "$1"), 6) as Micros | undefined;
}

const NO_ID = refuse("no_id", "the answer names no order");

function another(field: string, got: string, asked: string): Result<never> {
  return refuse(
    "another",
    `the answer is about another order: ${field} ${safeText(got, 70)}, and not ${safeText(asked, 70)}`,
  );
}
