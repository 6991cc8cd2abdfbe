/**
 * The two prices that rules speak of, and the wish that most of them end in.
 *
 * @module
 */
import type { MarketView } from "../../src/core/market/market_view.ts";
import { type Micros, MICROS_PER_DOLLAR, type Price, PRICE_ONE } from "../../src/core/numbers/money.ts";
import { outOfBounds, type Reason } from "../../src/core/reasons.ts";
import type { BuyIntent, StrategyPortfolio } from "../../src/core/strategy/strategy.ts";

/** At or below this a market is as good as lost: .01. */
export const NEARLY_LOST = 100;
/** At or above this a market is as good as won: .99. */
export const NEARLY_WON = 9_900;

/** Neither a trade nor an order gives a price. */
export const NO_PRICE: Reason = { code: "NO_PRICE" };
const ALREADY_HOLDING: Reason = { code: "ALREADY_HOLDING" };
const ORDER_OPEN: Reason = { code: "ORDER_OPEN" };

/** The price that buying would cost: the ask, else the last price, else the bid. */
export function execPrice({ book, last }: MarketView): Price | undefined {
  return book.bestAsk ?? last ?? book.bestBid;
}

/** Where the market stands: the last price, else the ask, else the bid. */
export function midPrice({ book, last }: MarketView): Price | undefined {
  return last ?? book.bestAsk ?? book.bestBid;
}

/** Why a side at this price is as good as decided: nobody buys at or beyond .01 and .99. */
export function nearlyDecided(name: string, price: Price): Reason | undefined {
  if (price <= NEARLY_LOST) return outOfBounds("NEARLY_LOST", name, price, "min", NEARLY_LOST, "price");
  return price >= NEARLY_WON ? outOfBounds("NEARLY_WON", name, price, "max", NEARLY_WON, "price") : undefined;
}

/** Dollars in 1/10,000 dollar. */
export function toPoints(dollars: number): number {
  return Math.round(dollars * PRICE_ONE);
}

/** Dollars in micro-dollars. */
export function toStake(dollars: number): Micros {
  return Math.round(dollars * MICROS_PER_DOLLAR) as Micros;
}

/** Why the strategy is not flat in a market; `undefined` when it is. */
export function notFlat(portfolio: StrategyPortfolio, market: string): Reason | undefined {
  if (portfolio.holding(market) !== undefined) return ALREADY_HOLDING;
  return portfolio.openOrders(market) > 0 ? ORDER_OPEN : undefined;
}

/** A wish to buy YES for a stake. Without exits: what is bought is held to settlement unless the rule sells. */
export function wish(market: MarketView, price: Price, stake: Micros): BuyIntent {
  return { action: "buy", market: market.ticker, price, size: { stake } };
}
