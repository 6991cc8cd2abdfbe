/**
 * no_score_spike_revert: fades a jump of one side's price that no basket explains.
 *
 * Entry: both winner markets open and with a price; since this market's last state its mid price rose by min_rise or more
 * and |change of score difference| ≤ max_score_change (0: no change); buys the other side at its exec price; flat there.
 * Held to settlement. A state is a sample of the market it is about, if that has a price; since a market's price moves
 * with its own states only, the one that the state is about is the one with the larger rise.
 *
 * Departs from the original: a spike is a rise (a fall is the other side's rise), the last state is kept by market, and the
 * game must be in play.
 *
 * Weakness: the book runs ahead of the scoreboard, so most "spikes without a score" are scores that have not arrived; it
 * bets on the lag it suffers from.
 *
 * @module
 */
import { z } from "zod";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import type { Strategy, StrategyDefinition } from "../src/core/strategy.ts";
import { NO_GAME, notInPlay, scoreDifference } from "./support/game_limits.ts";
import { LastState } from "./support/last_state.ts";
import { Memory } from "./support/memory.ts";
import { move, points, stake } from "./support/parameters.ts";
import { execPrice, midPrice, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { isNoRival, rivalOf } from "./support/teams.ts";

const FIRST_STATE: Reason = { code: "FIRST_STATE" };
const MARKET_NOT_OPEN: Reason = { code: "MARKET_NOT_OPEN" };

const parameters = z.strictObject({
  stake: stake(25),
  min_rise: move(0.08, "least rise since the last state"),
  max_score_change: points(0, "highest change of the score difference since the last state"),
});

type Parameters = z.infer<typeof parameters>;

function create(given: Parameters): Strategy {
  const { max_score_change: maxChange } = given;
  const minRise = toPoints(given.min_rise);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => new LastState());
  return {
    onState(state, portfolio) {
      const { market, game, at } = state;
      const rival = rivalOf(state);
      if (isNoRival(rival)) return rival;
      const mid = midPrice(market);
      if (mid === undefined) return NO_PRICE;
      const last = memory.of(market.ticker);
      last.push(mid, game === undefined ? NaN : scoreDifference(game));
      if (game === undefined) return NO_GAME;
      const { rise, scoreChange } = last;
      if (Number.isNaN(rise) || Number.isNaN(scoreChange)) return FIRST_STATE;
      if (rise < minRise) return outOfBounds("NO_SPIKE", "rise", rise, "min", minRise, "price");
      if (scoreChange > maxChange) {
        return outOfBounds("SCORE_CHANGED", "change", scoreChange, "max", maxChange, "count");
      }
      const hindered = notInPlay(game);
      if (hindered !== undefined) return hindered;
      if (!market.isOpen(at) || !rival.isOpen(at)) return MARKET_NOT_OPEN;
      const exec = execPrice(rival);
      if (exec === undefined) return NO_PRICE;
      return notFlat(portfolio, rival.ticker) ?? [wish(rival, exec, stakeMicros)];
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
