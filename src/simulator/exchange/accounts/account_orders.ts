/**
 * The orders of one account: what becomes of them once they were taken.
 *
 * Every way for an order to fill or to end goes through here, so that money, position, group and log never disagree.
 *
 * @module
 */
import { tradeFee } from "../../../core/market/fees.ts";
import { type Micros, NO_QUANTITY, type Quantity } from "../../../core/numbers/money.ts";
import type { MarketRecord } from "../market_record.ts";
import type { OrderReport } from "../submission.ts";
import type { FillState, UpdateReason } from "./account_event.ts";
import { ClientIds } from "./client_ids.ts";
import type { Desk } from "./desk.ts";
import type { Holding } from "./holding.ts";
import type { Ledger } from "./ledger.ts";
import type { AccountOrder } from "./order.ts";
import type { OrderGroups } from "./order_groups.ts";
import type { Purse } from "./requests.ts";

/** Ended orders that are remembered. */
const ENDED_KEPT = 50_000;
/** What rounding can take from a balance; less than that lacking cancels nothing. */
export const ROUNDING_SLACK = 10_000 as Micros;

/** The orders of an account. */
export class AccountOrders {
  readonly clientIds: ClientIds;
  readonly #userId: string;
  /** Its name in the books of the markets. */
  readonly #owner: string;
  readonly #desk: Desk;
  readonly #ledger: Ledger;
  readonly #groups: OrderGroups;
  readonly #byId = new Map<string, AccountOrder>();
  readonly #open = new Set<AccountOrder>();
  readonly #ended: string[] = [];

  constructor(userId: string, owner: string, desk: Desk, ledger: Ledger, groups: OrderGroups) {
    this.#userId = userId;
    this.#owner = owner;
    this.#desk = desk;
    this.#ledger = ledger;
    this.#groups = groups;
    this.clientIds = new ClientIds(desk.doubts.recentClientIdMs);
  }

  /** An order, as long as it is remembered. */
  get(orderId: string): AccountOrder | undefined {
    return this.#byId.get(orderId);
  }

