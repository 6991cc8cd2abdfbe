/**
 * The journal and the audit log as the live broker writes them: an order and its line are on the disk together, after one
 * sync, before a byte of the order leaves.
 *
 * @module
 */
import type { KeptExits } from "../../core/live.ts";
import {
  formatMicros,
  formatPrice,
  formatQuantity,
  type Micros,
  type Price,
} from "../../core/numbers/money.ts";
import type { OrderReport } from "../../core/orders.ts";
import type { Outcome } from "../../core/outcomes.ts";
import { formatReason } from "../../core/reasons.ts";
import { type Refusal, refuse, type Result, succeed } from "../../core/result.ts";
import type { AccountChecks, ShardMoney } from "../../journal/account_limits.ts";
import type { Journal } from "../../journal/journal.ts";
import type { OrderRecord, PositionRecord } from "../../kalshi/decoding/account_records.ts";
import type { Timer, Timers } from "../../lib/timers.ts";
import { decisionRecord } from "../decisions.ts";
import type { ReadList } from "../../kalshi/orders/outcomes.ts";
import type { ExternalLedger } from "./account_watch.ts";
import type { OrderLedger } from "./desk.ts";
import type { BrokerLedger, PreparedOrder } from "./live_broker.ts";
import type { BookedFill, TrackerAlarm } from "./tracked_order.ts";

/** How long decisions wait for the log where no order is sent, ms. */
const DECISIONS_MS = 50;

/** What is kept of an entry beside its terms. */
export interface KeptEntry {
  readonly exits: KeptExits | undefined;
  /** The best bid for its side when it was decided. */
  readonly bid: Price | undefined;
}

/** Alarms that a person must settle; the others end with the next whole reading. */
const LASTING: ReadonlySet<TrackerAlarm["code"]> = new Set([
  "ID_CONFLICT",
  "SIDE_CONFLICT",
  "OVERFILL",
  "CAME_BACK",
]);

/** Writes to the journal of an account. */
export class JournalLedger implements OrderLedger, BrokerLedger, ExternalLedger {
  readonly #journal: Journal;
  readonly #limits: AccountChecks;
  readonly #now: () => number;
  readonly #onRecorded: (order: PreparedOrder) => void;
  readonly #entryOf: (clientOrderId: string) => KeptEntry;
  readonly #timers: Timers;
  #decisions: string[] = [];
  #timer: Timer | undefined;
  readonly #unjournaled = new Set<string>();

  /**
   * @param onRecorded called when an order is on the disk
   * @param entryOf what to keep of an entry, for whoever looks after it later
   */
  constructor(
    journal: Journal,
    limits: AccountChecks,
    now: () => number,
    timers: Timers,
    onRecorded: (order: PreparedOrder) => void,
    entryOf: (clientOrderId: string) => KeptEntry,
  ) {
    this.#journal = journal;
    this.#limits = limits;
    this.#now = now;
    this.#timers = timers;
    this.#onRecorded = onRecorded;
    this.#entryOf = entryOf;
  }

