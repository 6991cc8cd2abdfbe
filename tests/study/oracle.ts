/**
 * A model that is right: it knows the true chance of each state of a generated game, and nothing that the scoreboard has not
 * shown.
 *
 * @module
 */
import type { GameState } from "../../src/core/game/game.ts";
import type { Estimator } from "../../src/core/strategy/estimate.ts";
import type { GeneratedGame } from "../../src/simulator/game/game_event.ts";

/** The oracle of one game. */
export function oracleOf({ events }: GeneratedGame): Estimator {
  const known = new Map(events.map(({ game, homeWinProbability }) => [keyOf(game), homeWinProbability]));
  const pregame = events[0]?.homeWinProbability ?? 0.5;
  return {
    follow: () => ({
      see: () => {},
      estimate({ game }) {
        const probability = known.get(keyOf(game));
        return probability === undefined
          ? { code: "NOT_GENERATED" }
          : { probability, pregame, source: "market", model: "oracle" };
      },
    }),
  };
}

/** What tells a state from every other of its game. */
function keyOf({ period, secondsLeftInPeriod, home, away, phase, possession, lastPlay }: GameState): string {
  return [period, secondsLeftInPeriod, home.score, away.score, phase, possession, lastPlay].join("|");
}
