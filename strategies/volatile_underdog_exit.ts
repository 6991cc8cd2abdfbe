/**
 * volatile_underdog_exit: buys every cheap side late in a close game and sells it on the first good bid.
 *
 * Entry: period ≥ min_period; min_time < minutes left < max_time; |home − away| ≤ max_score_diff; each winner market with
 * .01 < exec price ≤ max_price that is flat. Exit: bid − price paid ≥ target_gain, at any time of the game; else held to
 * settlement. After an exit it may enter again.
 *
 * Departs from the original: the gain counts from what was paid, "close" is the absolute value of the difference, the game
 * must be in play for an entry, and an exit does not wait for the conditions of an entry.
 *
 * Weakness: the bid jumps when the crowd sees a basket, and is gone again before a scoreboard shows it; most of what it
 * buys is never worth the gain and ends at nothing.
 *
 * @module
 */
import { z } from "zod";
import type { MarketView } from "../src/core/market/market_view.ts";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import type {
  BuyIntent,
  SellIntent,
  Strategy,
  StrategyDefinition,
  StrategyPortfolio,
} from "../src/core/strategy/strategy.ts";
import { NO_GAME, outsideLimits } from "./support/game_limits.ts";
import { minutes, move, period, points, price, stake } from "./support/parameters.ts";
import { execPrice, NEARLY_LOST, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { TEAMS_UNKNOWN } from "./support/teams.ts";

const parameters = z.strictObject({
  stake: stake(100),
  max_price: price(0.18, "highest price for an entry"),
  target_gain: move(0.10, "gain a contract over the price paid to sell at"),
  max_score_diff: points(6, "widest score difference"),
  min_time: minutes(0.5, "more must be left than this"),
  max_time: minutes(5, "less must be left than this"),
  min_period: period(4, "first period of entries"),
}).refine((p) => p.min_time < p.max_time, { path: ["min_time"], message: "must be below max_time" })
  .refine((p) => p.max_price > 0.01, { path: ["max_price"], message: "must be above 0.01" });

type Parameters = z.infer<typeof parameters>;

function create(given: Parameters): Strategy {
  const limits = {
    minPeriod: given.min_period,
    maxPeriod: Infinity,
    minMinutes: given.min_time,
    maxMinutes: given.max_time,
    minutesStrictly: true,
    maxScoreDiff: given.max_score_diff,
  };
  const maxPrice = toPoints(given.max_price);
  const targetGain = toPoints(given.target_gain);
  const stakeMicros = toStake(given.stake);

  /** The wish to sell what is held at a gain. A market's bid moves with its own states only: no other need be looked at. */
  function leave(market: MarketView, portfolio: StrategyPortfolio): SellIntent | undefined {
    const bid = market.book.bestBid;
    if (bid === undefined || bid < targetGain) return undefined;
    const holding = portfolio.holding(market.ticker);
    if (holding === undefined || holding.exiting !== undefined) return undefined;
    if (bid - holding.averagePrice < targetGain) return undefined;
    return { action: "sell", market: market.ticker, price: bid, note: "target gain" };
  }

  function enter(market: MarketView, portfolio: StrategyPortfolio): BuyIntent | Reason {
    const exec = execPrice(market);
    if (exec === undefined) return NO_PRICE;
    if (exec <= NEARLY_LOST) {
      return outOfBounds("PRICE_BELOW_MIN", "price", exec, "min", NEARLY_LOST, "price");
    }
    if (exec > maxPrice) return outOfBounds("PRICE_ABOVE_MAX", "price", exec, "max", maxPrice, "price");
    return notFlat(portfolio, market.ticker) ?? wish(market, exec, stakeMicros);
  }

  return {
    onState({ market, game, homeMarket, awayMarket }, portfolio) {
      const sale = leave(market, portfolio);
      if (sale !== undefined) return [sale];
      if (homeMarket === undefined || awayMarket === undefined) return TEAMS_UNKNOWN;
      if (game === undefined) return NO_GAME;
      const hindered = outsideLimits(game, limits);
      if (hindered !== undefined) return hindered;
      const home = enter(homeMarket, portfolio);
      const away = enter(awayMarket, portfolio);
      if ("action" in home) return "action" in away ? [home, away] : [home];
      return "action" in away ? [away] : market.ticker === awayMarket.ticker ? away : home;
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "volatile_underdog_exit",
  category: "late_game",
  description: "Buys every cheap side late in a close game and sells it on the first good bid.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