  /** What the engine did goes to the log: before the order that comes of it leaves, else within moments. */
  decided(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.#decisions.push(JSON.stringify(decisionRecord(outcome)));
    if (this.#decisions.length === 0) return;
    this.#timer ??= this.#timers.after(DECISIONS_MS, () => this.#writeDecisions());
  }

  /** Writes what waits. */
  close(): void {
    this.#writeDecisions();
  }

  get notForEntries(): string | undefined {
    const { pending, failure, faults } = this.#journal;
    if (pending > 0) return `${pending} reports wait for the journal: ${failure ?? "it cannot be written"}`;
    const [fault] = faults;
    return fault === undefined ? undefined : `a report was not journaled: ${fault}`;
  }

  record(order: PreparedOrder): Result<void> {
    const only = onlyTakesAway(order);
    if (!only || !this.#journal.failing) {
      const recorded = this.#journal.together(() => {
        // What others have taken over of this session is theirs to sell: both would sell it twice.
        const taken = this.#journal.handovers.takenFrom();
        return taken === undefined ? this.#write(order, this.#limits) : refuse("TAKEN_OVER", taken);
      });
      if (!recorded.ok && !(only && isUnwritable(recorded))) return recorded;
      if (!recorded.ok) this.#writeLater(order);
    } else this.#writeLater(order);
    this.#onRecorded(order);
    return succeed(undefined);
  }

  affords(clientOrderId: string, balance: ShardMoney): Result<void> {
    return this.#journal.orders.affords(clientOrderId, balance);
  }

  /** Exits that went before the journal had them and still wait for it; `undefined` where none do. */
  get unjournaledExit(): string | undefined {
    if (this.#journal.pending === 0) this.#unjournaled.clear();
    if (this.#unjournaled.size === 0) return undefined;
    const why = this.#journal.failure ?? "it cannot be written";
    return `EXIT_UNJOURNALED: ${
      [...this.#unjournaled].join(", ")
    } went without the journal, which takes it as soon as it can: ${why}`;
  }

  #write(order: PreparedOrder, checks: AccountChecks): Result<void> {
    const { request } = order;
    const kept = this.#journal.orders.record(order, checks);
    if (!kept.ok) return kept;
    if (request.purpose === "entry") {
      const { exits, bid } = this.#entryOf(request.clientOrderId);
      this.#journal.handovers.keepExits(request.clientOrderId, exits, bid);
    }
    this.#writeDecisions();
    this.#journal.audit.append("order", {
      client_order_id: request.clientOrderId,
      market: request.market,
      side: request.side,
      price: formatPrice(request.price),
      quantity: formatQuantity(request.quantity),
      time_in_force: request.timeInForce,
      post_only: request.postOnly,
      reduce_only: request.reduceOnly === true,
      purpose: request.purpose,
      strategy: request.strategy,
      exchange_index: order.exchangeIndex,
      ...(order.expirationTime === undefined ? {} : { expiration_time: order.expirationTime }),
    });
    return succeed(undefined);
  }

  /**
   * An exit does not wait for a full disk or a process that holds the journal while the price falls: it can only take away, at once,
   * and never rests. What waits is written in order, the order before what is reported of it.
   */
  #writeLater(order: PreparedOrder): void {
    const { clientOrderId } = order.request;
    this.#unjournaled.add(clientOrderId);
    this.#writeDecisions();
    this.#journal.afterwards(`exit ${clientOrderId}`, () => {
      this.#write(order, {});
      this.#journal.audit.append("unjournaled", { client_order_id: clientOrderId });
    });
  }

  lease(market: string): Result<void> {
    // An exchange that only reduces keeps two processes from selling more than there is.
    if (this.#journal.failing) return succeed(undefined);
    const taken = this.#journal.leases.take(market);
    return !taken.ok && isUnwritable(taken) ? succeed(undefined) : taken;
  }

  release(market: string): void {
    this.#journal.leases.release(market);
  }

  note(kind: string, data: Readonly<Record<string, string | number>>): void {
    this.#journal.audit.append(kind, data);
  }

  #writeDecisions(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    const decisions = this.#decisions;
    if (decisions.length === 0) return;
    this.#decisions = [];
    this.#journal.afterwards("decisions", () => {
      for (const decision of decisions) this.#journal.audit.append("decision", { decision });
    });
  }

  gather(work: () => void): void {
    this.#journal.gather(work);
  }

  named(clientOrderId: string, orderId: string): void {
    this.#journal.orders.submitted(clientOrderId, { orderId, at: this.#now() });
  }

  report(report: OrderReport): void {
    this.#journal.afterwards(`report of ${report.clientOrderId}`, () => {
      this.#journal.orders.report(report);
      this.#journal.audit.append("report", reportLine(report));
    });
  }

  fill({ clientOrderId, fill, quantity, balanceChange }: BookedFill): void {
    this.#journal.orders.fill({
      tradeId: fill.tradeId,
      clientOrderId,
      orderId: fill.orderId,
      market: fill.market,
      side: fill.side,
      price: fill.price,
      quantity,
      role: fill.isTaker ? "taker" : "maker",
      fee: fill.fee,
      balanceChange,
      at: fill.tradedAt ?? this.#now(),
    });
  }

  alarm({ code, market, text }: TrackerAlarm): void {
    this.#journal.audit.append("alarm", { code, market, text });
    if (!LASTING.has(code)) return;
    const isOfMarket = code !== "ID_CONFLICT";
    this.#journal.halts.set({
      code: isOfMarket ? "DIFFERS" : "ORDER_IDS",
      detail: text,
      ...(isOfMarket ? { market } : {}),
    });
  }

  isOwn(orderId: string): boolean {
    return this.#journal.orders.byExchangeId(orderId) !== undefined;
  }

  externals(
    orders: ReadList<OrderRecord>,
    positions: { readonly whole: boolean; readonly items: readonly PositionRecord[] } | undefined,
    isOwn: (order: OrderRecord) => boolean,
  ): void {
    const at = this.#now();
    // An order of another process of this journal is not somebody else's.
    const others = orders.items.filter((order) =>
      !isOwn(order) && order.status === "resting" &&
      this.#journal.orders.byExchangeId(order.orderId) === undefined
    );
    this.#journal.externals.setOrders({
      whole: orders.whole,
      items: others.map(({ orderId, clientOrderId, market, side, price, remaining, exchangeIndex }) => ({
        orderId,
        ...(clientOrderId === undefined ? {} : { clientOrderId }),
        market,
        side,
        price,
        remaining,
        ...(exchangeIndex === undefined ? {} : { exchangeIndex }),
      })),
    }, at);
    if (positions === undefined) return;
    const own = new Map(this.#journal.orders.positions().map(({ market, quantity }) => [market, quantity]));
    this.#journal.externals.setPositions({
      whole: positions.whole,
      items: positions.items.flatMap(({ market, quantity, cost }) => {
        const mine = own.get(market) ?? 0;
        const others = quantity - mine as typeof quantity;
        if (others === 0) return [];
        return [{ market, quantity: others, ...(mine === 0 && cost !== undefined ? { cost } : {}) }];
      }),
    }, at);
  }
}

/** Whether an order can only make a position smaller, now or never. */
function onlyTakesAway({ request }: PreparedOrder): boolean {
  return request.purpose !== "entry" && request.reduceOnly === true &&
    request.timeInForce === "immediate_or_cancel";
}

/** Whether the journal could not be written, and did not say no. */
function isUnwritable({ reason }: { readonly reason: Refusal }): boolean {
  return reason.code.startsWith("journal_");
}

/** A report as a line of the audit log has it. */
function reportLine(report: OrderReport): Readonly<Record<string, string | number>> {
  const common = { client_order_id: report.clientOrderId, report: report.kind };
  switch (report.kind) {
    case "accepted":
      return common;
    case "rejected":
      return { ...common, reason: formatReason(report.reason) };
    case "unknown":
      return { ...common, detail: report.detail };
    case "decreased":
      return { ...common, size: formatQuantity(report.size) };
    case "cancelled":
      return { ...common, left: formatQuantity(report.quantity), reason: report.detail ?? report.reason };
    case "fill":
      return {
        ...common,
        trade_id: report.tradeId,
        price: formatPrice(report.price),
        quantity: formatQuantity(report.quantity),
        role: report.role,
        fee: formatMicros(report.fee),
        balance_change: formatMicros(report.balanceChange as Micros),
      };
  }
}
