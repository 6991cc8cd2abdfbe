/**
 * The moments at which a market's price is looked at.
 *
 * @module
 */
import type { MarketView } from "../../src/core/market/market_view.ts";
import type { Price } from "../../src/core/numbers/money.ts";
import type { Reason } from "../../src/core/reasons.ts";
import { midPrice } from "./prices.ts";

/** A rule has nothing new to judge. */
export const NO_NEW_PRICE: Reason = { code: "NO_NEW_PRICE", detail: "since the last price state" };

/** Seconds do not come to the millisecond. */
const SECOND_MS = 900;

/**
 * Tells the price states of one market: a print, a ticker that reports a trade, and a second in which there was neither.
 *
 * A rule is shown a state for every change of any level of the book and for every answer of a scoreboard. What it remembers
 * of "the last state" or of "the last ten" would be a matter of milliseconds in a busy book, and a score that has just come
 * would be part of what was so before.
 */
export class PriceStates {
  #at = -Infinity;
  #previousAt = -Infinity;
  #volume = NaN;
  #last: number | undefined;
  #traded = false;

  /** When the price state before this one was; −∞ for the first. */
  get previousAt(): number {
    return this.#previousAt;
  }

  /** Takes in a state. @returns whether it is a price state */
  take({ volume, last }: MarketView, at: number): boolean {
    this.#traded = last !== undefined && (volume !== this.#volume || last !== this.#last);
    if (!this.#traded && at - this.#at < SECOND_MS) return false;
    this.#volume = volume;
    this.#last = last;
    this.#previousAt = this.#at;
    this.#at = at;
    return true;
  }

  /** The price of the price state just taken: what was paid where it is a trade, whatever the book shows; else the mid. */
  priceOf(market: MarketView): Price | undefined {
    return this.#traded ? market.last : midPrice(market);
  }
}
