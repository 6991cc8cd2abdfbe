/**
 * Parts of a table: by season or by game, never by play, since the plays of a game share its outcome.
 *
 * @module
 */
import { Random } from "../../core/numbers/prng.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { PlayTable, TableGame } from "./play_table.ts";

/** Indices of rows, ascending unless said otherwise. */
export type Rows = Int32Array;

/** The seasons of a table, ascending. */
export function seasonsOf(table: PlayTable): readonly number[] {
  return [...new Set(table.games.map(({ season }) => season))].sort((a, b) => a - b);
}

/** The rows of the games that fit. */
export function rowsOfGames(table: PlayTable, fits: (game: TableGame, index: number) => boolean): Rows {
  const wanted = table.games.map(fits);
  const found = new Int32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    if (wanted[table.gameOf[row] ?? -1] === true) found[count++] = row;
  }
  return found.slice(0, count);
}

/**
 * The rows of some seasons.
 *
 * @returns refused (`unknown_season`) where the table has not one of them
 */
export function rowsOfSeasons(table: PlayTable, seasons: readonly number[]): Result<Rows> {
  const there = seasonsOf(table);
  const lacking = seasons.find((season) => !there.includes(season));
  if (lacking !== undefined) {
    return refuse("unknown_season", `No season ${lacking} in the data: it has ${there.join(", ")}`);
  }
  return succeed(rowsOfGames(table, ({ season }) => seasons.includes(season)));
}

/** Rows to learn from, and rows of other games. */
export interface Split {
  readonly kept: Rows;
  readonly held: Rows;
}

/**
 * One season held out, all others kept.
 *
 * @returns refused where the season is not there (`unknown_season`), or nothing else is (`one_season`)
 */
export function holdOutSeason(table: PlayTable, season: number): Result<Split> {
  const held = rowsOfSeasons(table, [season]);
  if (!held.ok) return held;
  const kept = rowsOfGames(table, (game) => game.season !== season);
  if (kept.length === 0) {
    return refuse("one_season", `Nothing to learn from: the data has season ${season} alone`);
  }
  return succeed({ kept, held: held.value });
}

/**
 * Whole games held out by chance: each game with this probability, the same games for the same seed.
 *
 * @param rows of which games; all where left out
 */
export function holdOutGames(table: PlayTable, share: number, seed: number, rows?: Rows): Split {
  const random = new Random(seed);
  const isHeld = table.games.map(() => random.chance(share));
  const from = rows ?? Int32Array.from({ length: table.rows }, (_, row) => row);
  const held = (row: number) => isHeld[table.gameOf[row] ?? -1] === true;
  return { kept: from.filter((row) => !held(row)), held: from.filter(held) };
}

/**
 * Some of the rows, each as likely as another, ascending; all of them where no more are wanted than there are. The same
 * rows for the same seed.
 */
export function sampleRows(rows: Rows, count: number, seed: number): Rows {
  if (count >= rows.length) return rows;
  const random = new Random(seed);
  const sample = new Int32Array(count);
  // Knuth's selection: the next row is taken with the share of the rows still wanted among those still to come.
  let taken = 0;
  for (let index = 0; taken < count; index++) {
    if (random.next() * (rows.length - index) < count - taken) sample[taken++] = rows[index] ?? 0;
  }
  return sample;
}
