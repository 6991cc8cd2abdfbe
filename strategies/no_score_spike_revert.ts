/**
 * no_score_spike_revert: fades a jump of one side's price that no basket explains.
 *
 * A spike: both winner markets open and with a price; this market's exec price is min_rise or more above that of its last
 * price state; |change of score difference| ≤ max_score_change (0: no change), compared with any moment of the last 8 s.
 * Then it waits wait_for_score seconds. If the score has not changed by then, the price has not come back and the game is
 * in play, it buys the other side at its exec price, if that is between .01 and .99; flat there. Held to settlement. A price
 * state is a print, a ticker or a second of the market it is about; since a market's price moves with its own states only,
 * the one that the state is about is the one with the larger rise.
 *
 * Departs from the original: a spike is a rise (a fall is the other side's rise), the last state is kept by market, the game
 * must be in play, a score shown shortly before counts, and it waits: a score that explains a jump comes tens of seconds
 * after it. `wait_for_score: 0` buys at once, as the original did.
 *
 * Weakness: the book runs ahead of the scoreboard, so most "spikes without a score" are scores that have not arrived; what
 * is left after the wait has often been faded by others already.
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
import { NO_GAME, notInPlay, scoreDifference } from "./support/game_limits.ts";
import { LastState } from "./support/last_state.ts";
import { Memory } from "./support/memory.ts";
import { move, points, stake } from "./support/parameters.ts";
import { execPrice, nearlyDecided, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { NO_NEW_PRICE, PriceStates } from "./support/price_states.ts";
import { RecentScores } from "./support/recent_scores.ts";
import { ScoreWait, waitForScore } from "./support/score_wait.ts";
import { isNoRival, rivalOf } from "./support/teams.ts";

const SCORE_SPAN_MS = 8_000;
const FIRST_STATE: Reason = { code: "FIRST_STATE" };
const MARKET_NOT_OPEN: Reason = { code: "MARKET_NOT_OPEN" };

const parameters = z.strictObject({
  stake: stake(25),
  min_rise: move(0.08, "least rise since the last price state"),
  max_score_change: points(0, "highest change of the score difference that explains no jump"),
  wait_for_score: waitForScore,
});

type Parameters = z.infer<typeof parameters>;

/** A rule's memory of a market. */
class Seen {
  readonly states = new PriceStates();
  readonly last = new LastState();
  readonly scores = new RecentScores(SCORE_SPAN_MS);
  readonly wait: ScoreWait;
  /** The last answer: between price states nothing is judged again. */
  answer: Reason = FIRST_STATE;

  constructor(wait: ScoreWait) {
    this.wait = wait;
  }
}

function create(given: Parameters): Strategy {
  const { max_score_change: maxChange, wait_for_score: waitSeconds } = given;
  const minRise = toPoints(given.min_rise);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => new Seen(new ScoreWait(waitSeconds, maxChange)));

  const noSpike = (rise: number) => outOfBounds("NO_SPIKE", "rise", rise, "min", minRise, "price");

  /** Takes in a price state. @returns why nothing waits for an explanation after it */
  function look({ states, last, scores, wait }: Seen, price: number, at: number, difference: number) {
    last.push(price);
    const change = scores.change(states.previousAt);
    if (Number.isNaN(last.rise) || Number.isNaN(change)) return FIRST_STATE;
    if (last.rise < minRise) return wait.isOn ? undefined : noSpike(last.rise);
    if (change > maxChange) {
      wait.end();
      return outOfBounds("SCORE_CHANGED", "change", change, "max", maxChange, "count");
    }
    wait.begin(at, difference, price - last.rise, price);
    return undefined;
  }

  function judge(
    state: StrategyState,
    rival: MarketView,
    seen: Seen,
    portfolio: StrategyPortfolio,
  ): Decision {
    const { market, game, at } = state;
    const { wait } = seen;
    const isNew = seen.states.take(market, at);
    if (!isNew && !wait.isOn) return seen.answer;
    const price = execPrice(market);
    if (price === undefined) return NO_PRICE;
    const difference = game === undefined ? NaN : scoreDifference(game);
    if (isNew) {
      const none = look(seen, price, at, difference);
      if (none !== undefined && game !== undefined) return none;
    }
    if (game === undefined) return NO_GAME;
    const off = wait.explained(difference) ??
      (wait.riseTo(price) < minRise ? noSpike(wait.riseTo(price)) : undefined);
    const waiting = wait.left(at);
    if (off !== undefined || waiting === undefined) wait.end();
    if (off !== undefined) return off;
    const hindered = notInPlay(game);
    if (hindered !== undefined) return hindered;
    if (!market.isOpen(at) || !rival.isOpen(at)) return MARKET_NOT_OPEN;
    const exec = execPrice(rival);
    if (exec === undefined) return NO_PRICE;
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
  name: "no_score_spike_revert",
  category: "fade",
  description: "Buys the other side when a price jumps and the score did not change.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
