/**
 * tight_game_coinflip: buys the cheaper side of a game that is even in score and in price near its end.
 *
 * Entry: period ≥ min_period; minutes left ≤ max_time; |home − away| ≤ max_score_diff; the exec prices of both winner
 * markets in [min_price, max_price]; the cheaper of the two (the home team's where they are equal); flat there. Held to
 * settlement.
 *
 * Departs from the original: "close" is the absolute value of the difference, and the game must be in play: one that is
 * over is not tight.
 *
 * Weakness: both asks of an even game sum to more than a dollar, so a coin flip loses the spread and the fee; what looks
 * cheap is often only ahead of the scoreboard.
 *
 * @module
 */
import { z } from "zod";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import type { Strategy, StrategyDefinition } from "../src/core/strategy/strategy.ts";
import { NO_GAME, outsideLimits } from "./support/game_limits.ts";
import { minutes, period, points, price, stake } from "./support/parameters.ts";
import { execPrice, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { TEAMS_UNKNOWN } from "./support/teams.ts";

const parameters = z.strictObject({
  stake: stake(25),
  min_price: price(0.35, "lowest price of either side"),
  max_price: price(0.65, "highest price of either side"),
  max_score_diff: points(5, "widest score difference"),
  max_time: minutes(4, "no more may be left"),
  min_period: period(4, "first period of entries"),
}).refine((p) => p.min_price <= p.max_price, { path: ["min_price"], message: "must not be above max_price" });

type Parameters = z.infer<typeof parameters>;

function create(given: Parameters): Strategy {
  const limits = {
    minPeriod: given.min_period,
    maxPeriod: Infinity,
    minMinutes: 0,
    maxMinutes: given.max_time,
    minutesStrictly: false,
    maxScoreDiff: given.max_score_diff,
  };
  const minPrice = toPoints(given.min_price);
  const maxPrice = toPoints(given.max_price);
  const stakeMicros = toStake(given.stake);

  function outside(value: number): Reason | undefined {
    if (value < minPrice) return outOfBounds("PRICE_BELOW_MIN", "price", value, "min", minPrice, "price");
    if (value > maxPrice) return outOfBounds("PRICE_ABOVE_MAX", "price", value, "max", maxPrice, "price");
    return undefined;
  }

  return {
    onState({ game, homeMarket, awayMarket }, portfolio) {
      if (homeMarket === undefined || awayMarket === undefined) return TEAMS_UNKNOWN;
      if (game === undefined) return NO_GAME;
      const hindered = outsideLimits(game, limits);
      if (hindered !== undefined) return hindered;
      const home = execPrice(homeMarket);
      const away = execPrice(awayMarket);
      if (home === undefined || away === undefined) return NO_PRICE;
      const uneven = outside(home) ?? outside(away);
      if (uneven !== undefined) return uneven;
      const cheaper = home <= away ? homeMarket : awayMarket;
      const hold = notFlat(portfolio, cheaper.ticker);
      return hold ?? [wish(cheaper, home <= away ? home : away, stakeMicros)];
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "tight_game_coinflip",
  category: "late_game",
  description: "Buys the cheaper side of a game that is even in score and price near its end.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
