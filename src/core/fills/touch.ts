/**
 * The `touch` model: an order is filled whole as soon as the other side touches its price.
 *
 * A bid fills when the best ask is at or below its price, an ask when the best bid is at or above: on arrival at the
 * touched price as taker, later at its own price as maker. Sizes are not looked at.
 *
 * @module
 */
import type { Trade } from "../market/events.ts";
import { crosses, isBetter, oppositeSide, type Side } from "../market/book.ts";
import type { MarketView } from "../market/market_view.ts";
import type { Price, Quantity } from "../numbers/money.ts";
import { byPriority, type FillModel, type Grant, type PaperOrder } from "./model.ts";

/** Fills whole on touch. */
export class TouchModel implements FillModel {
  readonly #market: MarketView;
  #resting: PaperOrder[] = [];

  constructor(market: MarketView) {
    this.#market = market;
  }

  arrive(order: PaperOrder, grant: Grant, stopBefore?: Price): void {
    const opposite = this.#market.book.best(oppositeSide(order.side));
    if (!crosses(order.side, order.price, opposite)) return;
    if (stopBefore === undefined || isBetter(order.side, opposite, stopBefore)) {
      grant(order, opposite, order.remaining, "taker");
    }
  }

  rest(order: PaperOrder): void {
    this.#resting.push(order);
    this.#resting.sort(byPriority);
  }

  remove(order: PaperOrder): void {
    this.#resting = this.#resting.filter((other) => other !== order);
  }

  snapshot(_at: number, grant: Grant): void {
    this.#settle(grant);
  }

  change(_at: number, _side: Side, _price: Price, _delta: Quantity, grant: Grant): void {
    this.#settle(grant);
  }

  trade(_print: Trade, _grant: Grant): void {}

  ahead(_order: PaperOrder): undefined {
    return undefined;
  }

  #settle(grant: Grant): void {
    for (const order of [...this.#resting]) {
      const opposite = this.#market.book.best(oppositeSide(order.side));
      if (order.remaining > 0 && crosses(order.side, order.price, opposite)) {
        grant(order, order.price, order.remaining, "maker");
      }
    }
  }
}
