/**
 * The games of a table as its rows name them: each row says all of its game again, and all rows must say the same.
 *
 * @module
 */
import { badCell, FileFault } from "./file_fault.ts";
import type { PlayTable, TableGame } from "./play_table.ts";

/** What every row says of its game; words as their numbers, cheap to compare. */
export interface GameFacts {
  readonly season: number;
  readonly date: number;
  readonly playoffs: number;
  readonly home: number;
  readonly away: number;
  readonly homeScore: number;
  readonly awayScore: number;
}

/** The facts of a game, under its id. */
export interface KnownGame extends GameFacts {
  readonly id: string;
  readonly closingLogit: number;
}

const FACTS: readonly (keyof GameFacts)[] = [
  "season",
  "date",
  "playoffs",
  "home",
  "away",
  "homeScore",
  "awayScore",
];

/** No season is outside. */
const SEASONS = { first: 1900, last: 2200 } as const;

/** The games in the order in which they are met. */
export class TableGames {
  readonly known: KnownGame[] = [];
  readonly #indices: (number | undefined)[] = [];

  /**
   * The index of a row's game.
   *
   * @param code of its id
   * @param facts the same object may come again: it is copied
   * @throws {FileFault} where an earlier row said something else, or the season cannot be
   */
  indexOf(code: number, facts: GameFacts, idOf: () => string, closingLogit: number, row: number): number {
    const index = this.#indices[code];
    const known = index === undefined ? undefined : this.known[index];
    if (index !== undefined && known !== undefined) {
      for (const fact of FACTS) {
        if (known[fact] === facts[fact]) continue;
        throw new FileFault("bad_value", `row ${row + 1}: game ${known.id} has another ${fact} than before`);
      }
      return index;
    }
    const { season } = facts;
    if (season < SEASONS.first || season > SEASONS.last) {
      throw badCell(row, "season", "a year", String(season));
    }
    this.known.push({ ...facts, id: idOf(), closingLogit });
    this.#indices[code] = this.known.length - 1;
    return this.known.length - 1;
  }
}

/** A game with its words. */
export function tableGame(game: KnownGame, teams: readonly string[], dates: readonly string[]): TableGame {
  const { id, season, playoffs, homeScore, awayScore, closingLogit } = game;
  return {
    id,
    season,
    date: isoDate(dates[game.date] ?? ""),
    playoffs: playoffs === 1,
    home: teams[game.home] ?? "",
    away: teams[game.away] ?? "",
    homeScore,
    awayScore,
    homeWin: homeScore > awayScore,
    closingLogit,
  };
}

/** What every row has of its game: the season, and whether home won. */
export function seasonsAndLabels(
  games: readonly TableGame[],
  gameOf: Int32Array,
): Pick<PlayTable, "seasons" | "label"> {
  const seasons = new Int16Array(gameOf.length);
  const label = new Uint8Array(gameOf.length);
  for (let row = 0; row < gameOf.length; row++) {
    const game = games[gameOf[row] ?? -1];
    seasons[row] = game?.season ?? 0;
    label[row] = game?.homeWin === true ? 1 : 0;
  }
  return { seasons, label };
}

/** `20201222` and `2020-12-22` are one date. */
function isoDate(date: string): string {
  return date.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3").slice(0, 10);
}
