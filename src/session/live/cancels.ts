/**
 * Cancels orders by id, again and again until each is read as ended.
 *
 * Repeating is safe: the id names one order. A 404 says that it is gone from the open ones, and then its fills are read; no
 * error of the network says anything. Nothing may replace an order before its end.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import type { CancelReason } from "../../core/orders.ts";
import { type Backoff, backoffMs } from "../../lib/backoff.ts";
import type { CancelledOrder, OrderWrites } from "../../kalshi/orders/contract.ts";
import type { WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import type { OrderDesk } from "./desk.ts";
import type { OrderLookup } from "./lookup.ts";
import type { TrackedOrder } from "./tracked_order.ts";

/** Between repeats. */
const CANCEL_BACKOFF: Backoff = { baseMs: 200, capMs: 5_000 };
/** So many complete looks in a row must agree that an order is gone without a record. */
const LOOKS = 2;
/** From so many repeats on somebody has to know. */
const ALARM_AFTER = 3;

/** The parts that cancel. */
export interface CancelsOptions {
  readonly desk: OrderDesk;
  readonly lookup: OrderLookup;
  readonly writes: Pick<OrderWrites, "cancel">;
  /** The exchange's time of now, Unix milliseconds; `undefined` where it is not known. */
  exchangeNow(): number | undefined;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** An answer that concerns more than this order, such as a refused key. */
  onOutcome(outcome: WriteOutcome<CancelledOrder>): void;
}

/** Cancels orders until they have ended. */
export class Cancels {
  readonly #options: CancelsOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #troubles = new Map<string, string>();

  constructor(options: CancelsOptions) {
    this.#options = options;
  }

  /** Orders that are being cancelled, and have not ended yet. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Orders whose cancel was repeated some times, each with what came last. */
  get troubles(): readonly string[] {
    return [...this.#troubles.values()];
  }

  /** Everything that runs has ended. */
  get settled(): Promise<void> {
    return Promise.all(this.#running.values()).then(() => {});
  }

  /** Cancels an order. Asked again, it goes on as it does. */
  cancel(clientOrderId: string, reason: CancelReason): void {
    const { desk } = this.#options;
    desk.cancelling(clientOrderId, reason);
    if (this.#running.has(clientOrderId)) return;
    const run = this.#run(clientOrderId).finally(() => {
      this.#running.delete(clientOrderId);
      this.#troubles.delete(clientOrderId);
    });
    this.#running.set(clientOrderId, run);
  }

  async #run(clientOrderId: string): Promise<void> {
    const { desk, lookup, writes, random } = this.#options;
    let gone = 0;
    let goneSince: number | undefined;
    for (let repeats = 0; !desk.ended; repeats++) {
      const order = desk.tracker.order(clientOrderId);
      if (order === undefined || !mayRest(order)) return;
      if (order.orderId === undefined) {
        // Its answer, the stream or the look for it brings the id; there is nothing to cancel by yet.
        await desk.wait(clientOrderId, CANCEL_BACKOFF.capMs);
        continue;
      }
      const { orderId, exchangeIndex, subaccount } = order;
      const outcome = await writes.cancel({ orderId, exchangeIndex, subaccount });
      this.#options.onOutcome(outcome);
      if (outcome.kind === "accepted") {
        const { value } = outcome;
        // It counts what is gone, and not what was filled. Where that is not all that rested here, a fill or a decrease by hand
        // came in between, and the answer does not say which; one about another order is not believed either. The order is read.
        const { total, saidFilled } = desk.tracker.order(clientOrderId) ?? order;
        if (value.orderId === orderId && value.reducedBy === total - saidFilled) {
          desk.cancelled(clientOrderId, value.reducedBy);
        }
      }
      if (this.#isOver(clientOrderId)) return;
      if (repeats >= ALARM_AFTER) this.#troubles.set(clientOrderId, trouble(order, outcome));
      await desk.wait(clientOrderId, backoffMs(CANCEL_BACKOFF, repeats, random));
      if (this.#isOver(clientOrderId)) return;
      if (outcome.kind === "rejected" && outcome.status === 404) goneSince ??= this.#options.exchangeNow();
      const sighting = await lookup.look(order, goneSince);
      gone = sighting === "absent" ? gone + 1 : 0;
      if (this.#isOver(clientOrderId)) return;
      if (gone < LOOKS) continue;
      const now = desk.tracker.order(clientOrderId);
      if (now !== undefined) desk.cancelled(clientOrderId, now.total - now.saidFilled as Quantity);
      return;
    }
  }

  #isOver(clientOrderId: string): boolean {
    const order = this.#options.desk.tracker.order(clientOrderId);
    return order === undefined || !mayRest(order);
  }
}

/** Whether an order may rest at the exchange. */
export function mayRest({ state, cameBack }: TrackedOrder): boolean {
  return state !== "ended" || cameBack;
}

function trouble({ request }: TrackedOrder, outcome: WriteOutcome<CancelledOrder>): string {
  const { clientOrderId, market } = request;
  const why = outcome.kind === "accepted"
    ? "the exchange has confirmed it, and the order is still read as resting"
    : outcome.kind === "rejected"
    ? `status ${outcome.status} ${outcome.code}`
    : outcome.why;
  return `cannot cancel ${clientOrderId} in ${market} yet, tried again: ${why}`;
}
