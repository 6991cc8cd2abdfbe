/**
 * How the small client cancels, one order or all at a kill.
 *
 * @module
 */
import type { Looks } from "./looks.ts";
import { type Means, MOST_LOOKS, pause } from "./means.ts";
import type { OwnOrder, OwnOrders } from "./own_orders.ts";
import { isUnknown, type Reply, TOO_MANY } from "./wire_client.ts";

/** Cancels orders. */
export class Cancels {
  readonly #means: Means;
  readonly #orders: OwnOrders;
  readonly #looks: Looks;

  constructor(means: Means, orders: OwnOrders, looks: Looks) {
    this.#means = means;
    this.#orders = orders;
    this.#looks = looks;
  }

  /** Cancels an order, until it is known to have ended, or believed to. */
  async cancel(name: string): Promise<void> {
    const { wire, habits, shardOf } = this.#means;
    const order = this.#orders.get(name);
    for (let look = 0; order !== undefined && order.state !== "ended" && look < MOST_LOOKS; look++) {
      if (order.orderId === undefined) return await this.#looks.lookUp(order);
      const route = habits.cancelRoute === "shard" ? `?exchange_index=${shardOf(order.wish.ticker)}` : "";
      const reply = await wire.send("DELETE", `/portfolio/events/orders/${order.orderId}${route}`);
      if (isUnknown(reply) && habits.unknownCancel === "leave") return;
      if (this.#countsAsGone(reply)) return this.#orders.forget(order);
      if (!isUnknown(reply) && (reply.status === 200 || reply.status === 404)) {
        if (await this.#looks.fillsOf(order) && await this.#looks.hasEnded(order)) return;
      }
      await pause();
    }
  }

  /** Whether an answer to a cancel is taken for its end, though it is none: only a client with a wrong habit does. */
  #countsAsGone(reply: Reply): boolean {
    const { habits } = this.#means;
    if (isUnknown(reply)) return habits.unknownCancel === "count_as_cancelled";
    const { status, json } = reply;
    if ([401, 403].includes(status) && habits.refusedCancel === "count_as_cancelled") return true;
    if (habits.lateCancel === "done" && json?.error?.code === "MARKET_INACTIVE") return true;
    return status === 404 && habits.cancelNotFound === "count_as_cancelled";
  }

  /** Cancels all that rests. */
  async kill(): Promise<void> {
    const { wire, habits } = this.#means;
    if (habits.kill === "whole_account") {
      await wire.send("DELETE", "/portfolio/events/orders");
      for (const order of this.#orders.all()) order.state = "ended";
      return;
    }
    const resting = this.#orders.all().filter(({ state, orderId }) =>
      state === "resting" && orderId !== undefined
    );
    const piece = habits.cancelPieces === "all_at_once" ? Infinity : await this.#looks.mostCancels();
    while (resting.length > 0) await this.#batch(resting.splice(0, piece));
  }

  async #batch(orders: readonly OwnOrder[]): Promise<void> {
    const { wire, habits, shardOf } = this.#means;
    const { status, json } = await wire.send("DELETE", "/portfolio/events/orders/batched", {
      orders: orders.map(({ orderId, wish }) => ({
        order_id: orderId,
        exchange_index: shardOf(wish.ticker),
      })),
    });
    if (status === TOO_MANY && habits.cancelPieces === "as_the_limit_holds") {
      await pause();
      return await this.#batch(orders);
    }
    for (const order of orders) {
      if (habits.batchAnswer === "all_gone") this.#orders.forget(order);
      else {
        // deno-lint-ignore no-explicit-any -- rows of an answer
        const row = json?.orders?.find((each: any) => each.order_id === order.orderId);
        if (row !== undefined && row.error === undefined) await this.#looks.hasEnded(order);
        else await this.cancel(order.clientOrderId);
      }
    }
  }
}
