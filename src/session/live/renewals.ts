/**
 * Renews the expiry of orders that rest, so that a program that has died leaves nothing for long.
 *
 * From the last confirmed price and total alone: an older total would make an order big again, another price would move it. So
 * each is read first. Nothing is renewed after a stop or kill, while it is being cancelled or made smaller, or where the
 * position that it closes is gone; what the exchange refuses to renew, as in a pause, expires.
 *
 * @module
 */
import { formatPrice, formatQuantity } from "../../core/numbers/money.ts";
import type { AccountReads, OrderWrites } from "../../kalshi/orders/contract.ts";
import type { WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import type { OrderDesk } from "./desk.ts";
import type { TrackedOrder } from "./tracked_order.ts";

/** The parts that renew. */
export interface RenewalsOptions {
  readonly desk: OrderDesk;
  readonly writes: Pick<OrderWrites, "amend">;
  readonly reads: Pick<AccountReads, "order">;
  /** How long an order may rest after a renewal, ms. It is renewed when less than a third is left. */
  readonly restMs: number;
  /** The least that the exchange's time can be now, Unix milliseconds; `undefined` where it is not known. */
  exchangeEarliest(): number | undefined;
  /** Why nothing may be renewed: killed, stopped. */
  held(): string | undefined;
  isDecreasing(clientOrderId: string): boolean;
  /** The new expiry is confirmed, Unix seconds. */
  onRenewed(order: TrackedOrder, expirationTime: number): void;
  onOutcome(outcome: WriteOutcome<unknown>): void;
}

/** Renews orders that rest. */
export class Renewals {
  readonly #options: RenewalsOptions;
  readonly #running = new Map<string, Promise<void>>();
  /** Orders of which a renewal may still arrive: no answer came. */
  readonly #unanswered = new Set<string>();
  /** The expiry that was confirmed last, Unix milliseconds. */
  readonly #expiresAt = new Map<string, number>();

  constructor(options: RenewalsOptions) {
    this.#options = options;
  }

  /** The order was sent with this expiry, Unix seconds. */
  sent(clientOrderId: string, expirationTime: number): void {
    this.#expiresAt.set(clientOrderId, expirationTime * 1_000);
  }

  /** Looks which orders need it. Asked once a second. */
  tick(): void {
    const { desk, exchangeEarliest, restMs } = this.#options;
    const now = exchangeEarliest();
    if (now === undefined) return;
    for (const order of desk.tracker.open()) {
      const { clientOrderId } = order.request;
      const expiresAt = this.#expiresAt.get(clientOrderId) ?? order.expiresAt;
      if (expiresAt === undefined || expiresAt - now > restMs / 3 || expiresAt <= now) continue;
      if (!this.#may(order) || this.#running.has(clientOrderId)) continue;
      const run = this.#renew(clientOrderId).finally(() => this.#running.delete(clientOrderId));
      this.#running.set(clientOrderId, run);
    }
  }

  /**
   * Waits for a renewal that is under way: it carries the order's size, so that one which arrives after a decrease would make the
   * order big again.
   *
   * @returns whether each renewal of the order was answered; else one may still arrive
   */
  async areAnswered(clientOrderId: string): Promise<boolean> {
    await this.#running.get(clientOrderId);
    return !this.#unanswered.has(clientOrderId);
  }

  #may({ request, state, cancelReason, orderId, ofThisSession }: TrackedOrder): boolean {
    const { held, isDecreasing, desk } = this.#options;
    if (held() !== undefined || !ofThisSession || orderId === undefined || state !== "resting") return false;
    if (cancelReason !== undefined || isDecreasing(request.clientOrderId)) return false;
    if (request.purpose === "entry") return true;
    const position = desk.tracker.held(request.market);
    return request.side === "ask" ? position > 0 : position < 0;
  }

  async #renew(clientOrderId: string): Promise<void> {
    const { desk, reads, writes, restMs, exchangeEarliest } = this.#options;
    const before = desk.tracker.order(clientOrderId);
    if (before?.orderId === undefined) return;
    const read = await reads.order(before.orderId);
    if (read.kind !== "read") return;
    desk.record(read.value);
    const order = desk.tracker.order(clientOrderId);
    const now = exchangeEarliest();
    if (order?.orderId === undefined || now === undefined || !this.#may(order)) return;
    // A list that lags may count less filled than there is: what is confirmed here never grows.
    const { record, total } = { record: read.value, total: order.total };
    if (record.status !== "resting" || record.filled + record.remaining !== total) return;
    if (record.price !== order.price) return;
    const expirationTime = Math.floor((now + restMs) / 1_000);
    const { exchangeIndex, subaccount, orderId, request } = order;
    const outcome = await writes.amend({ orderId, exchangeIndex, subaccount }, {
      ticker: request.market,
      side: request.side,
      price: formatPrice(record.price),
      count: formatQuantity(total),
      expiration_time: expirationTime,
      exchange_index: exchangeIndex,
    }, { priority: request.purpose === "entry" ? "entry" : "exit", waitMs: 0, hold: this.#options.held });
    this.#options.onOutcome(outcome);
    if (outcome.kind === "unknown") this.#unanswered.add(clientOrderId);
    if (outcome.kind !== "accepted" || outcome.value.orderId !== orderId) return;
    this.#expiresAt.set(clientOrderId, expirationTime * 1_000);
    this.#options.onRenewed(order, expirationTime);
  }
}
