/**
 * One user's account: everything that can be asked of it goes through here.
 *
 * @module
 */
import type { Micros, Quantity } from "../../../core/numbers/money.ts";
import { DIRECT_PRECISION } from "../../../core/market/fees.ts";
import type { LifeEvent } from "../simulated_event.ts";
import type { MarketRecord } from "../market_record.ts";
import type { BalanceState, GroupState, OrderState, PositionState } from "./account_event.ts";
import { AccountOrders } from "./account_orders.ts";
import type { AccountBooks } from "./books.ts";
import { amend } from "./amending.ts";
import { cancel, decrease } from "./changing.ts";
import type { Desk } from "./desk.ts";
import { Ledger } from "./ledger.ts";
import { MoneyMoves } from "./money_moves.ts";
import { OrderGroups } from "./order_groups.ts";
import { place } from "./placing.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";
import type {
  AmendAnswer,
  AmendOrder,
  CancelAnswer,
  CreateAnswer,
  DecreaseAnswer,
  DecreaseOrder,
  GroupReference,
  NewAccountOrder,
  NewGroup,
  OrderReference,
  Purse,
  TargetAllocation,
  Transfer,
} from "./requests.ts";
import type { AccountSeam, AccountSetup } from "./seam.ts";
import { settle } from "./settling.ts";

/** No price is at or below it. */
const NO_FLOOR = -1;

/** An account. */
export class Account implements AccountSeam {
  readonly userId: string;
  readonly #desk: Desk;
  readonly #books: AccountBooks;
  readonly #money: MoneyMoves;

