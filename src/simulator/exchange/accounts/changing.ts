/**
 * Finds, cancels and decreases an account's orders.
 *
 * @module
 */
import { NO_QUANTITY, type Quantity } from "../../../core/numbers/money.ts";
import type { AccountBooks } from "./books.ts";
import type { AccountOrder } from "./order.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";
import type { CancelAnswer, DecreaseAnswer, DecreaseOrder, OrderReference } from "./requests.ts";

/** Takes an order out. */
export function cancel(books: AccountBooks, reference: OrderReference): EngineResult<CancelAnswer> {
  const found = findOpen(books, reference, books.desk.doubts.cancelOfFilled);
  if (!found.ok) return found;
  const { orderId } = reference;
  const { clientOrderId } = found.value;
  const reducedBy = books.orders.cancel(found.value, undefined);
  return { ok: true, value: { orderId, clientOrderId, reducedBy, atMs: books.desk.now() } };
}

/** Makes an order smaller. */
export function decrease(books: AccountBooks, change: DecreaseOrder): EngineResult<DecreaseAnswer> {
  const { reduceBy, reduceTo, orderId } = change;
  if ((reduceBy === undefined) === (reduceTo === undefined)) {
    return refuseOrder("invalid_parameters", "Cannot decrease: expected reduce_by or reduce_to, not both");
  }
  const found = findOpen(books, change, books.desk.doubts.amendOfFilled);
  if (!found.ok) return found;
  const order = found.value;
  const by = reduceBy ?? order.remaining - (reduceTo ?? 0);
  if (!Number.isSafeInteger(by) || by <= 0 || (reduceTo !== undefined && reduceTo < 0)) {
    const asked = reduceBy === undefined ? `to ${reduceTo}` : `by ${reduceBy}`;
    return refuseOrder(
      "invalid_order_size",
      `Cannot decrease ${asked}: ${order.remaining} rest, in 1/100 contracts`,
      "invalid count",
    );
  }
  shrink(books, order, by as Quantity);
  const remainingCount = order.isOpen ? order.remaining : NO_QUANTITY;
  const { clientOrderId } = order;
  return { ok: true, value: { orderId, clientOrderId, remainingCount, atMs: books.desk.now() } };
}

/** The order that is meant, where it rests on the shard and in the subaccount that the request names. */
export function findOpen(
  { desk, orders }: AccountBooks,
  reference: OrderReference,
  ofFilled: "not_found" | "CANNOT_UPDATE_FILLED_ORDER",
): EngineResult<AccountOrder> {
  const { orderId, subaccount = 0 } = reference;
  const shard = desk.route(reference);
  if (!shard.ok) return shard;
  const order = orders.get(orderId);
  if (order === undefined || order.terms.shard !== shard.value || order.terms.subaccount !== subaccount) {
    return notFound(orderId);
  }
  const closed = desk.closedToCancels(orders.recordOf(order));
  if (closed !== undefined) return closed;
  // Its market was closed, and may be open again: it is out of the book, and on its way to be cancelled.
  if (order.isOpen && order.closing) {
    return refuseOrder(
      "MARKET_INACTIVE",
      `Cannot change order "${orderId}": its market has closed meanwhile`,
    );
  }
  if (order.isOpen) return { ok: true, value: order };
  if (order.status === "canceled" || ofFilled === "not_found") return notFound(orderId);
  return refuseOrder("CANNOT_UPDATE_FILLED_ORDER", `Cannot change order "${orderId}": it is filled`);
}

function shrink({ desk, orders, owner }: AccountBooks, order: AccountOrder, by: Quantity): void {
  const { market, orderId, side } = order.terms;
  if (by >= order.remaining) return void orders.cancel(order, "Decrease");
  desk.exchange.market(market).decrease(owner, orderId, by);
  order.remaining = order.remaining - by as Quantity;
  if (desk.doubts.initialCountAfterDecrease === "reduced") order.initial = order.initial - by as Quantity;
  orders.holdingOf(order).sides[side].resized(order);
  orders.changed(order, "Decrease");
}

function notFound(orderId: string) {
  return refuseOrder("not_found", `Cannot find order "${orderId}" on that shard and subaccount`);
}
