/**
 * Rows to be judged, and what is summed of them by game: rows of one game are one outcome, so that all that is said with
 * an interval is computed from sums by game.
 *
 * @module
 */
import { logLoss, squaredError } from "../../core/statistics/mod.ts";

/**
 * The chance nearest to certain that a logarithm is taken of. A model that is surer and wrong pays 13.8 for the row; the
 * rule of trading (0.0001) would hide what it costs to be sure too early.
 */
export const LEAST_CHANCE = 1e-6;

/** Rows whose forecasts are judged. Every row of a game has the game's outcome. */
export interface JudgedRows {
  /** 1 where the home team won, by row. */
  readonly homeWon: Uint8Array;
  /** The game of each row: 0 … games − 1. A game may have no row. */
  readonly gameOf: Int32Array;
  readonly games: number;
}

/** Which group each row belongs to; a row below 0 belongs to none. */
export interface RowGroups {
  readonly groupOf: Int8Array | Int32Array;
  readonly count: number;
}

/** Sums of one group of rows, by game. */
export interface GameSums {
  readonly rows: Float64Array;
  readonly logLoss: Float64Array;
  readonly squaredError: Float64Array;
  /** Of the chances that were named. */
  readonly said: Float64Array;
  /** Rows of games that the home team won. */
  readonly seen: Float64Array;
}

/** All rows as one group. */
export function oneGroup(rows: JudgedRows): RowGroups {
  return { groupOf: new Int8Array(rows.homeWon.length), count: 1 };
}

/**
 * Sums each group's rows by game.
 *
 * @param chances the home team's, by row
 * @throws {RangeError} where there is not one chance in 0…1 a row
 */
export function sumByGame(
  rows: JudgedRows,
  chances: Float64Array,
  groups: RowGroups,
): readonly GameSums[] {
  checkChances(rows, chances);
  const sums = Array.from({ length: groups.count }, () => emptySums(rows.games));
  for (let row = 0; row < chances.length; row++) {
    const group = sums[groups.groupOf[row] ?? -1];
    if (group === undefined) continue;
    const game = rows.gameOf[row] ?? 0;
    const chance = chances[row] ?? 0;
    const outcome = rows.homeWon[row] ?? 0;
    add(group.rows, game, 1);
    add(group.logLoss, game, logLoss(chance, outcome, LEAST_CHANCE));
    add(group.squaredError, game, squaredError(chance, outcome));
    add(group.said, game, chance);
    add(group.seen, game, outcome);
  }
  return sums;
}

function emptySums(games: number): GameSums {
  const zeros = () => new Float64Array(games);
  return { rows: zeros(), logLoss: zeros(), squaredError: zeros(), said: zeros(), seen: zeros() };
}

function add(sums: Float64Array, game: number, value: number): void {
  sums[game] = (sums[game] ?? 0) + value;
}

/** A chance that is none would make every figure one that is none. */
function checkChances({ homeWon }: JudgedRows, chances: Float64Array): void {
  if (chances.length !== homeWon.length) {
    throw new RangeError(
      `Cannot judge forecasts: expected one a row (${homeWon.length}), was ${chances.length}`,
    );
  }
  for (let row = 0; row < chances.length; row++) {
    const chance = chances[row] ?? NaN;
    if (!(chance >= 0 && chance <= 1)) {
      throw new RangeError(`Cannot judge forecasts: expected a chance in 0…1, was ${chance} in row ${row}`);
    }
  }
}
