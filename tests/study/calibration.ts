/**
 * What a model makes of generated games, whose true chances are known: both are judged by who won.
 *
 * @module
 */
import type { GameState } from "../../src/core/game/game.ts";
import type { Estimator } from "../../src/core/strategy/estimate.ts";
import type { GeneratedGame } from "../../src/simulator/game/game_event.ts";

/** Rows of many games: a moment each, from the start to the last play before the end. */
export interface Rows {
  readonly homeWon: Uint8Array;
  readonly gameOf: Int32Array;
  readonly games: number;
  /** The home team's chance, as the generator knows it and as the model says. */
  readonly truth: Float64Array;
  readonly model: Float64Array;
  /** Moments for which the model had no answer, by reason; they are no rows. */
  readonly unanswered: ReadonlyMap<string, number>;
}

/** How much of what was known before a game a model is told. */
export type Told = "price" | "nothing";

/** Asks a model about each moment of some games. */
export function rowsOf(games: readonly GeneratedGame[], estimator: Estimator, told: Told): Rows {
  const rows: { won: number; game: number; truth: number; model: number }[] = [];
  const unanswered = new Map<string, number>();
  for (const [index, game] of games.entries()) {
    const followed = estimator.follow(game.gameId);
    const [first] = game.events;
    if (first === undefined) continue;
    const startPrice = told === "price" ? { probability: first.homeWinProbability, readAt: 0 } : undefined;
    for (const { game: state, offsetMs, homeWinProbability } of game.events) {
      followed.see(state, offsetMs);
      if (isOver(state)) continue;
      const said = followed.estimate({ game: state, at: offsetMs, startPrice });
      if ("code" in said) unanswered.set(said.code, (unanswered.get(said.code) ?? 0) + 1);
      else {
        const won = game.winner === "home" ? 1 : 0;
        rows.push({ won, game: index, truth: homeWinProbability, model: said.probability });
      }
    }
  }
  return {
    homeWon: Uint8Array.from(rows, ({ won }) => won),
    gameOf: Int32Array.from(rows, ({ game }) => game),
    games: games.length,
    truth: Float64Array.from(rows, ({ truth }) => truth),
    model: Float64Array.from(rows, ({ model }) => model),
    unanswered,
  };
}

function isOver({ phase }: GameState): boolean {
  return phase === "final";
}
