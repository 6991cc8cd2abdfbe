/**
 * The `queue` model, the default: a resting order waits its turn.
 *
 * It joins behind the size displayed at its price. Trade prints at that price serve the queue from the front; a level
 * that shrinks without a print is cancels, spread over the queue in proportion. The order is filled when the queue
 * ahead is through, when a trade prints at a worse price, or when the other side shows size at or through its price
 * in an uncrossed book.
 *
 * A trade is reported twice, as a print and as a change of the level, in either order and on separate
 * streams. Whichever comes first waits {@linkcode MATCH_WINDOW_MS} for the other, so that no contract moves
 * the queue twice, and no trade from before an order joined fills it.
 *
 * @module
 */
import type { Trade } from "../market/events.ts";
import { isBetter, oppositeSide, type Side } from "../market/book.ts";
import type { MarketView } from "../market/market_view.ts";
import { multiplyDivide, type Price, type Quantity } from "../numbers/money.ts";
import { Displayed } from "./displayed.ts";
import { byPriority, type FillModel, type Grant, type PaperOrder } from "./model.ts";
import { RecentDecreases } from "./recent_decreases.ts";

/** How long a print waits for its change of the level, and the other way round. */
export const MATCH_WINDOW_MS = 1000;

/** A decrease that may turn out to be a trade whose print has not come yet. */
interface Shrink {
  readonly at: number;
  quantity: number;
  /** How far it moved the queue. */
  advanced: number;
  /** Whether it came before the order did: if it was a trade, that trade cannot fill the order. */
  readonly before: boolean;
}

/** A print whose change of the level has not come yet. */
interface WaitingPrint {
  readonly at: number;
  quantity: number;
}

/** One resting order's place. */
interface Place {
  readonly order: PaperOrder;
  ahead: number;
  shrinks: Shrink[];
  prints: WaitingPrint[];
}

/** Fills when the queue is through. */
export class QueueModel implements FillModel {
  readonly #market: MarketView;
  readonly #displayed: Displayed;
  #places: Place[] = [];
  /** Decreases of all levels, for orders that join between a change of the level and its print. */
  readonly #recent = new RecentDecreases(MATCH_WINDOW_MS);

  constructor(market: MarketView) {
    this.#market = market;
    this.#displayed = new Displayed(market);
  }

  arrive(order: PaperOrder, grant: Grant, stopBefore?: Price): void {
    this.#displayed.sweep(order, "taker", grant, stopBefore);
  }

  rest(order: PaperOrder): void {
    const ahead = this.#market.book.sizeAt(order.side, order.price);
    const shrinks: Shrink[] = this.#recent.of(order.side, order.price)
      .map((decrease) => ({ ...decrease, advanced: 0, before: true }));
    this.#places.push({ order, ahead, shrinks, prints: [] });
    this.#places.sort((a, b) => byPriority(a.order, b.order));
  }

  remove(order: PaperOrder): void {
    this.#places = this.#places.filter((place) => place.order !== order);
  }

  ahead(order: PaperOrder): Quantity | undefined {
    return this.#places.find((place) => place.order === order)?.ahead as Quantity | undefined;
  }

  snapshot(at: number, grant: Grant): void {
    this.#displayed.shrinkAll();
    for (const place of this.#places) {
      const { side, price } = place.order;
      const gone = place.ahead - this.#market.book.sizeAt(side, price);
      if (gone <= 0) continue;
      // The print of the trade that shrank the level may still come: it must not move the queue a second time.
      place.ahead -= gone;
      place.shrinks.push({ at, quantity: gone, advanced: gone, before: false });
    }
    this.#through(grant);
  }

  change(at: number, side: Side, price: Price, delta: Quantity, grant: Grant): void {
    if (delta < 0) {
      this.#displayed.shrink(side, price);
      this.#recent.add(at, side, price, -delta);
      for (const place of this.#places) {
        if (place.order.side === side && place.order.price === price) this.#shrunk(place, at, -delta);
      }
    }
    this.#through(grant);
  }

  trade(print: Trade, grant: Grant): void {
    const side = oppositeSide(print.takerSide);
    let left: number = print.quantity;
    // The print explains the recent decreases of its level: they say nothing to orders that join later.
    this.#recent.use(print.at, side, print.price, print.quantity);
    if (this.#places.length === 0) return;
    for (const place of [...this.#places]) {
      const { order } = place;
      if (order.side !== side) continue;
      let reaching = left;
      if (!isBetter(side, print.price, order.price)) {
        if (order.price !== print.price) continue;
        reaching = this.#served(place, print, left);
      }
      const quantity = Math.min(order.remaining, reaching) as Quantity;
      if (quantity === 0) continue;
      left -= quantity;
      grant(order, order.price, quantity, "maker");
    }
  }

  /**
   * A print at the order's price serves what is ahead.
   *
   * @param left what own orders further to the front have left of it
   * @returns how much of that gets past the contracts ahead
   */
  #served(place: Place, print: Trade, left: number): number {
    const recent = print.at - MATCH_WINDOW_MS;
    place.shrinks = place.shrinks.filter((shrink) => shrink.at >= recent && shrink.quantity > 0);
    let unmatched: number = print.quantity;
    let serving = left;
    for (const shrink of place.shrinks) {
      // What was taken for cancels was this trade: take the proportional step back before the full one.
      const matched = Math.min(unmatched, shrink.quantity);
      const undo = multiplyDivide(shrink.advanced, matched, shrink.quantity);
      place.ahead += undo;
      shrink.advanced -= undo;
      shrink.quantity -= matched;
      unmatched -= matched;
      if (shrink.before) serving = Math.max(0, serving - matched);
    }
    if (unmatched > 0) place.prints.push({ at: print.at, quantity: unmatched });
    const used = Math.min(place.ahead, serving);
    // What is ahead is part of what is shown.
    place.ahead = Math.min(place.ahead - used, this.#market.book.sizeAt(place.order.side, place.order.price));
    return serving - used;
  }

  /** The level of the order shrank by `quantity`: what no print explains is cancels. */
  #shrunk(place: Place, at: number, quantity: number): void {
    const recent = at - MATCH_WINDOW_MS;
    place.prints = place.prints.filter((print) => print.at >= recent);
    let cancelled = quantity;
    for (const print of place.prints) {
      const matched = Math.min(cancelled, print.quantity);
      print.quantity -= matched;
      cancelled -= matched;
    }
    const { side, price } = place.order;
    const after = this.#market.book.sizeAt(side, price);
    if (cancelled > 0) {
      const advanced = Math.min(place.ahead, multiplyDivide(place.ahead, cancelled, after + cancelled));
      place.ahead -= advanced;
      place.shrinks.push({ at, quantity: cancelled, advanced, before: false });
    }
    // What is ahead is part of what is shown.
    place.ahead = Math.min(place.ahead, after);
  }

  /** The other side shows size at or through an order's price: everything at that price was served before. */
  #through(grant: Grant): void {
    if (this.#places.length === 0) return;
    const { spread } = this.#market.book;
    // For some milliseconds a book may be crossed, until the second half of a pair of changes arrives.
    if (spread !== undefined && spread <= 0) return;
    for (const { order } of [...this.#places]) this.#displayed.sweep(order, "maker", grant);
  }
}
