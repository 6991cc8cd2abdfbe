/**
 * Made games for the tests of the evaluation: a chance before the game, rows around it, a winner drawn by it.
 *
 * @module
 */
import { Random } from "../../../src/core/numbers/prng.ts";
import type { NamedGroups } from "../../../src/models/evaluation/evaluate.ts";
import type { JudgedRows } from "../../../src/models/evaluation/rows.ts";

/** Rows and the true chance of each. */
export interface MadeGames extends JudgedRows {
  readonly truth: Float64Array;
}

/** Games of so many rows each; the chance of a game is that of all its rows. */
export function makeGames(games: number, rowsEach: number, seed: number): MadeGames {
  const random = new Random(seed);
  const rows = games * rowsEach;
  const homeWon = new Uint8Array(rows);
  const gameOf = new Int32Array(rows);
  const truth = new Float64Array(rows);
  for (let game = 0; game < games; game++) {
    const chance = 1 / (1 + Math.exp(-random.normal(0, 1.2)));
    const won = random.chance(chance) ? 1 : 0;
    homeWon.fill(won, game * rowsEach, (game + 1) * rowsEach);
    gameOf.fill(game, game * rowsEach, (game + 1) * rowsEach);
    truth.fill(chance, game * rowsEach, (game + 1) * rowsEach);
  }
  return { homeWon, gameOf, games, truth };
}

/** Rows from lists. */
export function rowsOf(homeWon: readonly number[], gameOf: readonly number[]): JudgedRows {
  return {
    homeWon: Uint8Array.from(homeWon),
    gameOf: Int32Array.from(gameOf),
    games: Math.max(...gameOf) + 1,
  };
}

/** All rows in one group of a name. */
export function oneNamed(rows: JudgedRows, name: string): NamedGroups {
  return { groupOf: new Int8Array(rows.homeWon.length), count: 1, names: [name] };
}
