/**
 * late_game_shock_fade: late in a close game, buys against a side that shot up within seconds.
 *
 * Entry: period ≥ min_period; minutes left ≤ max_time; |home − away| ≤ max_score_diff; this market's mid price is up ≥
 * min_rise against the oldest sample of the last 8 s; |change of score difference since its last state| ≤
 * max_score_change; its mid − the other's mid ≥ min_gap; buys the other side at its exec price; flat there. Held to
 * settlement; one intent a state. A state is a sample of the market it is about, if that has a price; one of exactly 8 s
 * ago counts.
 *
 * Departs from the original: a shock is a rise (a fall is the other side's rise), "close" is the absolute value of the
 * difference, samples are kept by market, and the game must be in play.
 *
 * Weakness: late shocks are mostly real baskets that the scoreboard shows seconds later; the side it buys is then the one
 * that just fell behind.
 *
 * @module
 */
import { z } from "zod";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import type { Strategy, StrategyDefinition } from "../src/core/strategy.ts";
import { NO_GAME, outsideLimits, scoreDifference } from "./support/game_limits.ts";
import { LastState } from "./support/last_state.ts";
import { Memory } from "./support/memory.ts";
import { minutes, move, period, points, stake } from "./support/parameters.ts";
import { execPrice, midPrice, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { Recent } from "./support/recent.ts";
import { isNoRival, rivalOf } from "./support/teams.ts";

const SPAN_MS = 8_000;
const FIRST_STATE: Reason = { code: "FIRST_STATE" };

const parameters = z.strictObject({
  stake: stake(25),
  min_rise: move(0.15, "least rise within 8 s"),
  min_gap: move(0.30, "least distance of the shocked side's price above the other's"),
  max_score_change: points(3, "highest change of the score difference since the last state"),
  max_score_diff: points(6, "widest score difference"),
  max_time: minutes(4, "no more may be left"),
  min_period: period(4, "first period of entries"),
});

type Parameters = z.infer<typeof parameters>;

/** What is remembered of a market. */
class Seen {
  readonly recent = new Recent(SPAN_MS);
  readonly last = new LastState();
}

function create(given: Parameters): Strategy {
  const limits = {
    minPeriod: given.min_period,
    maxPeriod: Infinity,
    minMinutes: 0,
    maxMinutes: given.max_time,
    minutesStrictly: false,
    maxScoreDiff: given.max_score_diff,
  };
  const { max_score_change: maxChange } = given;
  const minRise = toPoints(given.min_rise);
  const minGap = toPoints(given.min_gap);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => new Seen());
  return {
    onState(state, portfolio) {
      const { market, game, at } = state;
      const rival = rivalOf(state);
      if (isNoRival(rival)) return rival;
      const mid = midPrice(market);
      if (mid === undefined) return NO_PRICE;
      const { recent, last } = memory.of(market.ticker);
      recent.push(at, mid);
      const rise = mid - recent.oldest(at);
      last.push(mid, game === undefined ? NaN : scoreDifference(game));
      if (game === undefined) return NO_GAME;
      const hindered = outsideLimits(game, limits);
      if (hindered !== undefined) return hindered;
      if (rise < minRise) return outOfBounds("NO_SHOCK", "rise", rise, "min", minRise, "price");
      const { scoreChange } = last;
      if (Number.isNaN(scoreChange)) return FIRST_STATE;
      if (scoreChange > maxChange) {
        return outOfBounds("SCORE_CHANGED", "change", scoreChange, "max", maxChange, "count");
      }
      const other = midPrice(rival);
      const exec = execPrice(rival);
      if (other === undefined || exec === undefined) return NO_PRICE;
      if (mid - other < minGap) return outOfBounds("GAP_SMALL", "gap", mid - other, "min", minGap, "price");
      return notFlat(portfolio, rival.ticker) ?? [wish(rival, exec, stakeMicros)];
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "late_game_shock_fade",
  category: "fade",
  description: "Buys against a side that shot up within seconds late in a close game.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
