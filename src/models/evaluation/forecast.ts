/**
 * What models say about the rows of a table: the same rows for all, so that they can be compared.
 *
 * @module
 */
import type { PlayTable } from "../data/play_table.ts";
import type { Model } from "../format/model.ts";
import type { Situation } from "../situation/situation.ts";
import { newSituation } from "../situation/situation.ts";
import type { CardRows } from "./card/make_card.ts";

/** Which rows of a table are judged. */
export interface Wanted {
  readonly seasons: readonly number[];
  /** Regular season alone. */
  readonly regular: boolean;
}

/** A model, and a table with the pregame numbers that it is asked with. */
export interface Question {
  readonly model: Pick<Model, "probability" | "estimate">;
  readonly table: PlayTable;
}

/** Answers about the same rows. */
export interface Forecasts {
  /** The rows that all questions have an answer to; games are numbered anew, those without a row left out. */
  readonly rows: CardRows;
  /** Their numbers in the table. */
  readonly places: Int32Array;
  /** The home team's chances, for each question in order. */
  readonly chances: readonly Float64Array[];
  /** Rows without an answer to some question, and why the first of them has none. */
  readonly leftOut: { readonly rows: number; readonly why: string } | undefined;
}

/** Numbers of the rows that are wanted, in order. */
export function wantedRows({ rows, seasons, games, gameOf }: PlayTable, wanted: Wanted): Int32Array {
  const places = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (!wanted.seasons.includes(seasons[row] ?? 0)) continue;
    if (wanted.regular && games[gameOf[row] ?? -1]?.playoffs === true) continue;
    places[count++] = row;
  }
  return places.subarray(0, count);
}

/**
 * Asks about rows.
 *
 * @param table gives the outcomes; the questions' tables have the same rows
 */
export function forecast(
  table: PlayTable,
  places: Int32Array,
  questions: readonly [Question, ...Question[]],
): Forecasts {
  const moment = newSituation(table.sport);
  const all = questions.map((question) => answers(question, places, moment));
  const kept: number[] = [];
  let why: string | undefined;
  for (let index = 0; index < places.length; index++) {
    const missing = all.findIndex((chances) => Number.isNaN(chances[index]));
    if (missing < 0) kept.push(index);
    else why ??= reasonOf(questions[missing] ?? questions[0], places[index] ?? 0, moment);
  }
  const leftOut = places.length - kept.length;
  const chosen = Int32Array.from(kept, (index) => places[index] ?? 0);
  return {
    rows: cardRows(table, chosen),
    places: chosen,
    chances: all.map((chances) => Float64Array.from(kept, (index) => chances[index] ?? NaN)),
    leftOut: leftOut === 0 ? undefined : { rows: leftOut, why: why ?? "" },
  };
}

function answers({ model, table }: Question, places: Int32Array, moment: Situation): Float64Array {
  const chances = new Float64Array(places.length);
  for (let index = 0; index < places.length; index++) {
    table.situation(places[index] ?? 0, moment);
    chances[index] = model.probability(moment, table.source);
  }
  return chances;
}

function reasonOf({ model, table }: Question, row: number, moment: Situation): string {
  table.situation(row, moment);
  const asked = model.estimate(moment, table.source);
  return asked.ok ? "" : asked.reason.message;
}

/** Rows of a table to be judged; games are numbered anew, in the order of their first rows. */
export function cardRows(table: PlayTable, places: Int32Array): CardRows {
  const moment = newSituation(table.sport);
  const numberOf = new Map<number, number>();
  const rows = {
    homeWon: new Uint8Array(places.length),
    gameOf: new Int32Array(places.length),
    seasons: new Int16Array(places.length),
    left: new Float64Array(places.length),
    overtime: new Uint8Array(places.length),
  };
  for (let index = 0; index < places.length; index++) {
    const row = places[index] ?? 0;
    const game = table.gameOf[row] ?? 0;
    const number = numberOf.get(game) ?? numberOf.size;
    if (number === numberOf.size) numberOf.set(game, number);
    table.situation(row, moment);
    rows.homeWon[index] = table.label[row] ?? 0;
    rows.gameOf[index] = number;
    rows.seasons[index] = table.seasons[row] ?? 0;
    rows.left[index] = moment.left;
    rows.overtime[index] = moment.overtime ? 1 : 0;
  }
  return { ...rows, games: numberOf.size };
}
