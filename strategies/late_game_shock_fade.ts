/**
 * late_game_shock_fade: late in a close game, buys against a side that shot up within seconds.
 *
 * A shock: period ≥ min_period; minutes left ≤ max_time; |home − away| ≤ max_score_diff; this market's exec price is up ≥
 * min_rise against the oldest price state of the last 8 s; |change of score difference| within these 8 s ≤
 * max_score_change; its exec price − the other's ≥ min_gap. Then it waits wait_for_score seconds. If the score has not
 * changed by more until then and all that still holds, it buys the other side at its exec price, if that is between .01 and
 * .99; flat there. Held to settlement; one intent a state. A price state is a print, a ticker or a second of the market it
 * is about; one of exactly 8 s ago counts.
 *
 * Departs from the original: a shock is a rise (a fall is the other side's rise), "close" is the absolute value of the
 * difference, prices and scores are kept by market, the game must be in play, and it waits: a score that explains a shock
 * comes tens of seconds after it. `wait_for_score: 0` buys at once, as the original did.
 *
 * Weakness: late shocks are mostly real baskets, and with a minute left there is no time to wait for what the scoreboard says
 * of them; the side it buys is then the one that just fell behind.
 *
 * @module
 */
import { z } from "zod";
import type { MarketView } from "../src/core/market/market_view.ts";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import {
  type Decision,
  isReason,
  type Strategy,
  type StrategyDefinition,
  type StrategyPortfolio,
  type StrategyState,
} from "../src/core/strategy/strategy.ts";
import { NO_GAME, outsideLimits, scoreDifference } from "./support/game_limits.ts";
import { Memory } from "./support/memory.ts";
import { minutes, move, period, points, stake } from "./support/parameters.ts";
import { execPrice, nearlyDecided, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { NO_NEW_PRICE, PriceStates } from "./support/price_states.ts";
import { Recent } from "./support/recent.ts";
import { RecentScores } from "./support/recent_scores.ts";
import { ScoreWait, waitForScore } from "./support/score_wait.ts";
import { isNoRival, rivalOf } from "./support/teams.ts";

const SPAN_MS = 8_000;
const FIRST_STATE: Reason = { code: "FIRST_STATE" };

const parameters = z.strictObject({
  stake: stake(25),
  min_rise: move(0.15, "least rise within 8 s"),
  min_gap: move(0.30, "least distance of the shocked side's price above the other's"),
  max_score_change: points(3, "highest change of the score difference that explains no shock"),
  wait_for_score: waitForScore,
  max_score_diff: points(6, "widest score difference"),
  max_time: minutes(4, "no more may be left"),
  min_period: period(4, "first period of entries"),
});

type Parameters = z.infer<typeof parameters>;

/** A rule's memory of a market. */
class Seen {
  readonly states = new PriceStates();
  readonly prices = new Recent(SPAN_MS);
  readonly scores = new RecentScores(SPAN_MS);
  readonly wait: ScoreWait;
  /** The last answer: between price states nothing is judged again. */
  answer: Reason = FIRST_STATE;

  constructor(wait: ScoreWait) {
    this.wait = wait;
  }
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
  const { max_score_change: maxChange, wait_for_score: waitSeconds } = given;
  const minRise = toPoints(given.min_rise);
  const minGap = toPoints(given.min_gap);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => new Seen(new ScoreWait(waitSeconds, maxChange)));

  const noShock = (rise: number) => outOfBounds("NO_SHOCK", "rise", rise, "min", minRise, "price");

  /** Looks at a price state. @returns why nothing waits for an explanation after it */
  function look({ states, scores, wait }: Seen, rise: number, price: number, at: number, difference: number) {
    if (rise < minRise) return wait.isOn ? undefined : noShock(rise);
    const change = scores.change(states.previousAt);
    if (Number.isNaN(change)) return FIRST_STATE;
    if (change > maxChange) {
      wait.end();
      return outOfBounds("SCORE_CHANGED", "change", change, "max", maxChange, "count");
    }
    wait.begin(at, difference, price - rise, price);
    return undefined;
  }

  function judge(
    state: StrategyState,
    rival: MarketView,
    seen: Seen,
    portfolio: StrategyPortfolio,
  ): Decision {
    const { market, game, at } = state;
    const { prices, states, wait } = seen;
    const isNew = states.take(market, at);
    if (!isNew && !wait.isOn) return seen.answer;
    const price = execPrice(market);
    if (price === undefined) return NO_PRICE;
    if (isNew) prices.push(at, price);
    if (game === undefined) return NO_GAME;
    const difference = scoreDifference(game);
    const hindered = outsideLimits(game, limits);
    if (isNew && hindered === undefined) {
      const none = look(seen, price - prices.oldest(at), price, at, difference);
      if (none !== undefined) return none;
    }
    if (!wait.isOn) return hindered ?? NO_NEW_PRICE;
    const off = wait.explained(difference) ??
      (wait.riseTo(price) < minRise ? noShock(wait.riseTo(price)) : undefined);
    const waiting = wait.left(at);
    if (off !== undefined || waiting === undefined) wait.end();
    if (hindered !== undefined || off !== undefined) return hindered ?? off ?? NO_NEW_PRICE;
    const exec = execPrice(rival);
    if (exec === undefined) return NO_PRICE;
    if (price - exec < minGap) return outOfBounds("GAP_SMALL", "gap", price - exec, "min", minGap, "price");
    return nearlyDecided("ask", exec) ?? notFlat(portfolio, rival.ticker) ?? waiting ??
      [wish(rival, exec, stakeMicros)];
  }

  return {
    onState(state, portfolio) {
      const rival = rivalOf(state);
      if (isNoRival(rival)) return rival;
      const seen = memory.of(state.market.ticker);
      if (state.game !== undefined) seen.scores.push(state.at, scoreDifference(state.game));
      const decision = judge(state, rival, seen, portfolio);
      seen.answer = isReason(decision) ? decision : NO_NEW_PRICE;
      return decision;
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
