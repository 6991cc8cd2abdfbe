/**
 * Resting orders at one price, first come first served.
 *
 * A linked list, so that a cancel in the middle costs the same as one at the end.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import type { Price, Quantity } from "../../../core/numbers/money.ts";

/** An order in the book. Only the queue and the engine change it. */
export interface RestingOrder {
  readonly id: string;
  readonly owner: string;
  readonly side: Side;
  readonly price: Price;
  remaining: Quantity;
  ahead: RestingOrder | undefined;
  behind: RestingOrder | undefined;
}

/** The queue at one price. */
export class OrderQueue {
  #first: RestingOrder | undefined;
  #last: RestingOrder | undefined;

  /** Who is served next. */
  get first(): RestingOrder | undefined {
    return this.#first;
  }

  /** Joins at the end. */
  join(order: RestingOrder): void {
    order.ahead = this.#last;
    order.behind = undefined;
    if (this.#last === undefined) this.#first = order;
    else this.#last.behind = order;
    this.#last = order;
  }

  /** Leaves from wherever it stands. */
  leave(order: RestingOrder): void {
    if (order.ahead === undefined) this.#first = order.behind;
    else order.ahead.behind = order.behind;
    if (order.behind === undefined) this.#last = order.ahead;
    else order.behind.ahead = order.ahead;
    order.ahead = order.behind = undefined;
  }
}
