/**
 * The orders that are open, by market; and those that have ended, but whose last fills are still to be reported.
 *
 * @module
 */
import type { Order } from "../orders.ts";

const NO_ORDERS: readonly Order[] = [];

/** Open orders. */
export class OpenOrders {
  readonly #byMarket = new Map<string, readonly Order[]>();
  readonly #unreported = new Set<Order>();
  #count = 0;

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** The markets in which there are any. */
  markets(): Iterable<string> {
    return this.#byMarket.keys();
  }

  /** Those of a market, oldest first. */
  in(market: string): readonly Order[] {
    return this.#count === 0 ? NO_ORDERS : this.#byMarket.get(market) ?? NO_ORDERS;
  }

  /** How many orders of a strategy are open in a market. */
  of(strategy: string, market: string): number {
    let count = 0;
    for (const { request } of this.in(market)) if (request.strategy === strategy) count++;
    return count;
  }

  /** All of them, by market, oldest first. */
  *all(): Iterable<Order> {
    for (const orders of this.#byMarket.values()) yield* orders;
  }

  /** Those of which something is true, in the order of {@linkcode OpenOrders.all}. */
  where(isTrue: (order: Order) => boolean): readonly Order[] {
    let found = NO_ORDERS;
    for (const orders of this.#byMarket.values()) {
      for (const order of orders) if (isTrue(order)) found = [...found, order];
    }
    return found;
  }

  /** Those of a market that have ended and had filled more than was reported. */
  unreported(market: string): readonly Order[] {
    if (this.#unreported.size === 0) return NO_ORDERS;
    return [...this.#unreported].filter(({ request }) => request.market === market);
  }

  /** Takes over that fills of an order that has ended are still to come, or have come. */
  noteUnreported(order: Order): void {
    if (order.unreported > 0) this.#unreported.add(order);
    else this.#unreported.delete(order);
  }

  /** Adds an order that is open. */
  add(order: Order): void {
    const { market } = order.request;
    this.#byMarket.set(market, [...this.in(market), order]);
    this.#count++;
  }

  /** Removes an order that is no longer open. */
  remove(order: Order): void {
    const { market } = order.request;
    const left = this.in(market).filter((other) => other !== order);
    if (left.length === 0) this.#byMarket.delete(market);
    else this.#byMarket.set(market, left);
    this.#count--;
  }
}
