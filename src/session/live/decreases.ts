/**
 * Makes orders smaller by id, until each is read as being as small as it shall be.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import type { DecreasedOrder, OrderWrites } from "../../kalshi/orders/contract.ts";
import type { WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import { type Backoff, backoffMs } from "../../lib/backoff.ts";
import { type Cancels, mayRest } from "./cancels.ts";
import type { OrderDesk } from "./desk.ts";
import type { OrderLookup } from "./lookup.ts";

/** Between repeats. */
const DECREASE_BACKOFF: Backoff = { baseMs: 200, capMs: 5_000 };

/** The parts that make orders smaller. */
export interface DecreasesOptions {
  readonly desk: OrderDesk;
  readonly writes: Pick<OrderWrites, "decrease">;
  readonly lookup: OrderLookup;
  readonly cancels: Pick<Cancels, "cancel">;
  /** Why nothing but cancels may leave; `undefined` where a decrease may. */
  held(): string | undefined;
  /** Waits for a renewal of an order that is under way. @returns whether each was answered; else one may still arrive */
  renewalsAnswered(clientOrderId: string): Promise<boolean>;
  /** Every outcome of a write, for breakers and alarms. */
  onOutcome(outcome: WriteOutcome<DecreasedOrder>): void;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Makes orders smaller. */
export class Decreases {
  readonly #options: DecreasesOptions;
  /** What shall be left of each order that is being made smaller. */
  readonly #targets = new Map<string, Quantity>();

  constructor(options: DecreasesOptions) {
    this.#options = options;
  }

  /** Whether an order is being made smaller at this moment. */
  isRunning(clientOrderId: string): boolean {
    return this.#targets.has(clientOrderId);
  }

  /**
   * Makes an order smaller. The same target may be sent again, since it says what shall be left; the order is read until it
   * is as small as that.
   */
  async decrease(clientOrderId: string, to: Quantity): Promise<void> {
    await Promise.resolve();
    const { desk, writes, lookup, random } = this.#options;
    const already = this.#targets.has(clientOrderId);
    const target = Math.min(to, this.#targets.get(clientOrderId) ?? to) as Quantity;
    this.#targets.set(clientOrderId, target);
    if (already) return;
    try {
      // A renewal that arrives later would make it big again, and nobody would see it: then it is ended instead.
      const answered = await this.#options.renewalsAnswered(clientOrderId);
      if (!answered) return this.#options.cancels.cancel(clientOrderId, "reprice");
      for (let repeats = 0; !desk.ended; repeats++) {
        const order = desk.tracker.order(clientOrderId);
        const wanted = this.#targets.get(clientOrderId) ?? target;
        if (order === undefined || !mayRest(order) || order.cancelReason !== undefined) return;
        if (order.total - order.saidFilled <= wanted) return;
        if (order.orderId === undefined) {
          await desk.wait(clientOrderId, DECREASE_BACKOFF.capMs);
          continue;
        }
        // Under the kill switch every order is cancelled, which is smaller still.
        if (this.#options.held() !== undefined) return;
        const { orderId, exchangeIndex, subaccount } = order;
        const outcome = await writes.decrease({ orderId, exchangeIndex, subaccount }, wanted, {
          hold: () => this.#options.held(),
        });
        this.#options.onOutcome(outcome);
        // The answer counts what is left, and not what was filled: one record that has both says how big it is.
        await desk.wait(clientOrderId, backoffMs(DECREASE_BACKOFF, repeats, random));
        const now = desk.tracker.order(clientOrderId);
        if (now !== undefined && mayRest(now) && now.total - now.saidFilled > wanted) {
          await lookup.look(now, undefined);
        }
      }
    } finally {
      this.#targets.delete(clientOrderId);
    }
  }
}
