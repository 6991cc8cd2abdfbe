/**
 * Price–time priority matching of one market, on one book of YES prices.
 *
 * A NO bid at q comes in as a YES ask at 1 − q. A trade happens at the resting order's price. What must always hold:
 * the book is never crossed after an order, who came first at a price is served first, and the level changes told to
 * the listener add up to the book.
 *
 * @module
 */
import { Book, oppositeSide, type Side } from "../../../core/market/book.ts";
import { NO_QUANTITY, type Price, type Quantity } from "../../../core/numbers/money.ts";
import { isOnGrid, type TickGrid } from "../../../core/market/ticks.ts";
import { OrderQueue, type RestingOrder } from "./order_queue.ts";

/** How long an order lives. */
export type TimeInForce = "good_till_canceled" | "immediate_or_cancel" | "fill_or_kill";

/** An order as it comes in. */
export interface NewOrder {
  readonly owner: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly timeInForce: TimeInForce;
  /** Refused where it would trade at once. @default false */
  readonly postOnly?: boolean;
}

/** One match. */
export interface Match {
  readonly makerOrderId: string;
  readonly makerOwner: string;
  readonly takerOrderId: string;
  readonly takerOwner: string;
  readonly takerSide: Side;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** Why an order was refused. */
export type OrderRefusal =
  | "invalid_price"
  | "invalid_order_size"
  | "post_only_cross"
  | "fok_insufficient_volume";

/** What became of an order at once. */
export type Submission =
  | {
    readonly accepted: true;
    readonly orderId: string;
    readonly matches: readonly Match[];
    readonly filled: Quantity;
    /** What rests now; 0 for an order that does not rest. */
    readonly resting: Quantity;
  }
  | { readonly accepted: false; readonly reason: OrderRefusal };

/** Hears what happens, in order: for each match the level change, then the trade. */
export interface MatchingListener {
  level(side: Side, price: Price, delta: Quantity): void;
  trade(match: Match): void;
}

/** The orders of one market. */
export class MatchingEngine {
  #grid: TickGrid;
  readonly #listener: MatchingListener;
  readonly #book = new Book();
  readonly #orders = new Map<string, RestingOrder>();
  readonly #queues: Readonly<Record<Side, Map<Price, OrderQueue>>> = { bid: new Map(), ask: new Map() };
  #lastId = 0;

  constructor(grid: TickGrid, listener: MatchingListener) {
    this.#grid = grid;
    this.#listener = listener;
  }

  /** Which prices it takes. */
  get grid(): TickGrid {
    return this.#grid;
  }

