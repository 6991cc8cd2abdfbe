/**
 * An account's resting orders on one side of a market, and the money behind them.
 *
 * Orders fill from the best price on; those that fill first close what there is to close, and need no money for it. A
 * maker's fee is set aside as well, so that a fill never takes more than was held for it.
 *
 * @module
 */
import { isBetter, oppositeSide, type Side } from "../../../core/market/book.ts";
import { type FeeSchedule, tradeFee } from "../../../core/market/fees.ts";
import { type Micros, NO_MONEY, NO_QUANTITY, notional, type Quantity } from "../../../core/numbers/money.ts";
import { type AccountOrder, openingPrice } from "./order.ts";

/** One side. */
export class RestingSide {
  readonly #side: Side;
  readonly #fees: () => FeeSchedule;
  /** Who fills first is first. */
  readonly #orders: AccountOrder[] = [];
  /** What each would need if it closed nothing. */
  readonly #full = new Map<AccountOrder, Micros>();
  #fullSum = NO_MONEY;

  /** @param fees of its market */
  constructor(side: Side, fees: () => FeeSchedule) {
    this.#side = side;
    this.#fees = fees;
  }

  /** The orders, who fills first is first. */
  get orders(): readonly AccountOrder[] {
    return this.#orders;
  }

  /** Takes an order in. */
  add(order: AccountOrder): void {
    let index = this.#orders.length;
    for (let other = this.#orders[index - 1]; other !== undefined && this.#isFirst(order, other);) {
      other = this.#orders[--index - 1];
    }
    this.#orders.splice(index, 0, order);
    this.resized(order);
  }

  /** Takes an order out, if it is in. */
  remove(order: AccountOrder): void {
    const index = this.#orders.lastIndexOf(order);
    if (index < 0) return;
    this.#orders.splice(index, 1);
    this.#fullSum = this.#fullSum - (this.#full.get(order) ?? 0) as Micros;
    this.#full.delete(order);
  }

  /** Takes that what is left of an order changed. */
  resized(order: AccountOrder): void {
    const full = this.#needed(order, order.remaining);
    this.#fullSum = this.#fullSum - (this.#full.get(order) ?? 0) + full as Micros;
    this.#full.set(order, full);
  }

  /** The money behind all of them. @param closable contracts of the position that they close */
  held(closable: Quantity): Micros {
    if (closable === 0 || this.#orders.length === 0) return this.#fullSum;
    let held = NO_MONEY;
    let left = closable;
    for (const order of this.#orders) {
      const closes = Math.min(left, order.remaining) as Quantity;
      left = left - closes as Quantity;
      const needed = closes === 0
        ? this.#full.get(order) ?? NO_MONEY
        : this.#needed(order, order.remaining - closes as Quantity);
      held = held + needed as Micros;
    }
    return held;
  }

  /** The contracts of an order that would open. */
  opening(order: AccountOrder, closable: Quantity): Quantity {
    let left: number = closable;
    for (const other of this.#orders) {
      if (other === order) return Math.max(0, order.remaining - left) as Quantity;
      left = Math.max(0, left - other.remaining);
    }
    return NO_QUANTITY;
  }

  #needed(order: AccountOrder, quantity: Quantity): Micros {
    const cost = notional(openingPrice(this.#side, order.price), quantity);
    return cost + tradeFee(this.#fees(), "maker", order.price, quantity) as Micros;
  }

  #isFirst(order: AccountOrder, other: AccountOrder): boolean {
    if (order.price !== other.price) return isBetter(oppositeSide(this.#side), order.price, other.price);
    return order.place < other.place;
  }
}