  /** The orders that are open, first come first. */
  open(): readonly AccountOrder[] {
    return [...this.#open];
  }

  /** Takes a new order. It is not reported before it rests, fills or ends. */
  add(order: AccountOrder): void {
    this.#byId.set(order.terms.orderId, order);
    this.#open.add(order);
    if (order.clientOrderId !== undefined) this.clientIds.take(order.clientOrderId, order);
    this.#groups.get(order.terms.groupId)?.orders.add(order);
  }

  /** Where an order's contracts go. */
  holdingOf(order: AccountOrder): Holding {
    return this.#ledger.holding(this.recordOf(order), order.terms.subaccount);
  }

  /** The market of an order. */
  recordOf({ terms }: AccountOrder): MarketRecord {
    return this.#desk.exchange.market(terms.market).record;
  }

  /** Reports an order as it is now, and the balance where the money behind it changed. */
  changed(order: AccountOrder, reason: UpdateReason | undefined): void {
    order.touch(this.#desk.now(), reason);
    this.#desk.log.add(this.#userId, { kind: "order", order: order.state });
    const holding = this.holdingOf(order);
    if (this.#ledger.recount(holding) !== 0) this.#ledger.report(holding.place, "hold");
  }

  /** Reports an order that was just taken, where the money behind it is counted already. */
  placed(order: AccountOrder, held: boolean): void {
    order.touch(this.#desk.now(), undefined);
    this.#desk.log.add(this.#userId, { kind: "order", order: order.state });
    if (held) this.#ledger.report(this.holdingOf(order).place, "hold");
  }

  /** Takes an order out of the book and ends it. @returns what was left of it */
  cancel(order: AccountOrder, reason: UpdateReason | undefined): Quantity {
    if (!order.isOpen) return NO_QUANTITY;
    const { market, orderId } = order.terms;
    const left = order.remaining;
    this.#desk.exchange.market(market).cancel(this.#owner, orderId);
    this.end(order, reason);
    return left;
  }

  /** Forgets an order that was refused after all: it never was. */
  drop(order: AccountOrder): void {
    const { orderId, side, groupId } = order.terms;
    const holding = this.holdingOf(order);
    holding.sides[side].remove(order);
    this.#ledger.recount(holding);
    this.#byId.delete(orderId);
    this.#open.delete(order);
    this.#groups.get(groupId)?.orders.delete(order);
    if (order.clientOrderId !== undefined) this.clientIds.forget(order.clientOrderId, order);
  }

  /** Ends an order that is out of the book. */
  end(order: AccountOrder, reason: UpdateReason | undefined): void {
    order.status = "canceled";
    this.holdingOf(order).sides[order.terms.side].remove(order);
    this.#forget(order);
    this.changed(order, reason);
  }

  /** Takes what a market reports of an order. */
  hear(report: OrderReport): void {
    const order = this.#byId.get(report.orderId);
    if (order === undefined || !order.isOpen) return;
    if (report.kind === "fill") return this.#fill(order, report);
    if (report.reason === "self_trade") return this.end(order, "SelfTradeCancel");
    if (report.reason === "reactivated") return this.end(order, "HaltCancel");
    // The market is closed: what rested is out of the book, and said to be cancelled a little later.
    order.closing = true;
    const endClosed = () => void this.cancel(order, "CloseCancel");
    const { closeCancelAfterMs } = this.#desk.doubts;
    if (closeCancelAfterMs === 0) endClosed();
    else this.#desk.schedule.plan(report.atMs + closeCancelAfterMs, endClosed);
  }

  /** Has it looked at whether the money behind a purse's orders is still there. */
  checkMargin(purse: Purse): void {
    if (this.#desk.doubts.marginCancel && this.#lacks(purse)) {
      this.#desk.defer(() => this.#cancelForMargin(purse));
    }
  }

  #fill(order: AccountOrder, report: Extract<OrderReport, { kind: "fill" }>): void {
    const { role, price, quantity, tradeId, atMs } = report;
    const { side, market, event, shard, subaccount, orderId } = order.terms;
    const holding = this.holdingOf(order);
    const { revenue, opened } = holding.fill(side, price, quantity, this.#ledger.netting(subaccount), atMs);
    const fees = this.#desk.exchange.feesOf(event);
    const { fee, balanceChange } = order.fill(
      role,
      price,
      quantity,
      revenue,
      tradeFee(fees, role, price, quantity),
    );
    holding.charge(fee, opened, quantity);
    if (order.isOpen) holding.sides[side].resized(order);
    else {
      holding.sides[side].remove(order);
      this.#forget(order);
    }
    this.#ledger.recount(holding);
    order.touch(atMs, "Trade");
    const { clientOrderId } = order;
    const positionAfter = holding.position;
    const place = { orderId, clientOrderId, market, event, shard, subaccount, side };
    const fill: FillState = { tradeId, ...place, role, price, quantity, fee, positionAfter, atMs };
    this.#desk.log.add(this.#userId, { kind: "fill", fill });
    this.#desk.log.add(this.#userId, { kind: "order", order: order.state });
    this.#desk.log.add(this.#userId, { kind: "position", position: holding.state });
    this.#ledger.move(holding.place, balanceChange, "trade");
    this.#groups.matched(order.terms.groupId, quantity);
    this.checkMargin(holding.place);
  }

  #lacks(purse: Purse): boolean {
    return this.#ledger.available(purse) < -ROUNDING_SLACK;
  }

  /** The newest orders go first; one behind which is no money stays. */
  #cancelForMargin(purse: Purse): void {
    for (const order of this.open().toReversed()) {
      if (!this.#lacks(purse)) return;
      const { shard, subaccount, side } = order.terms;
      if (shard !== purse.shard || subaccount !== purse.subaccount || order.closing) continue;
      const holding = this.holdingOf(order);
      holding.sides[side].remove(order);
      const freed = -this.#ledger.recount(holding);
      holding.sides[side].add(order);
      this.#ledger.recount(holding);
      if (freed > 0) this.cancel(order, "MarginCancel");
    }
  }

  #forget(order: AccountOrder): void {
    const { orderId, groupId } = order.terms;
    this.#open.delete(order);
    this.#groups.get(groupId)?.orders.delete(order);
    if (order.clientOrderId !== undefined) {
      this.clientIds.release(order.clientOrderId, order, this.#desk.now());
    }
    this.#ended.push(orderId);
    if (this.#ended.length <= ENDED_KEPT * 1.25) return;
    for (const old of this.#ended.splice(0, this.#ended.length - ENDED_KEPT)) this.#byId.delete(old);
  }
}
