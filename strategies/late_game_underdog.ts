/**
 * late_game_underdog: buys the cheaper side late in a close game, and holds it to settlement.
 *
 * Entry: period ≥ min_period; min_time < minutes left < max_time; |home − away| ≤ max_score_diff; of the two winner
 * markets the one with the lower exec price (the home team's where they are equal), if .01 < price < max_price; flat
 * there. Buys at the exec price.
 *
 * Departs from the original: "close" is the absolute value of the difference, which is signed (home − away); both markets
 * need a price, and the game must be in play.
 *
 * Weakness: the scoreboard is seconds behind the book, so a cheap price in a close game is often a basket it has not
 * seen yet; overtime counts as late, whatever its score did.
 *
 * @module
 */
import { z } from "zod";
import { outOfBounds } from "../src/core/reasons.ts";
import type { Strategy, StrategyDefinition } from "../src/core/strategy/strategy.ts";
import { NO_GAME, outsideLimits } from "./support/game_limits.ts";
import { minutes, period, points, price, stake } from "./support/parameters.ts";
import { execPrice, NEARLY_LOST, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { TEAMS_UNKNOWN } from "./support/teams.ts";

const parameters = z.strictObject({
  stake: stake(25),
  max_price: price(0.15, "the entry must cost less than this"),
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
  const stakeMicros = toStake(given.stake);
  return {
    onState({ game, homeMarket, awayMarket }, portfolio) {
      if (homeMarket === undefined || awayMarket === undefined) return TEAMS_UNKNOWN;
      if (game === undefined) return NO_GAME;
      const hindered = outsideLimits(game, limits);
      if (hindered !== undefined) return hindered;
      const home = execPrice(homeMarket);
      const away = execPrice(awayMarket);
      if (home === undefined || away === undefined) return NO_PRICE;
      const isHome = home <= away;
      const lowest = isHome ? home : away;
      if (lowest <= NEARLY_LOST) {
        return outOfBounds("PRICE_BELOW_MIN", "price", lowest, "min", NEARLY_LOST, "price");
      }
      if (lowest >= maxPrice) {
        return outOfBounds("PRICE_ABOVE_MAX", "price", lowest, "max", maxPrice, "price");
      }
      const underdog = isHome ? homeMarket : awayMarket;
      return notFlat(portfolio, underdog.ticker) ?? [wish(underdog, lowest, stakeMicros)];
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "late_game_underdog",
  category: "late_game",
  description: "Buys the cheaper side late in a close game and holds it to settlement.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
