/**
 * Keeps what rests in one market: orders in queues by price, and among them the crowd's contracts.
 *
 * The crowd is everybody of whom only the size at a price is known, as in a capture. Its size at a level is what the book
 * shows there less the orders; every order knows how many of the crowd's contracts are served before it. What must always
 * hold: no size is negative, and the level changes reported add up to the book.
 *
 * @module
 */
import { type Book, type Level, oppositeSide, type Side } from "../../../core/market/book.ts";
import { MOST_QUANTITY, NO_QUANTITY, type Price, type Quantity } from "../../../core/numbers/money.ts";
import { OrderQueue, type RestingOrder } from "./order_queue.ts";

/**
 * Hears that a level has changed.
 *
 * @param order the one that it changed by; `undefined` where it is the crowd
 * @param matched whether somebody else's order took from it
 */
export type LevelListener = (
  side: Side,
  price: Price,
  delta: Quantity,
  order: Readonly<RestingOrder> | undefined,
  matched: boolean,
) => void;

/** The resting contracts of one market. */
export class RestingBook {
  /** The book as shown: orders and crowd together. */
  readonly book: Book;
  readonly #changed: LevelListener;
  readonly #orders = new Map<string, RestingOrder>();
  readonly #queues: Readonly<Record<Side, Map<Price, OrderQueue>>> = { bid: new Map(), ask: new Map() };
  /** Contracts of the crowd that orders took and that the crowd's own changes do not know of, by level. */
  readonly #taken: Readonly<Record<Side, Map<Price, Quantity>>> = { bid: new Map(), ask: new Map() };

  /** @param book an empty one, which nobody else changes */
  constructor(book: Book, changed: LevelListener) {
    this.book = book;
    this.#changed = changed;
  }

  /** How many orders rest. */
  get orderCount(): number {
    return this.#orders.size;
  }

  /** The orders, first come first. */
  orders(): IterableIterator<RestingOrder> {
    return this.#orders.values();
  }

  /** An order that rests. */
  order(id: string): RestingOrder | undefined {
    return this.#orders.get(id);
  }

  /** The orders at a price, where there are any. */
  queueAt(side: Side, price: Price): OrderQueue | undefined {
    return this.#orders.size === 0 ? undefined : this.#queues[side].get(price);
  }

  /** The prices of a side at which orders rest. */
  queues(side: Side): ReadonlyMap<Price, OrderQueue> {
    return this.#queues[side];
  }

  /** The crowd's size at a price. */
  crowdAt(side: Side, price: Price): Quantity {
    const orders = this.#queues[side].get(price)?.total ?? 0;
    return this.book.sizeAt(side, price) - orders as Quantity;
  }

  /** Contracts that orders took from the crowd at a price without the crowd knowing. */
  takenAt(side: Side, price: Price): Quantity {
    return this.#taken[side].get(price) ?? NO_QUANTITY;
  }

  /** Sets {@linkcode RestingBook.takenAt}. */
  setTaken(side: Side, price: Price, quantity: Quantity): void {
    if (quantity > 0) this.#taken[side].set(price, quantity);
    else this.#taken[side].delete(price);
  }

  /** The best price at which the crowd has anything. */
  bestOfCrowd(side: Side): Price | undefined {
    let price = this.book.best(side);
    while (price !== undefined && this.crowdAt(side, price) === 0) price = this.book.next(side, price);
    return price;
  }

  /** Whether an order of a side at a price meets anything. */
  meets(side: Side, price: Price): boolean {
    const best = this.book.best(oppositeSide(side));
    return best !== undefined && (side === "bid" ? best <= price : best >= price);
  }

  /** Puts an order behind everything at its price. */
  rest(id: string, owner: string, side: Side, price: Price, remaining: Quantity): RestingOrder {
    let queue = this.#queues[side].get(price);
    const crowdAhead = this.book.sizeAt(side, price) - (queue?.total ?? 0) as Quantity;
    const order: RestingOrder = {
      id,
      owner,
      side,
      price,
      remaining,
      crowdAhead,
      ahead: undefined,
      behind: undefined,
    };
    if (queue === undefined) {
      queue = new OrderQueue();
      this.#queues[side].set(price, queue);
    }
    queue.join(order);
    this.#orders.set(id, order);
    this.change(side, price, remaining, order);
    return order;
  }

  /**
   * Takes size from an order, and the order from the book once nothing is left.
   *
   * @param matched whether somebody else's order took it
   */
  take(order: RestingOrder, quantity: Quantity, matched = false): void {
    const { side, price } = order;
    const queue = this.#queues[side].get(price);
    queue?.take(order, quantity);
    if (order.remaining === 0) {
      if (queue?.first === undefined) this.#queues[side].delete(price);
      this.#orders.delete(order.id);
    }
    this.change(side, price, -quantity as Quantity, order, matched);
  }

  /** Takes size from the front of the crowd for an order. */
  takeFromCrowd(side: Side, price: Price, quantity: Quantity): void {
    for (let order = this.#queues[side].get(price)?.first; order !== undefined; order = order.behind) {
      order.crowdAhead = Math.max(0, order.crowdAhead - quantity) as Quantity;
    }
    this.setTaken(side, price, this.takenAt(side, price) + quantity as Quantity);
    this.change(side, price, -quantity as Quantity);
  }

  /**
   * Changes a level, without a look at who queues.
   *
   * @param order the one that it changes by; left out where the crowd has more or less there
   */
  change(side: Side, price: Price, delta: Quantity, order?: RestingOrder, matched = false): void {
    this.book.change(side, price, delta);
    this.#changed(side, price, delta, order, matched);
  }

  /** How much more a level can take where orders rest: beyond it the book would empty it under them. */
  roomAt(side: Side, price: Price): number {
    if (this.queueAt(side, price) === undefined) return Infinity;
    return MOST_QUANTITY - this.book.sizeAt(side, price);
  }

  /** Gives the crowd other sizes, below the orders that rest, without reporting a change. */
  replaceCrowd(bids: readonly Level[], asks: readonly Level[]): void {
    this.book.replace(bids, asks);
    for (const side of ["bid", "ask"] as const) {
      for (const [price, { total }] of this.#queues[side]) {
        this.book.change(side, price, Math.min(total, this.roomAt(side, price)) as Quantity);
      }
    }
  }

  /** Levels at which orders took from the crowd. */
  takenPrices(side: Side): Price[] {
    return [...this.#taken[side].keys()];
  }

  /** Empties the book without reporting a change. */
  clear(): void {
    this.#orders.clear();
    for (const side of ["bid", "ask"] as const) {
      this.#queues[side].clear();
      this.#taken[side].clear();
    }
    this.book.replace([], []);
  }
}
