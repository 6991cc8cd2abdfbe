/**
 * Sets what a crowd has in a market's book: a trader of whom only sizes and trades are known, as a capture has them.
 *
 * Where no order rests everything goes through as the crowd says it. Among orders of others:
 *
 * - New size that meets an order trades with it first, at the order's price; what is left rests.
 * - Less size at a level is less of the crowd's own, never below nothing: what orders took of it is gone already.
 * - A trade of the crowd that reaches an order, at a better price or when its turn has come, is the order's trade for as
 *   much as it takes; the rest is printed as the crowd says it.
 * - A whole new book replaces the crowd's own, less what orders took, and orders stay; what meets them trades.
 * - While the crowd is crossed with itself, for the moments until the second half of a pair of changes arrives, nothing of
 *   it trades with orders that rest.
 *
 * So the crowd has at no level more than it says, and an order comes on top.
 *
 * @module
 */
import { crosses, isBetter, type Level, oppositeSide, type Side } from "../../../core/market/book.ts";
import type { Price, Quantity } from "../../../core/numbers/money.ts";
import type { UuidCounter } from "../../ids.ts";
import type { CrowdStep, CrowdTrade } from "../submission.ts";
import { CrowdQueue } from "./crowd_queue.ts";
import type { MatchingListener } from "./match.ts";
import type { RestingOrder } from "./order_queue.ts";
import type { RestingBook } from "./resting_book.ts";

/** The crowd of one market. */
export class Crowd {
  readonly #resting: RestingBook;
  readonly #tradeIds: UuidCounter;
  readonly #listener: MatchingListener;
  readonly #queue = new CrowdQueue();

  /** @param tradeIds for trades that have no id of their own */
  constructor(resting: RestingBook, tradeIds: UuidCounter, listener: MatchingListener) {
    this.#resting = resting;
    this.#tradeIds = tradeIds;
    this.#listener = listener;
  }

  /** Does what the crowd says. @param at virtual milliseconds, which never fall */
  take(step: CrowdStep, at: number): void {
    if (step.kind === "trade") this.#trade(step, at);
    else if (step.kind === "book") this.#replace(step.bids, step.asks, at);
    else if (step.delta < 0) this.#shrink(step.side, step.price, -step.delta as Quantity, at);
    else this.#grow(step.side, step.price, step.delta);
  }

  /** Takes that somebody's order has been matched. @param rested what is left of it, where it rests */
  met(rested: RestingOrder | undefined): void {
    if (rested !== undefined) this.#queue.joined(rested);
    this.#settle();
  }

  /** Lets orders trade with the crowd that could not while the crowd's own book was crossed. */
  #settle(): void {
    const resting = this.#resting;
    const { book } = resting;
    if (resting.orderCount === 0 || (book.spread ?? 1) > 0 || this.#isCrossed()) return;
    while ((book.spread ?? 1) <= 0) {
      const order = this.#firstAtBest("bid") ?? this.#firstAtBest("ask");
      const price = order === undefined ? undefined : book.best(oppositeSide(order.side));
      if (order === undefined || price === undefined) return;
      const side = oppositeSide(order.side);
      const quantity = Math.min(order.remaining, resting.crowdAt(side, price)) as Quantity;
      // Two orders never cross: the one that came second has traded.
      if (quantity === 0) return;
      resting.takeFromCrowd(side, price, quantity);
      this.#fill(order, quantity);
    }
  }