  constructor({ userId, balances, precision = DIRECT_PRECISION }: AccountSetup, desk: Desk) {
    this.userId = userId;
    this.#desk = desk;
    const owner = ownerOf(userId);
    const ledger = new Ledger(userId, desk);
    const groups: OrderGroups = new OrderGroups(
      userId,
      desk,
      (order) => void orders.cancel(order, undefined),
    );
    const orders = new AccountOrders(userId, owner, desk, ledger, groups);
    this.#books = {
      userId,
      owner,
      precision,
      desk,
      ledger,
      orders,
      groups,
      sweptUntil: new Map(),
      paidLess: new Map(),
    };
    this.#money = new MoneyMoves(this.#books);
    desk.exchange.listenFor(owner, (report) => orders.hear(report));
    for (const [shard, amount] of balances ?? []) ledger.move({ shard, subaccount: 0 }, amount, "deposit");
  }

  create(order: NewAccountOrder): EngineResult<CreateAnswer> {
    return this.#desk.perform(() => place(this.#books, order));
  }

  cancel(reference: OrderReference): EngineResult<CancelAnswer> {
    return this.#desk.perform(() => cancel(this.#books, reference));
  }

  cancelAll({ subaccount }: { readonly subaccount?: number } = {}): EngineResult<number> {
    return this.#desk.perform(() => {
      const { ledger, orders, sweptUntil } = this.#books;
      if (subaccount !== undefined && !ledger.has(subaccount)) {
        return refuseOrder("invalid_parameters", `Cannot cancel: subaccount ${subaccount} does not exist`);
      }
      let count = 0;
      for (const order of orders.open()) {
        if (subaccount !== undefined && order.terms.subaccount !== subaccount) continue;
        if (this.#desk.closedToCancels(orders.recordOf(order)) !== undefined) continue;
        orders.cancel(order, undefined);
        count++;
      }
      const until = this.#desk.now() + this.#desk.doubts.cancelAllSweepMs;
      for (const number of subaccount === undefined ? ledger.subaccounts : [subaccount]) {
        sweptUntil.set(number, until);
      }
      return { ok: true, value: count };
    });
  }

  amend(change: AmendOrder): EngineResult<AmendAnswer> {
    return this.#desk.perform(() => amend(this.#books, change));
  }

  decrease(change: DecreaseOrder): EngineResult<DecreaseAnswer> {
    return this.#desk.perform(() => decrease(this.#books, change));
  }

  queuePosition(orderId: string): Quantity | undefined {
    const order = this.#books.orders.get(orderId);
    if (order === undefined || !order.isOpen) return undefined;
    return this.#desk.exchange.market(order.terms.market).queuePosition(orderId);
  }

  createGroup(group: NewGroup): EngineResult<GroupState> {
    if (!this.#books.ledger.has(group.subaccount ?? 0)) {
      return refuseOrder("invalid_parameters", "Cannot make group: the subaccount does not exist");
    }
    return this.#desk.perform(() => this.#books.groups.create(group));
  }

  triggerGroup(group: GroupReference): EngineResult<GroupState> {
    return this.#desk.perform(() => this.#books.groups.trigger(group));
  }

  resetGroup(group: GroupReference): EngineResult<GroupState> {
    return this.#desk.perform(() => this.#books.groups.reset(group));
  }

  deleteGroup(group: GroupReference): EngineResult<GroupState> {
    return this.#desk.perform(() => this.#books.groups.delete(group));
  }

  limitGroup(group: GroupReference & { readonly limit: Quantity }): EngineResult<GroupState> {
    return this.#desk.perform(() => this.#books.groups.setLimit(group));
  }

  groups(): readonly GroupState[] {
    return this.#books.groups.states();
  }

  groupOrders(groupId: string): readonly string[] {
    return [...this.#books.groups.get(groupId)?.orders ?? []].map(({ terms }) => terms.orderId);
  }

  deposit(purse: Purse, amount: Micros): void {
    this.#desk.perform(() => {
      this.#books.ledger.move(purse, amount, "deposit");
      this.#books.orders.checkMargin(purse);
    });
  }

  payLess(market: string, amount: Micros): void {
    this.#books.paidLess.set(market, amount);
  }

  transfer(transfer: Transfer): EngineResult<void> {
    return this.#desk.perform(() => this.#money.transfer(transfer));
  }

  allocate(target: TargetAllocation | undefined): EngineResult<void> {
    return this.#desk.perform(() => this.#money.allocate(target));
  }

  get allocation(): TargetAllocation | undefined {
    return this.#money.target;
  }

  setNetting(subaccount: number, netting: boolean): void {
    this.#books.ledger.setNetting(subaccount, netting);
  }

  netting(subaccount: number): boolean {
    return this.#books.ledger.netting(subaccount);
  }

  addSubaccount(): EngineResult<number> {
    const number = this.#books.ledger.addSubaccount();
    if (number !== undefined) return { ok: true, value: number };
    return refuseOrder("invalid_parameters", "Cannot add subaccount: all 64 exist");
  }

  get subaccounts(): readonly number[] {
    return this.#books.ledger.subaccounts;
  }

  order(orderId: string): OrderState | undefined {
    return this.#books.orders.get(orderId)?.state;
  }

  resting(): readonly OrderState[] {
    return this.#books.orders.open().map(({ state }) => state);
  }

  position(market: string, subaccount = 0): PositionState | undefined {
    return this.#books.ledger.find(market, subaccount)?.state;
  }

  positions(): readonly PositionState[] {
    return this.#books.ledger.positions();
  }

  balance(shard: number, subaccount = 0): BalanceState {
    return this.#books.ledger.balance({ shard, subaccount });
  }

  balances(): readonly BalanceState[] {
    return this.#books.ledger.balances();
  }

  /** Takes that a shard is paused: orders that are flagged for it are cancelled. */
  paused(shard: number): void {
    const { orders } = this.#books;
    for (const order of orders.open()) {
      if (order.terms.shard === shard && order.terms.cancelOnPause) orders.cancel(order, "HaltCancel");
    }
  }

  /** Takes a step of a market's life. */
  stepped(life: LifeEvent, record: MarketRecord): void {
    const { orders } = this.#books;
    const resting = () => orders.open().filter(({ terms }) => terms.market === record.ticker);
    if (life.step === "settled") {
      for (const order of resting()) orders.cancel(order, "CloseCancel");
      settle(this.#books, record);
    } else if (life.step === "settlement_floor_updated") {
      const floor = life.floor ?? NO_FLOOR;
      for (const order of resting()) if (order.price <= floor) orders.cancel(order, "SettlementBoundsCancel");
    }
  }
}

/** A user's name in the books of the markets; no trader has one like it. */
export function ownerOf(userId: string): string {
  return `account ${userId}`;
}
