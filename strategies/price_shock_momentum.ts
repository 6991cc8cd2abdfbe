/**
 * price_shock_momentum: buys a side whose price jumped, and sells it after a further move.
 *
 * Entry: price up ≥ min_rise since this market's last price state; .01 < price < .99; flat; buys at the exec price, if that
 * is between .01 and .99 too. Exit: mid − price paid ≥ take_profit, or ≤ −stop_loss. A price state is a print or a ticker,
 * whose price is what was paid, or a second without either, whose price is the mid.
 *
 * Departs from the original: the move counts from the price paid, and the last state is kept by market. Who is at home does
 * not matter to it: where nothing says so, it trades the series that have a market for each team.
 *
 * Weakness: it reads no score and buys what has just become dear, from those who knew sooner; a jump of the last price
 * between bid and ask of a wide book is a shock to it.
 *
 * @module
 */
import { z } from "zod";
import type { MarketView } from "../src/core/market/market_view.ts";
import type { Price } from "../src/core/numbers/money.ts";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import type {
  SellIntent,
  Strategy,
  StrategyDefinition,
  StrategyPortfolio,
} from "../src/core/strategy/strategy.ts";
import { LastState } from "./support/last_state.ts";
import { Memory } from "./support/memory.ts";
import { move, stake } from "./support/parameters.ts";
import {
  execPrice,
  midPrice,
  nearlyDecided,
  NO_PRICE,
  notFlat,
  toPoints,
  toStake,
  wish,
} from "./support/prices.ts";
import { NO_NEW_PRICE, PriceStates } from "./support/price_states.ts";
import { noWinner } from "./support/teams.ts";

const FIRST_STATE: Reason = { code: "FIRST_STATE" };

const parameters = z.strictObject({
  stake: stake(25),
  min_rise: move(0.10, "least rise since the last price state"),
  take_profit: move(0.10, "gain a contract over the price paid to sell at"),
  stop_loss: move(0.08, "loss a contract under the price paid to sell at"),
});

type Parameters = z.infer<typeof parameters>;

function create(given: Parameters): Strategy {
  const minRise = toPoints(given.min_rise);
  const takeProfit = toPoints(given.take_profit);
  const stopLoss = toPoints(given.stop_loss);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => ({ states: new PriceStates(), last: new LastState() }));

  /** The wish to sell what has moved far enough from what was paid. */
  function leave(market: MarketView, mid: Price, portfolio: StrategyPortfolio): SellIntent | undefined {
    const holding = portfolio.holding(market.ticker);
    if (holding === undefined || holding.exiting !== undefined) return undefined;
    const moved = mid - holding.averagePrice;
    if (moved < takeProfit && moved > -stopLoss) return undefined;
    const note = moved > 0 ? "take profit" : "stop";
    return { action: "sell", market: market.ticker, price: market.book.bestBid ?? mid, note };
  }

  return {
    onState(state, portfolio) {
      const { market, at } = state;
      const mid = midPrice(market);
      if (mid === undefined) return NO_PRICE;
      const seen = memory.of(market.ticker);
      const isNew = seen.states.take(market, at);
      const price = isNew ? seen.states.priceOf(market) : undefined;
      if (price !== undefined) seen.last.push(price);
      const sale = leave(market, mid, portfolio);
      if (sale !== undefined) return [sale];
      const stray = noWinner(state);
      if (stray !== undefined) return stray;
      const { rise } = seen.last;
      if (Number.isNaN(rise)) return FIRST_STATE;
      if (rise < minRise) return outOfBounds("NO_SHOCK", "rise", rise, "min", minRise, "price");
      // A shock is acted on at once or not at all: with the next change of the book it is an old one.
      if (price === undefined) return NO_NEW_PRICE;
      const decided = nearlyDecided("price", price);
      if (decided !== undefined) return decided;
      const exec = execPrice(market);
      if (exec === undefined) return NO_PRICE;
      return nearlyDecided("ask", exec) ?? notFlat(portfolio, market.ticker) ??
        [wish(market, exec, stakeMicros)];
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "price_shock_momentum",
  category: "momentum",
  description: "Buys a side whose price jumped and sells it after a further move.",
  parameters,
  create,
};

export default definition;
