/**
 * A table with the pregame numbers that a part learns by.
 *
 * @module
 */
import { type Result, succeed } from "../../core/result.ts";
import type { PlayTable } from "../data/play_table.ts";
import { closingLogits, withPregame } from "../data/pregame.ts";
import { ratedLogits } from "../data/rated.ts";
import type { GameResult } from "../ratings/result.ts";
import type { PregameSource } from "../situation/pregame.ts";
import type { TaughtBy } from "./recipe.ts";

/** The source that stands for what a part learned by. */
export const SOURCE_OF: Readonly<Record<TaughtBy, PregameSource>> = {
  closing: "spread",
  rating: "rating",
  none: "none",
};

/** A table with pregame numbers, and whether a game has one: rows of others are not used. */
export interface TaughtTable {
  readonly table: PlayTable;
  readonly has: (game: number) => boolean;
}

/**
 * Sets the pregame numbers.
 *
 * @param earlier results from before the table's first game, for the ratings
 */
export function taughtTable(
  table: PlayTable,
  by: TaughtBy,
  earlier: readonly GameResult[],
): Result<TaughtTable> {
  const logits = logitsOf(table, by, earlier);
  const filled = logits.map((logit) => Number.isNaN(logit) ? 0 : logit);
  const set = withPregame(table, SOURCE_OF[by], filled);
  if (!set.ok) return set;
  return succeed({ table: set.value, has: (game) => !Number.isNaN(logits[game] ?? NaN) });
}

function logitsOf(table: PlayTable, by: TaughtBy, earlier: readonly GameResult[]): Float64Array {
  if (by === "closing") return closingLogits(table);
  return by === "rating"
    ? ratedLogits(table.sport, table.games, earlier)
    : new Float64Array(table.games.length);
}