  #firstAtBest(side: Side): RestingOrder | undefined {
    const price = this.#resting.book.best(side);
    return price === undefined ? undefined : this.#resting.queueAt(side, price)?.first;
  }

  #isCrossed(): boolean {
    const bid = this.#resting.bestOfCrowd("bid");
    return bid !== undefined && crosses("bid", bid, this.#resting.bestOfCrowd("ask"));
  }

  #grow(side: Side, price: Price, quantity: Quantity): void {
    const resting = this.#resting;
    let left = quantity;
    if (resting.orderCount > 0 && resting.meets(side, price) && !this.#wouldCross(side, price)) {
      left = this.#meet(side, price, quantity);
    }
    left = Math.min(left, resting.roomAt(side, price)) as Quantity;
    if (left > 0 || quantity === 0) resting.change(side, price, left);
  }

  /** Whether the crowd is crossed with itself once it has size at this price. */
  #wouldCross(side: Side, price: Price): boolean {
    const own = this.#resting.bestOfCrowd(side);
    const best = own === undefined || isBetter(side, own, price) ? price : own;
    return crosses(side, best, this.#resting.bestOfCrowd(oppositeSide(side)));
  }

  /** New size of the crowd takes the orders that it meets. @returns what is left of it */
  #meet(side: Side, price: Price, quantity: Quantity): Quantity {
    const resting = this.#resting;
    let left = quantity;
    while (left > 0 && resting.meets(side, price)) {
      const order = this.#firstAtBest(oppositeSide(side));
      if (order === undefined) break;
      const filled = Math.min(left, order.remaining) as Quantity;
      this.#fill(order, filled);
      left = left - filled as Quantity;
    }
    resting.setTaken(side, price, resting.takenAt(side, price) + quantity - left as Quantity);
    return left;
  }

  #shrink(side: Side, price: Price, quantity: Quantity, at: number): void {
    const resting = this.#resting;
    const queue = resting.queueAt(side, price);
    const taken = resting.takenAt(side, price);
    if (queue === undefined && taken === 0) {
      // As the crowd says it, also where lost frames make it more than there is.
      resting.change(side, price, -quantity as Quantity);
      this.#queue.decreased(at, side, price, quantity);
    } else {
      const removed = Math.min(quantity, resting.crowdAt(side, price)) as Quantity;
      resting.setTaken(side, price, Math.max(0, taken - (quantity - removed)) as Quantity);
      if (removed > 0) resting.change(side, price, -removed as Quantity);
      const level = { after: resting.crowdAt(side, price), orders: queue?.orders() ?? [] };
      this.#queue.decreased(at, side, price, quantity, level);
    }
    this.#settle();
  }

  #trade(step: CrowdTrade, at: number): void {
    const resting = this.#resting;
    const { price, takerSide } = step;
    const side = oppositeSide(takerSide);
    let left: number = step.quantity;
    if (resting.orderCount > 0) left -= this.#fillBetter(side, price, left);
    const orders = resting.queueAt(side, price)?.orders() ?? [];
    const before = this.#queue.traded(at, side, price, step.quantity, orders);
    for (const order of orders) {
      const serving = Math.max(0, left - (before.get(order) ?? 0));
      const served = Math.min(order.crowdAhead, serving);
      order.crowdAhead = Math.min(order.crowdAhead - served, resting.crowdAt(side, price)) as Quantity;
      const quantity = Math.min(order.remaining, serving - served) as Quantity;
      if (quantity > 0) this.#fill(order, quantity);
      left -= quantity;
    }
    if (left === 0 && step.quantity > 0) return;
    const tradeId = step.tradeId ?? this.#tradeIds.next();
    const quantity = left as Quantity;
    this.#listener.trade({ tradeId, maker: undefined, taker: undefined, takerSide, price, quantity });
  }

  /** Whoever trades at a price has met the orders at better ones first. @returns how much they took */
  #fillBetter(side: Side, price: Price, most: number): number {
    const { book } = this.#resting;
    let filled = 0;
    let at = book.best(side);
    while (at !== undefined && filled < most && isBetter(oppositeSide(side), at, price)) {
      const next = book.next(side, at);
      for (const order of this.#resting.queueAt(side, at)?.orders() ?? []) {
        const quantity = Math.min(order.remaining, most - filled) as Quantity;
        if (quantity > 0) this.#fill(order, quantity);
        filled += quantity;
      }
      at = next;
    }
    return filled;
  }

  #replace(bids: readonly Level[], asks: readonly Level[], at: number): void {
    const resting = this.#resting;
    const own = { bid: this.#lessTaken("bid", bids), ask: this.#lessTaken("ask", asks) };
    // What meets an order waits outside, so that no crossed book is ever shown.
    const meeting: { readonly side: Side; readonly level: Level }[] = [];
    if (resting.orderCount > 0 && !crossesItself(own.bid, own.ask)) {
      for (const side of ["bid", "ask"] as const) {
        const best = this.#bestOrder(oppositeSide(side));
        own[side] = own[side].filter((level) => {
          const meets = crosses(side, level.price, best);
          if (meets) meeting.push({ side, level });
          return !meets;
        });
      }
    }
    resting.replaceCrowd(own.bid, own.ask);
    for (const side of ["bid", "ask"] as const) {
      for (const [price, queue] of resting.queues(side)) {
        this.#queue.replaced(at, side, price, resting.crowdAt(side, price), queue.orders());
      }
    }
    this.#listener.replaced();
    meeting.sort((one, other) => isBetter(one.side, one.level.price, other.level.price) ? 1 : -1);
    for (const { side, level } of meeting) this.#grow(side, level.price, level.quantity);
  }

  /**
   * A side of the crowd's book less what orders took; contracts that the crowd no longer shows cannot have
   * been taken.
   */
  #lessTaken(side: Side, levels: readonly Level[]): Level[] {
    const resting = this.#resting;
    const taken = resting.takenPrices(side);
    if (taken.length === 0) return [...levels];
    const shown = new Map(levels.map(({ price, quantity }) => [price, quantity]));
    for (const price of taken) {
      const kept = Math.min(resting.takenAt(side, price), shown.get(price) ?? 0) as Quantity;
      resting.setTaken(side, price, kept);
    }
    return levels.flatMap(({ price, quantity }) => {
      const left = quantity - resting.takenAt(side, price) as Quantity;
      return left > 0 ? [{ price, quantity: left }] : [];
    });
  }

  /** The best price at which an order rests. */
  #bestOrder(side: Side): Price | undefined {
    let best: Price | undefined;
    for (const [price] of this.#resting.queues(side)) {
      if (best === undefined || isBetter(side, best, price)) best = price;
    }
    return best;
  }

  #fill(order: RestingOrder, quantity: Quantity): void {
    const { id, owner, side, price } = order;
    this.#resting.take(order, quantity, true);
    this.#listener.trade({
      tradeId: this.#tradeIds.next(),
      maker: { orderId: id, owner },
      taker: undefined,
      takerSide: oppositeSide(side),
      price,
      quantity,
    });
  }
}

function crossesItself(bids: readonly Level[], asks: readonly Level[]): boolean {
  const bid = Math.max(...bids.map(({ price }) => price));
  return asks.some(({ price }) => price <= bid);
}
