/**
 * Amends an account's orders.
 *
 * An order keeps its place in the queue where it only gets smaller or expires otherwise; at another price, or bigger, it goes
 * to the back and may trade at once. An amend that is refused leaves the order as it was.
 *
 * @module
 */
import { crosses, oppositeSide } from "../../../core/market/book.ts";
import { type Micros, NO_QUANTITY, type Quantity } from "../../../core/numbers/money.ts";
import type { AccountBooks } from "./books.ts";
import { findOpen } from "./changing.ts";
import { checkClientId, checkExpiration, checkTerms, pastExpiration } from "./checks.ts";
import type { AccountOrder } from "./order.ts";
import { planEnd } from "./placing.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";
import type { AmendAnswer, AmendOrder } from "./requests.ts";
import { reserve } from "./reserving.ts";

/** Changes an order. */
export function amend(books: AccountBooks, change: AmendOrder): EngineResult<AmendAnswer> {
  const { desk, orders } = books;
  const found = findOpen(books, change, desk.doubts.amendOfFilled);
  if (!found.ok) return found;
  const order = found.value;
  const refused = checkAmend(books, order, change);
  if (refused !== undefined) return refused;
  const before = {
    filled: order.filled,
    notional: order.yesNotional,
    fees: order.allFees,
    initial: order.initial,
  };
  if (change.count === order.filled) {
    rename(books, order, change.updatedClientOrderId);
    orders.cancel(order, "Amend");
  } else {
    const rests = change.count - order.filled as Quantity;
    const keepsPlace = change.price === order.price && rests <= order.remaining;
    const changed = keepsPlace ? shorten(books, order, change, rests) : replace(books, order, change, rests);
    if (changed !== undefined) return changed;
  }
  desk.settle();
  const { clientOrderId } = order;
  const fillCount = order.filled - before.filled as Quantity;
  const isSilent = desk.doubts.amendCounts === "when_changed" && fillCount === 0 &&
    order.initial === before.initial;
  const remaining = order.isOpen ? order.remaining : NO_QUANTITY;
  const isZero = desk.doubts.crossingAmendRemaining === "zero" && fillCount > 0;
  return {
    ok: true,
    value: {
      orderId: order.terms.orderId,
      clientOrderId,
      remainingCount: isSilent ? undefined : isZero ? NO_QUANTITY : remaining,
      fillCount: isSilent ? undefined : fillCount,
      fillCost: order.yesNotional - before.notional as Micros,
      fees: order.allFees - before.fees as Micros,
      atMs: desk.now(),
    },
  };
}

function checkAmend(books: AccountBooks, order: AccountOrder, change: AmendOrder) {
  const { desk, orders } = books;
  const { market: ticker, side, postOnly } = order.terms;
  const { price, count, clientOrderId, updatedClientOrderId, expirationTime } = change;
  if (change.market !== ticker) {
    return refuseOrder("order_ticker_mismatch", `Cannot amend: the order is in "${ticker}"`);
  }
  if (change.side !== side) return refuseOrder("order_side_mismatch", `Cannot amend: the order is a ${side}`);
  if (clientOrderId !== undefined && clientOrderId !== order.clientOrderId) {
    return refuseOrder(
      "order_id_and_client_order_id_mismatch",
      "Cannot amend: the order has another client_order_id",
    );
  }
  const market = desk.exchange.market(ticker);
  const rests = count - order.filled as Quantity;
  const refused = desk.closedToOrders(market.record) ??
    checkTerms(market, side, price, (rests > 0 ? rests : count) as Quantity) ??
    checkClientId(updatedClientOrderId) ?? checkExpiration(expirationTime);
  if (refused !== undefined) return refused;
  if (rests < 0) {
    return refuseOrder(
      "INVALID_AMEND_QTY_FOR_ORDER",
      `Cannot amend to ${count}: ${order.filled} are filled already`,
    );
  }
  if (expirationTime !== undefined && expirationTime !== 0 && expirationTime * 1000 <= desk.now()) {
    return pastExpiration();
  }
  const renamed = updatedClientOrderId !== undefined && updatedClientOrderId !== order.clientOrderId;
  if (renamed && orders.clientIds.isTaken(updatedClientOrderId, desk.now())) {
    return refuseOrder("ORDER_ALREADY_EXISTS", `Cannot amend: "${updatedClientOrderId}" is taken`);
  }
  if (price === order.price || rests === 0) return undefined;
  const own = orders.open().some(({ terms, price: other }) =>
    terms.market === ticker && terms.side !== side && crosses(side, price, other)
  );
  if (own) return refuseOrder("SELF_CROSS_ATTEMPT", "Cannot amend: it would meet an order of the same user");
  if (postOnly && crosses(side, price, market.best(oppositeSide(side)))) {
    return refuseOrder(
      "POST_ONLY_CROSS",
      "Cannot amend: post-only, and it would trade at once",
      "post only cross",
    );
  }
  return undefined;
}

/** The same price and no more contracts: it keeps its place. */
function shorten(books: AccountBooks, order: AccountOrder, change: AmendOrder, rests: Quantity) {
  const { desk, orders, owner } = books;
  const { market, orderId, side } = order.terms;
  const by = order.remaining - rests as Quantity;
  if (by > 0) desk.exchange.market(market).decrease(owner, orderId, by);
  order.remaining = rests;
  order.initial = change.count;
  orders.holdingOf(order).sides[side].resized(order);
  rename(books, order, change.updatedClientOrderId);
  expireOtherwise(books, order, change.expirationTime);
  orders.changed(order, "Amend");
  return undefined;
}

/** Another price or more contracts: it goes to the back, and may trade at once. */
function replace(books: AccountBooks, order: AccountOrder, change: AmendOrder, rests: Quantity) {
  const { desk, orders, owner } = books;
  const { orderId, side, market: ticker, timeInForce, selfTradePrevention } = order.terms;
  const market = desk.exchange.market(ticker);
  const holding = orders.holdingOf(order);
  const resting = holding.sides[side];
  const { price, remaining, place } = order;
  resting.remove(order);
  order.price = change.price;
  order.remaining = rests;
  order.place = desk.nextPlace();
  const reserved = reserve(books, order, holding);
  if (!reserved.ok) {
    order.price = price;
    order.remaining = remaining;
    order.place = place;
    resting.add(order);
    books.ledger.recount(holding);
    return reserved;
  }
  market.cancel(owner, orderId);
  order.initial = change.count;
  rename(books, order, change.updatedClientOrderId);
  expireOtherwise(books, order, change.expirationTime);
  orders.changed(order, "Amend");
  books.ledger.report(holding.place, "hold");
  const sent = market.submit({
    owner,
    side,
    price: order.price,
    quantity: rests,
    timeInForce,
    orderId,
    selfTrade: selfTradePrevention,
  });
  if (order.isOpen && !(sent.ok && sent.value.resting > 0)) orders.end(order, undefined);
  return undefined;
}

function rename(
  { desk, orders: { clientIds } }: AccountBooks,
  order: AccountOrder,
  id: string | undefined,
): void {
  if (id === undefined || id === order.clientOrderId) return;
  if (order.clientOrderId !== undefined) clientIds.release(order.clientOrderId, order, desk.now());
  order.clientOrderId = id;
  clientIds.take(id, order);
}

/** @param expirationTime Unix seconds; 0 clears it, `undefined` keeps it */
function expireOtherwise(books: AccountBooks, order: AccountOrder, expirationTime: number | undefined): void {
  if (expirationTime === undefined) return;
  order.expiresAtMs = expirationTime === 0 ? undefined : expirationTime * 1000;
  planEnd(books, order);
}
