/**
 * Takes a new order of an account: checks it, sets money aside, lets it match, rests what is left.
 *
 * @module
 */
import { oppositeSide } from "../../../core/market/book.ts";
import { NO_QUANTITY, type Quantity } from "../../../core/numbers/money.ts";
import type { MarketRecord } from "../market_record.ts";
import type { SimulatedMarket } from "../simulated_market.ts";
import type { UpdateReason } from "./account_event.ts";
import { ROUNDING_SLACK } from "./account_orders.ts";
import type { AccountBooks } from "./books.ts";
import { checkClientId, checkExpiration, checkFlags, checkTerms, pastExpiration } from "./checks.ts";
import { shardOf } from "./desk.ts";
import { AccountOrder } from "./order.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";
import type { CreateAnswer, NewAccountOrder } from "./requests.ts";
import { lacksMoney, reserve } from "./reserving.ts";

/** An order placed this soon after a whole-account cancel is cancelled so much later, milliseconds. */
const SWEPT_AFTER_MS = 1_000;

/** Takes an order. */
export function place(books: AccountBooks, asked: NewAccountOrder): EngineResult<CreateAnswer> {
  const { desk } = books;
  const found = desk.marketOn(asked, asked.market);
  if (!found.ok) return found;
  const record = found.value;
  const market = desk.exchange.market(record.ticker);
  const checked = check(books, asked, market);
  if (!checked.ok) return checked;
  const order = newOrder(books, checked.value, record);
  const { doubts } = desk;
  if (order.terms.postOnly && meets(market, order)) {
    if (doubts.postOnlyCross === "cancelled") {
      return answer(books, cancelAtOnce(books, order, "PostOnlyCrossCancel"));
    }
    if (doubts.postOnlyCross === "refused_with_record") cancelAtOnce(books, order, "PostOnlyCrossCancel");
    return refuseOrder(
      "invalid_order",
      "Cannot take order: post-only, and it would trade at once",
      "post only cross",
    );
  }
  const reducible = order.terms.reduceOnly ? reducibleBy(books, order) : order.remaining;
  if (reducible === 0) {
    if (doubts.reduceOnlyOfNothing === "cancelled") {
      return answer(books, cancelAtOnce(books, order, "ReduceOnlyCancel"));
    }
    return refuseOrder("invalid_order", "Cannot take order: there is nothing to reduce", "reduce only");
  }
  return submit(books, order, market, Math.min(order.remaining, reducible) as Quantity);
}

/** Why an order is refused as it is; the order that goes on where it is not. */
function check(
  { desk, ledger, orders, groups }: AccountBooks,
  asked: NewAccountOrder,
  market: SimulatedMarket,
): EngineResult<NewAccountOrder> {
  const { clientOrderId, groupId, expirationTime, subaccount = 0 } = asked;
  const shard = shardOf(market.record);
  const nowMs = desk.now();
  const refused = desk.closedToOrders(market.record) ??
    checkTerms(market, asked.side, asked.price, asked.count) ??
    checkFlags(asked) ?? checkClientId(clientOrderId) ?? checkExpiration(expirationTime);
  if (refused !== undefined) return refused;
  if (!ledger.has(subaccount)) {
    return refuseOrder("invalid_parameters", `Cannot take order: subaccount ${subaccount} does not exist`);
  }
  if (clientOrderId !== undefined && orders.clientIds.isTaken(clientOrderId, nowMs)) {
    return refuseOrder("ORDER_ALREADY_EXISTS", `Cannot take order: "${clientOrderId}" is taken`);
  }
  const isPast = expirationTime !== undefined && expirationTime * 1000 <= nowMs;
  if (isPast && desk.doubts.pastExpiry === "refused") return pastExpiration();
  if (groupId !== undefined) {
    const group = groups.get(groupId);
    if (group === undefined || group.shard !== shard || group.subaccount !== subaccount) {
      return refuseOrder("ORDER_GROUP_NOT_FOUND", `Cannot find order group "${groupId}" there`);
    }
    if (group.triggered) {
      return refuseOrder(
        "EXCEEDED_ORDER_GROUP_RISK_LIMIT",
        `Cannot take order: group "${groupId}" has triggered`,
      );
    }
  }
  if (ledger.balance({ shard, subaccount }).cash < -ROUNDING_SLACK) return lacksMoney(shard);
  if (!isPast) return { ok: true, value: asked };
  const { expirationTime: _past, ...rest } = asked;
  return { ok: true, value: { ...rest, timeInForce: "immediate_or_cancel" } };
}

