/**
 * What positions and resting orders are worth.
 *
 * @module
 */
import { complement, notional, type Price, PRICE_ONE } from "../../../core/numbers/money.ts";
import type { OrderState, PositionState } from "../../exchange/accounts/account_event.ts";
import type { Exchange } from "../../exchange/exchange.ts";

/** What open positions are worth at their markets' last prices, Micros. How the exchange marks them is not documented. */
export function positionsValue(exchange: Exchange, positions: readonly PositionState[]): number {
  let total = 0;
  for (const { market, yes, no, settled } of positions) {
    if (settled) continue;
    const price = exchange.markets.get(market)?.last ?? (PRICE_ONE / 2 as Price);
    total += notional(price, yes) + notional(complement(price), no);
  }
  return total;
}

/** What a resting order binds at its price, Micros: an ask binds the price of NO. */
export function restingValue({ side, price, remaining }: OrderState): number {
  return notional(side === "bid" ? price : complement(price), remaining);
}