  /** Takes other prices from now on. @returns false, and nothing changes, where an order rests at none of them */
  regrid(grid: TickGrid): boolean {
    for (const { price } of this.#orders.values()) if (!isOnGrid(grid, price)) return false;
    this.#grid = grid;
    return true;
  }

  /** How many orders rest. */
  get restingOrders(): number {
    return this.#orders.size;
  }

  /** The best price of one side, or `undefined`. */
  best(side: Side): Price | undefined {
    return this.#book.best(side);
  }

  /** The size shown at a price. */
  sizeAt(side: Side, price: Price): Quantity {
    return this.#book.sizeAt(side, price);
  }

  /** The levels of one side, best first. */
  levels(side: Side): ReturnType<Book["levels"]> {
    return this.#book.levels(side);
  }

  /** What rests of an order; 0 once it is gone. */
  remaining(orderId: string): Quantity {
    return this.#orders.get(orderId)?.remaining ?? NO_QUANTITY;
  }

  /** Takes an order: matches what it can, rests what is left if it may. */
  submit(order: NewOrder): Submission {
    const reason = this.#refusal(order);
    if (reason !== undefined) return { accepted: false, reason };
    const orderId = `o${++this.#lastId}`;
    const matches: Match[] = [];
    const left = this.#match(order, orderId, matches);
    const rests = order.timeInForce === "good_till_canceled" && left > 0;
    if (rests) this.#rest(order, orderId, left);
    return {
      accepted: true,
      orderId,
      matches,
      filled: order.quantity - left as Quantity,
      resting: rests ? left : NO_QUANTITY,
    };
  }

  /** Takes an order out of the book. @returns what was left of it; 0 where it was gone already */
  cancel(orderId: string): Quantity {
    return this.reduce(orderId, Infinity as Quantity);
  }

  /** Makes an order smaller; it keeps its place. @returns by how much */
  reduce(orderId: string, by: Quantity): Quantity {
    const order = this.#orders.get(orderId);
    if (order === undefined || !(by > 0)) return NO_QUANTITY;
    const taken = Math.min(by, order.remaining) as Quantity;
    this.#take(order, taken);
    return taken;
  }

  /** Takes all orders out, or those of one owner. @returns how many */
  cancelAll(owner?: string): number {
    let count = 0;
    for (const order of [...this.#orders.values()]) {
      if (owner !== undefined && order.owner !== owner) continue;
      this.#take(order, order.remaining);
      count++;
    }
    return count;
  }

  /** Empties the book at the market's close without telling: one empty snapshot tells it all. */
  clear(): void {
    this.#orders.clear();
    this.#queues.bid.clear();
    this.#queues.ask.clear();
    this.#book.replace([], []);
  }

  #refusal(order: NewOrder): OrderRefusal | undefined {
    if (!isOnGrid(this.#grid, order.price)) return "invalid_price";
    if (!Number.isSafeInteger(order.quantity) || order.quantity <= 0) return "invalid_order_size";
    if (order.postOnly === true && this.#crosses(order.side, order.price)) return "post_only_cross";
    if (order.timeInForce === "fill_or_kill" && this.#available(order) < order.quantity) {
      return "fok_insufficient_volume";
    }
    return undefined;
  }

  #crosses(side: Side, price: Price): boolean {
    const best = this.#book.best(oppositeSide(side));
    return best !== undefined && (side === "bid" ? best <= price : best >= price);
  }

  #available(order: NewOrder): number {
    const other = oppositeSide(order.side);
    let found = 0;
    let price = this.#book.next(other);
    while (price !== undefined && (order.side === "bid" ? price <= order.price : price >= order.price)) {
      found += this.#book.sizeAt(other, price);
      price = this.#book.next(other, price);
    }
    return found;
  }

  #match(order: NewOrder, takerOrderId: string, matches: Match[]): Quantity {
    const other = oppositeSide(order.side);
    let left = order.quantity;
    while (left > 0 && this.#crosses(order.side, order.price)) {
      const price = this.#book.best(other);
      const maker = price === undefined ? undefined : this.#queues[other].get(price)?.first;
      if (price === undefined || maker === undefined) {
        throw new Error(`Cannot match: expected an order behind the ${other} at ${price}, found none`);
      }
      const quantity = Math.min(left, maker.remaining) as Quantity;
      const match: Match = {
        makerOrderId: maker.id,
        makerOwner: maker.owner,
        takerOrderId,
        takerOwner: order.owner,
        takerSide: order.side,
        price,
        quantity,
      };
      this.#take(maker, quantity);
      left = left - quantity as Quantity;
      matches.push(match);
      this.#listener.trade(match);
    }
    return left;
  }

  #rest(order: NewOrder, id: string, remaining: Quantity): void {
    const { owner, side, price } = order;
    const resting: RestingOrder = { id, owner, side, price, remaining, ahead: undefined, behind: undefined };
    let queue = this.#queues[side].get(price);
    if (queue === undefined) {
      queue = new OrderQueue();
      this.#queues[side].set(price, queue);
    }
    queue.join(resting);
    this.#orders.set(id, resting);
    this.#change(side, price, remaining);
  }

  /** Takes size from a resting order, and the order from the book once nothing is left. */
  #take(order: RestingOrder, quantity: Quantity): void {
    order.remaining = order.remaining - quantity as Quantity;
    if (order.remaining === 0) {
      const queue = this.#queues[order.side].get(order.price);
      queue?.leave(order);
      if (queue?.first === undefined) this.#queues[order.side].delete(order.price);
      this.#orders.delete(order.id);
    }
    this.#change(order.side, order.price, -quantity as Quantity);
  }

  #change(side: Side, price: Price, delta: Quantity): void {
    this.#book.change(side, price, delta);
    this.#listener.level(side, price, delta);
  }
}
