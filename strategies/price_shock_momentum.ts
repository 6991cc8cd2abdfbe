/**
 * price_shock_momentum: buys a side whose price jumped, and sells it after a further move.
 *
 * Entry: mid price up ≥ min_rise since this market's last state; .01 < mid < .99; flat; buys at the exec price. Exit: mid −
 * price paid ≥ take_profit, or ≤ −stop_loss. A state is a sample of the market it is about, if that has a price.
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
import type { MarketView } from "../src/core/market_view.ts";
import type { Price } from "../src/core/money.ts";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import type { SellIntent, Strategy, StrategyDefinition, StrategyPortfolio } from "../src/core/strategy.ts";
import { LastState } from "./support/last_state.ts";
import { Memory } from "./support/memory.ts";
import { move, stake } from "./support/parameters.ts";
import {
  execPrice,
  midPrice,
  NEARLY_LOST,
  NEARLY_WON,
  NO_PRICE,
  notFlat,
  toPoints,
  toStake,
  wish,
} from "./support/prices.ts";
import { noWinner } from "./support/teams.ts";

const FIRST_STATE: Reason = { code: "FIRST_STATE" };

const parameters = z.strictObject({
  stake: stake(25),
  min_rise: move(0.10, "least rise since the last state"),
  take_profit: move(0.10, "gain a contract over the price paid to sell at"),
  stop_loss: move(0.08, "loss a contract under the price paid to sell at"),
});

type Parameters = z.infer<typeof parameters>;

function create(given: Parameters): Strategy {
  const minRise = toPoints(given.min_rise);
  const takeProfit = toPoints(given.take_profit);
  const stopLoss = toPoints(given.stop_loss);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => new LastState());

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
      const { market } = state;
      const mid = midPrice(market);
      if (mid === undefined) return NO_PRICE;
      const last = memory.of(market.ticker);
      last.push(mid, NaN);
      const sale = leave(market, mid, portfolio);
      if (sale !== undefined) return [sale];
      const stray = noWinner(state);
      if (stray !== undefined) return stray;
      const { rise } = last;
      if (Number.isNaN(rise)) return FIRST_STATE;
      if (rise < minRise) return outOfBounds("NO_SHOCK", "rise", rise, "min", minRise, "price");
      if (mid <= NEARLY_LOST) return outOfBounds("NEARLY_LOST", "mid", mid, "min", NEARLY_LOST, "price");
      if (mid >= NEARLY_WON) return outOfBounds("NEARLY_WON", "mid", mid, "max", NEARLY_WON, "price");
      const exec = execPrice(market);
      if (exec === undefined) return NO_PRICE;
      return notFlat(portfolio, market.ticker) ?? [wish(market, exec, stakeMicros)];
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
