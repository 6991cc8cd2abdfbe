/**
 * What one fact changes in what is known of one order, and what follows from it.
 *
 * @module
 */
import { formatQuantity, NO_QUANTITY, type Quantity } from "../../core/numbers/money.ts";
import type { CancelReason, OrderReport } from "../../core/orders.ts";
import type { OrderRecord } from "../../kalshi/decoding/account_records.ts";
import type { BookedFill, Merged, SentOrder, TrackedOrder, TrackerAlarm } from "./tracked_order.ts";

/** How an order is said to be, as far as it is said. */
export type SaidOrder = Partial<OrderRecord>;

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** An order while facts are merged into it. */
export interface Tracked extends Writable<TrackedOrder> {
  readonly tradeIds: Set<string>;
  accepted: boolean;
}

/** Exchange words for the end of an order, as reasons of ours. */
const REASONS: Readonly<Record<string, CancelReason>> = {
  SelfTradeCancel: "self_trade",
  CloseCancel: "market_closed",
  ExpiryCancel: "timeout",
};

/** Collects what follows from a fact. */
export class Following implements Merged {
  readonly reports: OrderReport[] = [];
  readonly kept: OrderReport[] = [];
  readonly alarms: TrackerAlarm[] = [];
  readonly fills: BookedFill[] = [];
}

/** An order of which nothing is known but that it was sent. */
export function sentOrder(order: SentOrder): Tracked {
  return {
    ...order,
    orderId: undefined,
    state: "submitting",
    total: order.request.quantity,
    filled: NO_QUANTITY,
    saidFilled: NO_QUANTITY,
    price: order.request.price,
    expiresAt: undefined,
    cancelReason: undefined,
    turnedAway: false,
    cameBack: false,
    tradeIds: new Set(),
    accepted: false,
  };
}

/** Whether a record can be about an order: in its market, on its side, by its id. */
export function isSame(
  { request }: Tracked,
  { market, side, clientOrderId, orderId }: Pick<
    OrderRecord,
    "market" | "side" | "clientOrderId" | "orderId"
  >,
  following: Following,
): boolean {
  if (clientOrderId !== undefined && clientOrderId !== request.clientOrderId) {
    const text =
      `order ${orderId} is ${request.clientOrderId}, and the exchange calls it "${clientOrderId}" now`;
    following.alarms.push({ code: "ID_CONFLICT", market: request.market, text });
    return false;
  }
  if (market === request.market && side === request.side) return true;
  const text =
    `${request.clientOrderId} is a ${request.side} in ${request.market}, and the exchange says ${side} in ${market}`;
  following.alarms.push({ code: "SIDE_CONFLICT", market: request.market, text });
  return false;
}

/** The exchange says how an order is. A state never goes back. */
export function mergeState(
  at: number,
  order: Tracked,
  record: SaidOrder,
  following: Following,
): void {
  const { clientOrderId, market } = order.request;
  const said = record.filled ?? NO_QUANTITY;
  if (said > order.total) {
    const text = `${clientOrderId}: ${formatQuantity(said)} said to be filled of ${
      formatQuantity(order.total)
    }`;
    following.alarms.push({ code: "OVERFILL", market, text });
  }
  order.saidFilled = Math.min(order.total, Math.max(order.saidFilled, said)) as Quantity;
  // Without a count of what was filled an end says nothing of what is left: it is read again.
  const ended = record.filled !== undefined &&
    (record.status === "canceled" || record.status === "executed" || record.remaining === 0);
  if (order.state === "ended") {
    const cameBack = order.turnedAway && !ended;
    if (cameBack && !order.cameBack) {
      const text = `${clientOrderId} counted as never taken, and order ${record.orderId ?? ""} rests`;
      following.alarms.push({ code: "CAME_BACK", market, text });
    }
    order.cameBack = cameBack;
    return;
  }
  accept(at, order, following);
  if (record.price !== undefined) order.price = record.price;
  if (record.expiresAt !== undefined) order.expiresAt = record.expiresAt;
  if (ended) return end(at, order, record.lastReason, following);
  shrink(at, order, record, following);
}

/** It is there: the engine is informed once. */
export function accept(at: number, order: Tracked, following: Following): void {
  if (order.accepted) return;
  order.accepted = true;
  if (order.state === "ended") return;
  order.state = "resting";
  report(order, { kind: "accepted", at, clientOrderId: order.request.clientOrderId }, following);
}

/** A record with less in it than was ordered: somebody made it smaller. One with more is older than that. */
function shrink(
  at: number,
  order: Tracked,
  { filled, remaining }: SaidOrder,
  following: Following,
): void {
  if (filled === undefined || remaining === undefined) return;
  const total = filled + remaining as Quantity;
  // Of lists that lag, an old remaining may stand beside trades that are newer.
  if (total >= order.total || filled < order.filled) return;
  order.total = total;
  order.saidFilled = Math.min(order.saidFilled, total) as Quantity;
  report(
    order,
    { kind: "decreased", at, clientOrderId: order.request.clientOrderId, size: total },
    following,
  );
}

function end(at: number, order: Tracked, word: string | undefined, following: Following): void {
  order.state = "ended";
  const done = Math.max(order.saidFilled, order.filled);
  const left = order.total - done as Quantity;
  if (left <= 0) return;
  const { clientOrderId, timeInForce } = order.request;
  const known = word === undefined ? undefined : REASONS[word];
  const reason = known ?? order.cancelReason ??
    (timeInForce === "immediate_or_cancel" ? "immediate_or_cancel" : "exchange");
  report(order, {
    kind: "cancelled",
    at,
    clientOrderId,
    reason,
    quantity: left,
    ...(word === undefined ? {} : { detail: word }),
  }, following);
}

/** The engine is informed of orders of this session, the journal of all. */
export function report(order: Tracked, made: OrderReport, following: Following): void {
  following.kept.push(made);
  if (order.ofThisSession) following.reports.push(made);
}

/** The counts that were said. */
export function counted(
  { filled, remaining }: { readonly filled: Quantity | undefined; readonly remaining: Quantity | undefined },
): SaidOrder {
  return {
    ...(filled === undefined ? {} : { filled }),
    ...(remaining === undefined ? {} : { remaining }),
  };
}