function newOrder(books: AccountBooks, asked: NewAccountOrder, record: MarketRecord): AccountOrder {
  const { desk, userId, precision } = books;
  const { market, side, timeInForce, selfTradePrevention, expirationTime, clientOrderId, groupId } = asked;
  const order = new AccountOrder(
    {
      orderId: desk.orderIds.next(),
      userId,
      market,
      event: record.listing.ticker,
      shard: shardOf(record),
      subaccount: asked.subaccount ?? 0,
      side,
      timeInForce,
      selfTradePrevention,
      postOnly: asked.postOnly ?? false,
      reduceOnly: asked.reduceOnly ?? false,
      cancelOnPause: asked.cancelOnPause ?? false,
      groupId,
      createdMs: desk.now(),
    },
    asked.price,
    asked.count,
    desk.nextPlace(),
    precision,
  );
  order.clientOrderId = clientOrderId;
  order.expiresAtMs = expirationTime === undefined ? undefined : expirationTime * 1000;
  return order;
}

/** Sets money aside, lets it match, and rests what is left if it may. @param size no more than the order's */
function submit(
  books: AccountBooks,
  order: AccountOrder,
  market: SimulatedMarket,
  size: Quantity,
): EngineResult<CreateAnswer> {
  const { desk, orders, owner } = books;
  const holding = orders.holdingOf(order);
  const { side, timeInForce, orderId } = order.terms;
  const asked = order.remaining;
  // What is beyond its cap needs no money.
  order.remaining = size;
  const reserved = reserve(books, order, holding);
  order.remaining = asked;
  if (!reserved.ok) return reserved;
  orders.add(order);
  const sent = market.submit({
    owner,
    side,
    price: order.price,
    quantity: size,
    timeInForce,
    orderId,
    selfTrade: order.terms.selfTradePrevention,
  });
  if (!sent.ok) {
    // Only a fill-or-kill is refused now: everything else was looked at before.
    if (desk.doubts.fillOrKillShort === "refused") {
      orders.drop(order);
      return refuseOrder("FOK_INSUFFICIENT_VOLUME", sent.reason.message);
    }
    orders.end(order, undefined);
    return answer(books, order);
  }
  if (order.isOpen && sent.value.resting === 0) {
    const capped = size < order.initial && order.filled === size;
    orders.end(order, sent.value.selfTraded ? "SelfTradeCancel" : capped ? "ReduceOnlyCancel" : undefined);
  } else if (order.isOpen) {
    if (order.filled === 0) orders.placed(order, reserved.value !== 0);
    planEnd(books, order);
  }
  desk.settle();
  return answer(books, order);
}

/** Plans when an order ends by itself. */
export function planEnd({ desk, orders, sweptUntil }: AccountBooks, order: AccountOrder): void {
  const { expiresAtMs } = order;
  if (expiresAtMs !== undefined) {
    desk.schedule.plan(expiresAtMs, () => {
      if (order.isOpen && order.expiresAtMs === expiresAtMs) orders.cancel(order, "ExpiryCancel");
    });
  }
  const nowMs = desk.now();
  if (nowMs < (sweptUntil.get(order.terms.subaccount) ?? -Infinity)) {
    desk.schedule.plan(nowMs + SWEPT_AFTER_MS, () => void orders.cancel(order, undefined));
  }
}

function meets(market: SimulatedMarket, { terms: { side }, price }: AccountOrder): boolean {
  const best = market.best(oppositeSide(side));
  return best !== undefined && (side === "bid" ? best <= price : best >= price);
}

/** Contracts of a position that an order of its side would reduce. */
function reducibleBy({ orders }: AccountBooks, order: AccountOrder): Quantity {
  const { position } = orders.holdingOf(order);
  return Math.max(0, order.terms.side === "ask" ? position : -position) as Quantity;
}

function cancelAtOnce({ orders }: AccountBooks, order: AccountOrder, reason: UpdateReason): AccountOrder {
  orders.add(order);
  orders.end(order, reason);
  return order;
}

function answer({ desk }: AccountBooks, order: AccountOrder): EngineResult<CreateAnswer> {
  const { filled, clientOrderId, yesNotional, allFees } = order;
  return {
    ok: true,
    value: {
      orderId: order.terms.orderId,
      clientOrderId,
      fillCount: filled,
      remainingCount: order.isOpen ? order.remaining : NO_QUANTITY,
      fillCost: yesNotional,
      fees: allFees,
      atMs: desk.now(),
    },
  };
}
