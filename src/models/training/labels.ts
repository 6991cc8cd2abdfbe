/**
 * Who won, from the view of each row: home in the NBA, the team with the ball in the NFL.
 *
 * @module
 */
import type { PlayTable } from "../data/play_table.ts";
import type { Rows } from "../data/split.ts";
import type { Sport } from "../situation/sport.ts";
import { newSituation, type Situation } from "../situation/situation.ts";

/** Whether a moment is looked at from the home team. */
export function homeView(situation: Situation): boolean {
  return situation.sport === "nba" || situation.ballHome;
}

/** 1 where the team of a row's view won, else 0. */
export function readLabels(table: PlayTable, rows: Rows): Float32Array {
  return readByView(table, rows, (row) => table.label[row] ?? NaN);
}

/** A chance of the home team, by row, as that of the row's view. */
export function readByView(table: PlayTable, rows: Rows, ofHome: (row: number) => number): Float32Array {
  const situation = newSituation(table.sport);
  const chances = new Float32Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0;
    table.situation(row, situation);
    const home = ofHome(row);
    chances[index] = homeView(situation) ? home : 1 - home;
  }
  return chances;
}

/**
 * Whether rows are taken with their mirrors (home and away exchanged). In the NFL a row is seen from the ball, and so is its
 * mirror: it would be the same row again.
 */
export function hasMirror(sport: Sport): boolean {
  return sport === "nba";
}

/** Labels of rows, and after them those of their mirrors. */
export function withMirrored(labels: Float32Array): Float32Array {
  const both = new Float32Array(2 * labels.length);
  both.set(labels);
  both.set(labels.map((label) => 1 - label), labels.length);
  return both;
}
