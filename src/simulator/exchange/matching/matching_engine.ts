/**
 * Price–time priority matching of one market, on one book of YES prices.
 *
 * A NO bid at q comes in as a YES ask at 1 − q. A trade happens at the resting order's price. What must always hold:
 * the book is never crossed after an order, who came first at a price is served first, and the level changes reported
 * to the listener add up to the book.
 *
 * @module
 */
import { type Book, oppositeSide } from "../../../core/market/book.ts";
import { isOnGrid, type TickGrid } from "../../../core/market/ticks.ts";
import { MOST_QUANTITY, NO_QUANTITY, type Quantity } from "../../../core/numbers/money.ts";
import { type Result, succeed } from "../../../core/result.ts";
import { UuidCounter } from "../../ids.ts";
import type { CrowdStep, NewOrder, OrderRefusal, OrderRefusalCode } from "../submission.ts";
import { Crowd } from "./crowd.ts";
import type { Match, MatchingListener } from "./match.ts";
import type { RestingOrder } from "./order_queue.ts";
import { RestingBook } from "./resting_book.ts";

/** The immediate result of an order. */
export interface Submitted {
  readonly orderId: string;
  readonly matches: readonly Match[];
  readonly filled: Quantity;
  /** Contracts that rest now; 0 for an order that does not rest. */
  readonly resting: Quantity;
  /** What was left of it was cancelled, since it met an order of the same owner. */
  readonly selfTraded: boolean;
}

/** Everything that an engine is started with. */
export interface MatchingEngineOptions {
  readonly grid: TickGrid;
  /** An empty one, which nobody else changes. */
  readonly book: Book;
  /** Ids of trades are made from it. */
  readonly tradesOf: string;
  /** Begins the ids of orders; no other market has it. */
  readonly orderPrefix: string;
}

type EngineRefusalCode = Exclude<OrderRefusalCode, "market_inactive" | "trading_paused">;

const REFUSALS: Readonly<Record<EngineRefusalCode, string>> = {
  invalid_price: "expected a price on the market's grid",
  invalid_order_size: "expected a positive whole number of 1/100 contracts, no more than fit its price",
  post_only_cross: "post-only, and it would trade at once",
  fok_insufficient_volume: "fill-or-kill, and there is not enough within its price",
};

/** The orders of one market. */
export class MatchingEngine {
  #grid: TickGrid;
  readonly #listener: MatchingListener;
  readonly #resting: RestingBook;
  readonly #crowd: Crowd;
  readonly #orderPrefix: string;
  readonly #tradeIds: UuidCounter;
  #lastOrder = 0;

