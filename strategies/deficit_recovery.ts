/**
 * deficit_recovery: buys a team that was far behind and has nearly caught up, while it is still cheap.
 *
 * Entry, for each team by itself: it is behind by 0 to max_current_deficit; the worst deficit seen so far in this game is
 * at least min_initial_deficit; min_price < exec price ≤ max_price; flat. Held to settlement.
 *
 * Departs from the original: the score difference is signed and turned to the team's own side, so that a lead is no
 * deficit, and the worst deficit is kept by game, never shared; the game must be in play.
 *
 * Weakness: it sees only the deficits since it started watching, and believes every score it was shown, also one that is
 * corrected later; the book knows of the run before the scoreboard does.
 *
 * @module
 */
import { z } from "zod";
import type { MarketView } from "../src/core/market/market_view.ts";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import type {
  BuyIntent,
  Strategy,
  StrategyDefinition,
  StrategyPortfolio,
} from "../src/core/strategy/strategy.ts";
import { NO_GAME, notInPlay, scoreDifference } from "./support/game_limits.ts";
import { Memory } from "./support/memory.ts";
import { points, price, stake } from "./support/parameters.ts";
import { execPrice, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { TEAMS_UNKNOWN } from "./support/teams.ts";

const parameters = z.strictObject({
  stake: stake(25),
  min_initial_deficit: points(8, "least deficit the team must have had"),
  max_current_deficit: points(4, "highest deficit it may have now"),
  min_price: price(0.01, "the entry must cost more than this"),
  max_price: price(0.25, "highest price for an entry"),
}).refine((p) => p.min_price < p.max_price, { path: ["min_price"], message: "must be below max_price" });

type Parameters = z.infer<typeof parameters>;

/** The worst deficits of a game so far. */
interface Worst {
  home: number;
  away: number;
}

function create(given: Parameters): Strategy {
  const { min_initial_deficit: minInitial, max_current_deficit: maxCurrent } = given;
  const minPrice = toPoints(given.min_price);
  const maxPrice = toPoints(given.max_price);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory<Worst>(() => ({ home: 0, away: 0 }));

  /** The wish to buy a team, or why not. */
  function judge(
    market: MarketView,
    deficit: number,
    worst: number,
    portfolio: StrategyPortfolio,
  ): BuyIntent | Reason {
    if (deficit > maxCurrent) {
      return outOfBounds("DEFICIT_ABOVE_MAX", "deficit", deficit, "max", maxCurrent, "count");
    }
    if (worst < minInitial) {
      return outOfBounds("NEVER_FAR_BEHIND", "worst", worst, "min", minInitial, "count");
    }
    const exec = execPrice(market);
    if (exec === undefined) return NO_PRICE;
    if (exec <= minPrice) return outOfBounds("PRICE_BELOW_MIN", "price", exec, "min", minPrice, "price");
    if (exec > maxPrice) return outOfBounds("PRICE_ABOVE_MAX", "price", exec, "max", maxPrice, "price");
    return notFlat(portfolio, market.ticker) ?? wish(market, exec, stakeMicros);
  }

  return {
    onState({ market, game, homeMarket, awayMarket }, portfolio) {
      if (game === undefined) return NO_GAME;
      const difference = scoreDifference(game);
      const worst = memory.of(market.event);
      if (-difference > worst.home) worst.home = -difference;
      if (difference > worst.away) worst.away = difference;
      const hindered = notInPlay(game);
      if (hindered !== undefined) return hindered;
      if (homeMarket === undefined || awayMarket === undefined) return TEAMS_UNKNOWN;
      // Unless the score is even only one team is behind, and the other's reason is no news.
      if (difference !== 0) {
        const answer = difference < 0
          ? judge(homeMarket, -difference, worst.home, portfolio)
          : judge(awayMarket, difference, worst.away, portfolio);
        return "action" in answer ? [answer] : answer;
      }
      const home = judge(homeMarket, 0, worst.home, portfolio);
      const away = judge(awayMarket, 0, worst.away, portfolio);
      if ("action" in home) return "action" in away ? [home, away] : [home];
      return "action" in away ? [away] : market.ticker === awayMarket.ticker ? away : home;
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "deficit_recovery",
  category: "comeback",
  description: "Buys a team that was far behind and has nearly caught up while it is still cheap.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
