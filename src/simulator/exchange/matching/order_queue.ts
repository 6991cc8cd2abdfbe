/**
 * Resting orders at one price, first come first served.
 *
 * A linked list, so that a cancel in the middle costs the same as one at the end.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import type { Price, Quantity } from "../../../core/numbers/money.ts";

/** An order in the book. Only what rests and matches changes it. */
export interface RestingOrder {
  readonly id: string;
  readonly owner: string;
  readonly side: Side;
  readonly price: Price;
  remaining: Quantity;
  /** Contracts of the crowd at its price that are served before it. */
  crowdAhead: Quantity;
  ahead: RestingOrder | undefined;
  behind: RestingOrder | undefined;
}

/** The queue at one price. */
export class OrderQueue {
  #first: RestingOrder | undefined;
  #last: RestingOrder | undefined;
  #total = 0;

  /** The order that is served next. */
  get first(): RestingOrder | undefined {
    return this.#first;
  }

  /** The contracts of all its orders together. */
  get total(): Quantity {
    return this.#total as Quantity;
  }

  /** Joins at the end. */
  join(order: RestingOrder): void {
    order.ahead = this.#last;
    order.behind = undefined;
    if (this.#last === undefined) this.#first = order;
    else this.#last.behind = order;
    this.#last = order;
    this.#total += order.remaining;
  }

  /** Makes an order smaller; with nothing left it leaves from wherever it stands. */
  take(order: RestingOrder, quantity: Quantity): void {
    order.remaining = order.remaining - quantity as Quantity;
    this.#total -= quantity;
    if (order.remaining > 0) return;
    if (order.ahead === undefined) this.#first = order.behind;
    else order.ahead.behind = order.behind;
    if (order.behind === undefined) this.#last = order.ahead;
    else order.behind.ahead = order.ahead;
    order.ahead = order.behind = undefined;
  }

  /** The orders in it, who is served next first. It may change while they are gone through. */
  orders(): RestingOrder[] {
    const found: RestingOrder[] = [];
    for (let order = this.#first; order !== undefined; order = order.behind) found.push(order);
    return found;
  }
}
