/**
 * Where everything that is said of orders comes together: merged, journaled, handed to the engine as a recorded input, and
 * whoever waits for it is woken.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import type { CancelReason, OrderReport } from "../../core/orders.ts";
import type { Reason } from "../../core/reasons.ts";
import type { FillRecord, OrderRecord } from "../../kalshi/decoding/account_records.ts";
import { reportsInput } from "../../kalshi/decoding/order_inputs.ts";
import type { InputSink } from "../../kalshi/input.ts";
import type { PlacedOrder } from "../../kalshi/orders/contract.ts";
import type { Timers } from "../../lib/timers.ts";
import type { OrderTracker } from "./order_tracker.ts";
import type { BookedFill, Merged, SentOrder, TrackerAlarm } from "./tracked_order.ts";

/** Keeps what is known of orders where a crash does not reach. Nothing here throws: what cannot be written waits. */
export interface OrderLedger {
  /** What is kept within the work is one thing that happened: it comes to the disk at once. */
  gather(work: () => void): void;
  /** The exchange's id of an order. */
  named(clientOrderId: string, orderId: string): void;
  report(report: OrderReport): void;
  fill(fill: BookedFill): void;
  alarm(alarm: TrackerAlarm): void;
}

/** The parts of a desk. */
export interface DeskOptions {
  readonly tracker: OrderTracker;
  readonly ledger: OrderLedger;
  readonly sink: InputSink;
  readonly timers: Timers;
  /** Unix milliseconds. */
  now(): number;
  /** Takes an order that is not known here from the journal, should it be there. */
  recall?(orderId: string, clientOrderId: string | undefined): void;
  /** Something must not be: entries there wait. */
  onAlarm(alarm: TrackerAlarm): void;
}

/** Merges what is said of orders, and hands on what follows. */
export class OrderDesk {
  readonly tracker: OrderTracker;
  readonly #options: DeskOptions;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #named = new Set<string>();
  #ended = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.tracker = options.tracker;
  }

  /** Unix milliseconds. */
  now(): number {
    return this.#options.now();
  }

  /** Whether nobody waits here any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** An order is about to be sent, or was by a session before. */
  sent(order: SentOrder): void {
    this.tracker.sent(order);
  }

  /**
   * Takes over an order of before, with what is known of it. What was heard of it while another process looked after it, and that
   * one may not have heard of, is booked now.
   */
  restore(
    order: SentOrder,
    orderId: string | undefined,
    known: readonly OrderReport[],
    heldBefore?: Quantity,
  ): void {
    const heard = this.tracker.restore(this.now(), order, orderId, known, heldBefore);
    if (heard.fills.length + heard.alarms.length === 0) return;
    this.#take(order.request.clientOrderId, heard);
  }

  /** The exchange took an order. */
  answered(clientOrderId: string, placed: PlacedOrder): void {
    this.#take(clientOrderId, this.tracker.answered(this.now(), clientOrderId, placed));
  }

  /** An order was refused. */
  refused(clientOrderId: string, reason: Reason): void {
    this.#take(clientOrderId, this.tracker.refused(this.now(), clientOrderId, reason));
  }

  /** No answer came that says whether the exchange has an order. */
  unanswered(clientOrderId: string, detail: string): void {
    this.#take(clientOrderId, this.tracker.unanswered(this.now(), clientOrderId, detail));
  }

  /** The exchange does not have an unknown order. */
  notThere(clientOrderId: string, reason: Reason): void {
    this.#take(clientOrderId, this.tracker.notThere(this.now(), clientOrderId, reason));
  }

  /** The exchange confirmed that so many contracts of an order are gone. */
  cancelled(clientOrderId: string, gone: Quantity): void {
    this.#take(clientOrderId, this.tracker.cancelled(this.now(), clientOrderId, gone));
  }

  /** The program cancels an order. */
  cancelling(clientOrderId: string, reason: CancelReason): void {
    this.tracker.cancelling(clientOrderId, reason);
  }

  /** A frame or a list says how an order is. @returns whether it is one of this journal's */
  record(record: OrderRecord): boolean {
    this.#recall(record);
    const merged = this.tracker.record(this.now(), record);
    if (merged === undefined) return false;
    const own = this.tracker.orderOf(record.orderId)?.request.clientOrderId ?? record.clientOrderId;
    this.#take(own, merged);
    return true;
  }

  /** A frame or a list says that an order has traded. @returns whether it is one of this journal's */
  fill(fill: FillRecord): boolean {
    this.#recall(fill);
    const merged = this.tracker.fill(this.now(), fill);
    if (merged === undefined) return false;
    const own = this.tracker.orderOf(fill.orderId)?.request.clientOrderId ?? fill.clientOrderId;
    this.#take(own, merged);
    return true;
  }

  /**
   * Waits until something is said of an order, or time is up.
   *
   * @param ms at most
   */
  wait(clientOrderId: string, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#ended) return Promise.resolve();
    const waiting = this.#waiting.get(clientOrderId) ?? new Set();
    this.#waiting.set(clientOrderId, waiting);
    const timer = this.#options.timers.after(ms, () => wake());
    const wake = () => {
      timer.clear();
      waiting.delete(wake);
      if (waiting.size === 0) this.#waiting.delete(clientOrderId);
      resolve();
    };
    waiting.add(wake);
    return promise;
  }

  /** Nobody waits any more. */
  end(): void {
    this.#ended = true;
    for (const waiting of [...this.#waiting.values()]) for (const wake of [...waiting]) wake();
  }

  #recall({ orderId, clientOrderId }: Pick<OrderRecord, "orderId" | "clientOrderId">): void {
    if (this.tracker.orderOf(orderId) !== undefined) return;
    if (clientOrderId !== undefined && this.tracker.order(clientOrderId) !== undefined) return;
    this.#options.recall?.(orderId, clientOrderId);
  }

  #take(clientOrderId: string | undefined, { reports, kept, alarms, fills }: Merged): void {
    const { ledger, sink, onAlarm } = this.#options;
    const orderId = clientOrderId === undefined ? undefined : this.tracker.order(clientOrderId)?.orderId;
    ledger.gather(() => {
      if (clientOrderId !== undefined && orderId !== undefined && !this.#named.has(orderId)) {
        this.#named.add(orderId);
        ledger.named(clientOrderId, orderId);
      }
      for (const fill of fills) ledger.fill(fill);
      for (const report of kept) ledger.report(report);
      for (const alarm of alarms) ledger.alarm(alarm);
    });
    if (reports.length > 0) {
      const raw = reportsInput(reports);
      sink.input(this.now(), "order", JSON.stringify(raw), raw);
    }
    for (const alarm of alarms) onAlarm(alarm);
    if (clientOrderId === undefined) return;
    for (const wake of [...this.#waiting.get(clientOrderId) ?? []]) wake();
  }
}
