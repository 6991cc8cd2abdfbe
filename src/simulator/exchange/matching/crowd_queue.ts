/**
 * Works out what a crowd's changes and trades mean for orders that queue among it.
 *
 * The rule is that of the `queue` fill model: a trade at a price serves the queue from the front; a level that gets smaller
 * without a trade is cancels, spread over the crowd in proportion; what comes later is behind. A trade shows twice in a
 * capture, as a trade and as a change of its level, in either order: whichever comes first waits
 * {@linkcode MATCH_WINDOW_MS} for the other, so that no contract moves an order twice, and no trade from before an order
 * came fills it.
 *
 * @module
 */
import { RecentDecreases } from "../../../core/fills/recent_decreases.ts";
import type { Side } from "../../../core/market/book.ts";
import { multiplyDivide, type Price, type Quantity } from "../../../core/numbers/money.ts";
import type { RestingOrder } from "./order_queue.ts";

/** How long a trade waits for its change of the level, and the other way round; virtual ms. */
export const MATCH_WINDOW_MS = 1_000;
/** Old entries at the front of a list that are worth a new one. */
const MOST_OLD = 1_024;

/** A level that got smaller, where no trade has explained it yet. */
interface Decrease {
  readonly at: number;
  readonly side: Side;
  readonly price: Price;
  quantity: number;
  /** How far it moved each order that was there. */
  readonly advanced: Map<RestingOrder, number>;
}

/** A trade whose change of the level has not come yet. */
interface WaitingTrade {
  readonly at: number;
  readonly side: Side;
  readonly price: Price;
  quantity: number;
  /** The orders that were there. */
  readonly seenBy: ReadonlySet<RestingOrder>;
}

/** A level that got smaller, with orders at it. */
export interface ShrunkLevel {
  /** The crowd's size now. */
  readonly after: number;
  /** First come first. */
  readonly orders: readonly RestingOrder[];
}

const EMPTY_LEVEL: ShrunkLevel = { after: 0, orders: [] };

/** The places of orders in one market. */
export class CrowdQueue {
  /**
   * Decreases of levels without orders, for an order that comes between a change and its trade: most changes
   * by far.
   */
  readonly #unattended = new RecentDecreases(MATCH_WINDOW_MS);
  readonly #decreases = new Recent<Decrease>();
  readonly #trades = new Recent<WaitingTrade>();

  /** Takes that an order rests at a level, the first one there or not. */
  joined({ side, price }: RestingOrder): void {
    for (const { at, quantity } of this.#unattended.of(side, price)) {
      this.#unattended.use(at, side, price, quantity);
      this.#decreases.add({ at, side, price, quantity, advanced: new Map() });
    }
  }

  /**
   * Takes that the crowd's size at a level got smaller.
   *
   * @param quantity by how much, as the crowd says
   * @param level left out where no order rests
   */
  decreased(
    at: number,
    side: Side,
    price: Price,
    quantity: number,
    { after, orders }: ShrunkLevel = EMPTY_LEVEL,
  ): void {
    if (orders.length === 0 && this.#trades.isEmpty) {
      this.#unattended.add(at, side, price, quantity);
      return;
    }
    let unexplained = quantity;
    for (const trade of this.#trades.of(at, side, price)) {
      const matched = Math.min(unexplained, trade.quantity);
      trade.quantity -= matched;
      unexplained -= matched;
      // Whoever came after the trade counted its contracts as ahead.
      for (const order of orders) if (!trade.seenBy.has(order)) advance(order, matched);
    }
    if (unexplained > 0 && orders.length === 0) this.#unattended.add(at, side, price, unexplained);
    else if (unexplained > 0) {
      const advanced = new Map<RestingOrder, number>();
      for (const order of orders) {
        const share = multiplyDivide(order.crowdAhead, unexplained, after + unexplained);
        advanced.set(order, advance(order, share));
      }
      this.#decreases.add({ at, side, price, quantity: unexplained, advanced });
    }
    // What is ahead is part of what is there.
    for (const order of orders) order.crowdAhead = Math.min(order.crowdAhead, after) as Quantity;
  }

  /** Takes that the crowd's book was replaced. @param after the crowd's size now at the level of the orders */
  replaced(at: number, side: Side, price: Price, after: number, orders: readonly RestingOrder[]): void {
    const advanced = new Map<RestingOrder, number>();
    let quantity = 0;
    for (const order of orders) {
      const gone = advance(order, Math.max(0, order.crowdAhead - after));
      advanced.set(order, gone);
      quantity = Math.max(quantity, gone);
    }
    // The trade that made the level smaller may still come.
    if (quantity > 0) this.#decreases.add({ at, side, price, quantity, advanced });
  }

  /**
   * Takes a trade among the crowd, before the queue is served: matches it with changes of the level that came first.
   *
   * @param orders those at the level, first come first
   * @returns how much of it happened before an order came, by order
   */
  traded(
    at: number,
    side: Side,
    price: Price,
    quantity: number,
    orders: readonly RestingOrder[],
  ): ReadonlyMap<RestingOrder, number> {
    const before = new Map<RestingOrder, number>();
    let unmatched = quantity;
    for (const decrease of this.#decreases.of(at, side, price)) {
      const matched = Math.min(unmatched, decrease.quantity);
      if (matched === 0) break;
      for (const order of orders) {
        const advanced = decrease.advanced.get(order);
        if (advanced === undefined) before.set(order, (before.get(order) ?? 0) + matched);
        else {
          // What was taken for cancels was this trade: the step in proportion goes back before the full one.
          const back = multiplyDivide(advanced, matched, decrease.quantity);
          order.crowdAhead = order.crowdAhead + back as Quantity;
          decrease.advanced.set(order, advanced - back);
        }
      }
      decrease.quantity -= matched;
      unmatched -= matched;
    }
    if (orders.length === 0) this.#unattended.use(at, side, price, unmatched);
    else if (unmatched > 0) {
      this.#trades.add({ at, side, price, quantity: unmatched, seenBy: new Set(orders) });
    }
    return before;
  }
}

/** Moves an order forward. @returns by how much */
function advance(order: RestingOrder, by: number): number {
  const step = Math.min(order.crowdAhead, by);
  order.crowdAhead = order.crowdAhead - step as Quantity;
  return step;
}

/** Trades or decreases at price levels within the window; those of one level oldest first. */
class Recent<
  Item extends { readonly at: number; readonly side: Side; readonly price: Price; quantity: number },
> {
  #items: Item[] = [];
  #old = 0;

  get isEmpty(): boolean {
    return this.#items.length === this.#old;
  }

  add(item: Item): void {
    this.#forget(item.at);
    this.#items.push(item);
  }

  /** Those at a level that still have contracts left. */
  of(at: number, side: Side, price: Price): readonly Item[] {
    const found: Item[] = [];
    if (this.#items.length === 0) return found;
    this.#forget(at);
    for (let index = this.#old; index < this.#items.length; index++) {
      const item = this.#items[index];
      if (item === undefined || item.price !== price || item.side !== side) continue;
      if (item.quantity > 0 && item.at >= at - MATCH_WINDOW_MS) found.push(item);
    }
    return found;
  }

  #forget(at: number): void {
    for (let item = this.#items[this.#old]; item !== undefined && item.at < at - MATCH_WINDOW_MS;) {
      item = this.#items[++this.#old];
    }
    if (this.#old < MOST_OLD) return;
    this.#items = this.#items.slice(this.#old);
    this.#old = 0;
  }
}
