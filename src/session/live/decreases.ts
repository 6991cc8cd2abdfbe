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
  /** How big each order that is being made smaller shall be, with what of it was filled. */
  readonly #sizes = new Map<string, Quantity>();

  constructor(options: DecreasesOptions) {
    this.#options = options;
  }

  /** Whether an order is being made smaller at this moment. */
  isRunning(clientOrderId: string): boolean {
    return this.#sizes.has(clientOrderId);
  }

  /**
   * Makes an order smaller. What is filled from now on counts in what shall be left, since it makes the position smaller as well: so
   * it is a size that is asked for, and the order is read until it is no bigger.
   *
   * @param to contracts that shall still rest
   */
  decrease(clientOrderId: string, to: Quantity): Promise<void> {
    const { filled = 0 } = this.#options.desk.tracker.order(clientOrderId) ?? {};
    return this.decreaseTo(clientOrderId, filled + to as Quantity);
  }

  /** The same. @param size what shall rest, with what was filled */
  async decreaseTo(clientOrderId: string, size: Quantity): Promise<void> {
    const already = this.#sizes.get(clientOrderId);
    this.#sizes.set(clientOrderId, Math.min(size, already ?? size) as Quantity);
    if (already !== undefined) return;
    await Promise.resolve();
    const { desk, writes, lookup, random } = this.#options;
    try {
      // A renewal that arrives later would make it big again, and nobody would see it: then it is ended instead.
      const answered = await this.#options.renewalsAnswered(clientOrderId);
      if (!answered) return this.#options.cancels.cancel(clientOrderId, "reprice");
      for (let repeats = 0; !desk.ended; repeats++) {
        const order = desk.tracker.order(clientOrderId);
        const wanted = this.#sizes.get(clientOrderId) ?? size;
        if (order === undefined || !mayRest(order) || order.cancelReason !== undefined) return;
        if (order.total <= wanted) return;
        if (order.orderId === undefined) {
          await desk.wait(clientOrderId, DECREASE_BACKOFF.capMs);
          continue;
        }
        // Under the kill switch every order is cancelled, which is smaller still.
        if (this.#options.held() !== undefined) return;
        const { orderId, exchangeIndex, subaccount } = order;
        const left = wanted - order.saidFilled as Quantity;
        if (left <= 0) return this.#options.cancels.cancel(clientOrderId, "reprice");
        const outcome = await writes.decrease({ orderId, exchangeIndex, subaccount }, left, {
          hold: () => this.#options.held(),
        });
        this.#options.onOutcome(outcome);
        // The answer counts what is left, and not what was filled: one record that has both says how big it is.
        await desk.wait(clientOrderId, backoffMs(DECREASE_BACKOFF, repeats, random));
        const now = desk.tracker.order(clientOrderId);
        if (now !== undefined && mayRest(now) && now.total > wanted) {
          await lookup.look(now, undefined);
        }
      }
    } finally {
      this.#sizes.delete(clientOrderId);
    }
  }
}
