/**
 * The size a book shows, less what paper orders have already taken of it.
 *
 * The recorded book does not know of paper orders: after one has bought the 100 contracts shown at an ask, the book
 * goes on showing them. What was taken is remembered by level until the book itself takes it away, so that no
 * displayed contract is bought twice.
 *
 * @module
 */
import { crosses, isBetter, oppositeSide, type Side } from "../market/book.ts";
import type { Role } from "../market/fees.ts";
import type { MarketView } from "../market/market_view.ts";
import type { Price, Quantity } from "../numbers/money.ts";
import { type Grant, type PaperOrder } from "./model.ts";

/** The contracts that can still be taken from one market's book. */
export class Displayed {
  readonly #market: MarketView;
  readonly #taken: Readonly<Record<Side, Map<Price, Quantity>>> = { bid: new Map(), ask: new Map() };

  constructor(market: MarketView) {
    this.#market = market;
  }

  /** The contracts that can still be taken at a level. */
  available(side: Side, price: Price): Quantity {
    const taken = this.#taken[side].get(price) ?? 0;
    return Math.max(0, this.#market.book.sizeAt(side, price) - taken) as Quantity;
  }

  /** A level shrank: what was taken of it cannot be more than is left. */
  shrink(side: Side, price: Price): void {
    const taken = this.#taken[side].size === 0 ? undefined : this.#taken[side].get(price);
    if (taken === undefined) return;
    const left = Math.min(taken, this.#market.book.sizeAt(side, price)) as Quantity;
    if (left === 0) this.#taken[side].delete(price);
    else this.#taken[side].set(price, left);
  }

  /** The book was replaced. */
  shrinkAll(): void {
    for (const side of ["bid", "ask"] as const) {
      for (const price of [...this.#taken[side].keys()]) this.shrink(side, price);
    }
  }

  /**
   * Grants an order what is displayed on the other side up to its price, best level first.
   *
   * @param role takers get each level's price; makers their own
   * @param stopBefore only levels better than this; left out: all up to the order's price
   */
  sweep(order: PaperOrder, role: Role, grant: Grant, stopBefore?: Price): void {
    const side = oppositeSide(order.side);
    let price = this.#market.book.next(side);
    while (order.remaining > 0 && crosses(order.side, order.price, price)) {
      if (stopBefore !== undefined && !isBetter(order.side, price, stopBefore)) return;
      const quantity = Math.min(order.remaining, this.available(side, price)) as Quantity;
      if (quantity > 0) {
        this.#taken[side].set(price, (this.#taken[side].get(price) ?? 0) + quantity as Quantity);
        grant(order, role === "taker" ? price : order.price, quantity, role);
      }
      price = this.#market.book.next(side, price);
    }
  }
}