  constructor({ grid, book, tradesOf, orderPrefix }: MatchingEngineOptions, listener: MatchingListener) {
    this.#grid = grid;
    this.#listener = listener;
    this.#orderPrefix = orderPrefix;
    this.#tradeIds = new UuidCounter(`trades ${tradesOf}`);
    this.#resting = new RestingBook(
      book,
      (side, price, delta, order, matched) => listener.level(side, price, delta, order, matched),
    );
    this.#crowd = new Crowd(this.#resting, this.#tradeIds, listener);
  }

  /** Which prices it takes. */
  get grid(): TickGrid {
    return this.#grid;
  }

  /** Takes other prices from now on. @returns false, and nothing changes, where an order rests at none of them */
  regrid(grid: TickGrid): boolean {
    for (const { price } of this.#resting.orders()) if (!isOnGrid(grid, price)) return false;
    this.#grid = grid;
    return true;
  }

  /** How many orders rest. */
  get restingOrders(): number {
    return this.#resting.orderCount;
  }

  /** An order that rests. */
  order(orderId: string): Readonly<RestingOrder> | undefined {
    return this.#resting.order(orderId);
  }

  /** Contracts of an order that rest; 0 once it is gone. */
  remaining(orderId: string): Quantity {
    return this.#resting.order(orderId)?.remaining ?? NO_QUANTITY;
  }

  /** Contracts at its price that are served before an order; `undefined` once it is gone. */
  queuePosition(orderId: string): Quantity | undefined {
    const order = this.#resting.order(orderId);
    if (order === undefined) return undefined;
    let found = order.crowdAhead;
    for (let other = order.ahead; other !== undefined; other = other.ahead) {
      found = found + other.remaining as Quantity;
    }
    return found;
  }

  /** Lets the crowd do something. @param atMs virtual milliseconds, which never fall */
  crowd(step: CrowdStep, atMs: number): void {
    this.#crowd.take(step, atMs);
  }

  /** Takes an order: matches what it can, rests what is left if it may. */
  submit(order: NewOrder): Result<Submitted, OrderRefusal> {
    const code = this.#refusal(order);
    if (code !== undefined) {
      return { ok: false, reason: { code, message: `Cannot take order: ${REFUSALS[code]}` } };
    }
    const orderId = order.orderId ?? `${this.#orderPrefix}${++this.#lastOrder}`;
    const matches: Match[] = [];
    const { left, selfTraded } = this.#match(order, orderId, matches);
    const rests = order.timeInForce === "good_till_canceled" && left > 0 && !selfTraded;
    const { owner, side, price } = order;
    this.#crowd.met(rests ? this.#resting.rest(orderId, owner, side, price, left) : undefined);
    return succeed({
      orderId,
      matches,
      filled: order.quantity - left as Quantity,
      resting: rests ? left : NO_QUANTITY,
      selfTraded,
    });
  }

  /** Takes an order out of the book. @returns what was left of it; 0 where it was gone already */
  cancel(orderId: string): Quantity {
    return this.decrease(orderId, Infinity as Quantity);
  }

  /** Makes an order smaller; it keeps its place. @returns by how much */
  decrease(orderId: string, by: Quantity): Quantity {
    const order = this.#resting.order(orderId);
    if (order === undefined || !(by > 0)) return NO_QUANTITY;
    if (!Number.isInteger(by) && by !== Infinity) return NO_QUANTITY;
    const taken = Math.min(by, order.remaining) as Quantity;
    this.#resting.take(order, taken);
    return taken;
  }

  /** Takes all orders out, or those of one owner. @returns how many */
  cancelAll(owner?: string): number {
    let count = 0;
    for (const order of [...this.#resting.orders()]) {
      if (owner !== undefined && order.owner !== owner) continue;
      this.#resting.take(order, order.remaining);
      count++;
    }
    return count;
  }

  /** The orders that rest, first come first. */
  orders(): readonly Readonly<RestingOrder>[] {
    return [...this.#resting.orders()];
  }

  /** Empties the book at the market's close without reporting it: one empty snapshot says it all. */
  clear(): void {
    this.#resting.clear();
  }

  #refusal(order: NewOrder): EngineRefusalCode | undefined {
    if (!isOnGrid(this.#grid, order.price)) return "invalid_price";
    if (!Number.isSafeInteger(order.quantity) || order.quantity <= 0) return "invalid_order_size";
    // A level that gets larger than any can be would be emptied under the orders that rest at it.
    if (order.quantity > MOST_QUANTITY - this.#resting.book.sizeAt(order.side, order.price)) {
      return "invalid_order_size";
    }
    if (order.postOnly === true && this.#resting.meets(order.side, order.price)) return "post_only_cross";
    if (order.timeInForce === "fill_or_kill" && this.#available(order) < order.quantity) {
      return "fok_insufficient_volume";
    }
    return undefined;
  }

  #available(order: NewOrder): number {
    const { book } = this.#resting;
    const other = oppositeSide(order.side);
    let found = 0;
    let price = book.next(other);
    while (price !== undefined && (order.side === "bid" ? price <= order.price : price >= order.price)) {
      found += book.sizeAt(other, price);
      price = book.next(other, price);
    }
    return found;
  }

  #match(order: NewOrder, orderId: string, matches: Match[]) {
    const resting = this.#resting;
    const other = oppositeSide(order.side);
    const taker = { orderId, owner: order.owner };
    let left = order.quantity;
    while (left > 0 && resting.meets(order.side, order.price)) {
      const price = resting.book.best(other);
      if (price === undefined) break;
      const maker = resting.queueAt(other, price)?.first;
      // The crowd before the first order; without an order all of it.
      const crowd = maker === undefined ? resting.book.sizeAt(other, price) : maker.crowdAhead;
      const found = crowd > 0 ? undefined : maker;
      if (found !== undefined && found.owner === order.owner && order.selfTrade !== undefined) {
        if (order.selfTrade === "taker_at_cross") return { left, selfTraded: true };
        const cancelled = found.remaining;
        resting.take(found, cancelled);
        this.#listener.selfTraded(found, cancelled);
        continue;
      }
      const quantity = Math.min(left, found === undefined ? crowd : found.remaining) as Quantity;
      const match: Match = {
        tradeId: this.#tradeIds.next(),
        maker: found === undefined ? undefined : { orderId: found.id, owner: found.owner },
        taker,
        takerSide: order.side,
        price,
        quantity,
      };
      if (found === undefined) resting.takeFromCrowd(other, price, quantity);
      else resting.take(found, quantity, true);
      left = left - quantity as Quantity;
      matches.push(match);
      this.#listener.trade(match);
    }
    return { left, selfTraded: false };
  }
}
