/**
 * underdog_resilience: buys the team that began as the underdog if it holds up through the middle of the game.
 *
 * The underdog is the market with the lower mid price (the home team's where they are equal) at the first state in which
 * both have a price; if that price is above pregame_underdog_max the game is skipped for good. Entry: min_period ≤ period
 * ≤ max_period; min_time ≤ minutes left ≤ max_time; |home − away| ≤ max_score_diff; .01 < mid < .99; mid ≤
 * current_underdog_max; mid ≤ first price + max_rise; flat. Buys at the exec price; held to settlement.
 *
 * Departs from the original: the first price waits for both markets and is kept by game; "close" is the absolute value of
 * the difference, and the game must be in play.
 *
 * Weakness: started in mid-game it takes the prices of that moment for those before the game, and the score of its
 * conditions lags the book.
 *
 * @module
 */
import { z } from "zod";
import { outOfBounds } from "../src/core/reasons.ts";
import type { Strategy, StrategyDefinition } from "../src/core/strategy/strategy.ts";
import { NO_GAME, outsideLimits } from "./support/game_limits.ts";
import { Memory } from "./support/memory.ts";
import { minutes, move, period, points, price, stake } from "./support/parameters.ts";
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
import { TEAMS_UNKNOWN } from "./support/teams.ts";

const parameters = z.strictObject({
  stake: stake(25),
  pregame_underdog_max: price(0.40, "highest first price of an underdog"),
  current_underdog_max: price(0.45, "highest price now"),
  max_rise: move(0.10, "most that it may have risen since the first price"),
  max_score_diff: points(6, "widest score difference"),
  min_time: minutes(1, "no less may be left"),
  max_time: minutes(12, "no more may be left"),
  min_period: period(2, "first period of entries"),
  max_period: period(3, "last period of entries"),
}).refine((p) => p.min_time <= p.max_time, { path: ["min_time"], message: "must not be above max_time" })
  .refine((p) => p.min_period <= p.max_period, {
    path: ["min_period"],
    message: "must not be above max_period",
  });

type Parameters = z.infer<typeof parameters>;

/** Who began as the underdog, and at what price; `first` is `NaN` until both markets had one. */
interface Beginning {
  first: number;
  isHome: boolean;
}

function create(given: Parameters): Strategy {
  const limits = {
    minPeriod: given.min_period,
    maxPeriod: given.max_period,
    minMinutes: given.min_time,
    maxMinutes: given.max_time,
    minutesStrictly: false,
    maxScoreDiff: given.max_score_diff,
  };
  const pregameMax = toPoints(given.pregame_underdog_max);
  const currentMax = toPoints(given.current_underdog_max);
  const maxRise = toPoints(given.max_rise);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory<Beginning>(() => ({ first: NaN, isHome: false }));

  return {
    onState({ market, game, homeMarket, awayMarket }, portfolio) {
      if (homeMarket === undefined || awayMarket === undefined) return TEAMS_UNKNOWN;
      const beginning = memory.of(market.event);
      if (Number.isNaN(beginning.first)) {
        const home = midPrice(homeMarket);
        const away = midPrice(awayMarket);
        if (home === undefined || away === undefined) return NO_PRICE;
        beginning.isHome = home <= away;
        beginning.first = beginning.isHome ? home : away;
      }
      const { first, isHome } = beginning;
      if (first > pregameMax) return outOfBounds("NO_UNDERDOG", "first", first, "max", pregameMax, "price");
      if (game === undefined) return NO_GAME;
      const hindered = outsideLimits(game, limits);
      if (hindered !== undefined) return hindered;
      const underdog = isHome ? homeMarket : awayMarket;
      const mid = midPrice(underdog);
      const exec = execPrice(underdog);
      if (mid === undefined || exec === undefined) return NO_PRICE;
      if (mid <= NEARLY_LOST) return outOfBounds("NEARLY_LOST", "mid", mid, "min", NEARLY_LOST, "price");
      if (mid >= NEARLY_WON) return outOfBounds("NEARLY_WON", "mid", mid, "max", NEARLY_WON, "price");
      if (mid > currentMax) return outOfBounds("PRICE_ABOVE_MAX", "mid", mid, "max", currentMax, "price");
      if (mid - first > maxRise) {
        return outOfBounds("RISEN_TOO_FAR", "rise", mid - first, "max", maxRise, "price");
      }
      return notFlat(portfolio, underdog.ticker) ?? [wish(underdog, exec, stakeMicros)];
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "underdog_resilience",
  category: "comeback",
  description: "Buys the side that began as the underdog if it holds up through the middle of the game.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
