/**
 * The `depth` model: an order is filled up to the size displayed at its price or better.
 *
 * On arrival it walks the other side's levels, each at its own price (price improvement), as taker; the rest waits.
 * A waiting order is filled at its own price, as maker, whenever the other side displays size at or through it.
 * No displayed contract fills twice ({@linkcode Displayed}).
 *
 * @module
 */
import type { Trade } from "../market/events.ts";
import type { Side } from "../market/book.ts";
import type { MarketView } from "../market/market_view.ts";
import type { Price, Quantity } from "../numbers/money.ts";
import { Displayed } from "./displayed.ts";
import { byPriority, type FillModel, type Grant, type PaperOrder } from "./model.ts";

/** Fills up to the displayed size. */
export class DepthModel implements FillModel {
  readonly #displayed: Displayed;
  #resting: PaperOrder[] = [];

  constructor(market: MarketView) {
    this.#displayed = new Displayed(market);
  }

  arrive(order: PaperOrder, grant: Grant, stopBefore?: Price): void {
    this.#displayed.sweep(order, "taker", grant, stopBefore);
  }

  rest(order: PaperOrder): void {
    this.#resting.push(order);
    this.#resting.sort(byPriority);
  }

  remove(order: PaperOrder): void {
    this.#resting = this.#resting.filter((other) => other !== order);
  }

  snapshot(_at: number, grant: Grant): void {
    this.#displayed.shrinkAll();
    this.#settle(grant);
  }

  change(_at: number, side: Side, price: Price, delta: Quantity, grant: Grant): void {
    if (delta < 0) this.#displayed.shrink(side, price);
    this.#settle(grant);
  }

  trade(_print: Trade, _grant: Grant): void {}

  ahead(_order: PaperOrder): undefined {
    return undefined;
  }

  #settle(grant: Grant): void {
    for (const order of [...this.#resting]) {
      if (order.remaining > 0) this.#displayed.sweep(order, "maker", grant);
    }
  }
}
