/**
 * Values the account: cash, and positions at the market; and its gain since the trading day started.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import { type Micros, MICROS_PER_DOLLAR, type Price, PRICE_ONE, type Quantity } from "../numbers/money.ts";
import { tradingDay, tradingDayStart } from "../numbers/trading_day.ts";
import type { Portfolio } from "./portfolio.ts";

/** Micro-dollars a contract in the smallest price. */
const MICROS_PER_PRICE = MICROS_PER_DOLLAR / PRICE_ONE;

/** The account at the market. */
export class Account {
  readonly #portfolio: Portfolio;
  readonly #marketOf: (ticker: string) => Market | undefined;
  /** The trading day, Unix milliseconds: from ≤ at < until; unknown before the first event. */
  #dayFrom = NaN;
  #dayUntil = NaN;
  #dayStart: Micros;

  constructor(portfolio: Portfolio, marketOf: (ticker: string) => Market | undefined) {
    this.#portfolio = portfolio;
    this.#marketOf = marketOf;
    this.#dayStart = portfolio.startingCash;
  }

  /** The YES price to value a position at: what it could be closed at, else the last price. */
  mark(ticker: string, quantity: Quantity): Price | undefined {
    const market = this.#marketOf(ticker);
    if (market === undefined) return undefined;
    if (market.result !== undefined) {
      // Rounded to the loss of whoever holds it.
      const pays = market.result.yesPays / MICROS_PER_PRICE;
      return (quantity > 0 ? Math.floor(pays) : Math.ceil(pays)) as Price;
    }
    return (quantity > 0 ? market.book.bestBid : market.book.bestAsk) ?? market.last;
  }

  /** Cash and positions at the market. */
  equity(): Micros {
    return this.#portfolio.cash +
      this.#portfolio.marketValue((ticker, quantity) => this.mark(ticker, quantity)) as Micros;
  }

  /** Gain since the day began. */
  dayPnl(): Micros {
    return this.equity() - this.#dayStart as Micros;
  }

  /** Contracts of a session before were taken over: what they were worth until then is no gain of this day. */
  tookOver(value: Micros): void {
    this.#dayStart = this.#dayStart + value as Micros;
  }

  /** When the trading day began and ends, Unix milliseconds. */
  get day(): { readonly from: number; readonly until: number } {
    return { from: this.#dayFrom, until: this.#dayUntil };
  }

  /** Lets the day turn, if it does before an event at `at` is taken over. */
  turnDay(at: number): void {
    if (at >= this.#dayFrom && at < this.#dayUntil) return;
    if (!Number.isNaN(this.#dayFrom)) this.#dayStart = this.equity();
    const day = tradingDay(at);
    this.#dayFrom = tradingDayStart(day);
    this.#dayUntil = tradingDayStart(day + 1);
  }
}
