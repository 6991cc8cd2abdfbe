/**
 * NFL plays from files in nflfastR's columns: what it publishes, or the part of it that is needed.
 *
 * Needed columns: `game_id, season, game_date, home_team, away_team, posteam, posteam_score, defteam_score` (before the
 * play)`, qtr, quarter_seconds_remaining, yardline_100, down, ydstogo, posteam_timeouts_remaining,
 * defteam_timeouts_remaining, play_type, home_score, away_score` (final). Used where they are there: `week, wp,
 * home_implied_win_probability_close`.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { NFL_TIMEOUTS } from "../situation/nfl.ts";
import { HIGHEST_PREGAME_LOGIT, logitOf } from "../situation/pregame.ts";
import { Columns, type ColumnSpec, NO_WHOLE } from "./columns.ts";
import { badCell } from "./file_fault.ts";
import { distinctRows, grown, rowsByGame } from "./growing.ts";
import { NflRows } from "./nfl_rows.ts";
import type { PlayTable, TableGame } from "./play_table.ts";
import { readFile } from "./read_file.ts";
import { tableGame, TableGames } from "./table_games.ts";

const SPECS = [
  { name: "game_id", kind: "text" },
  { name: "season", kind: "whole" },
  { name: "game_date", kind: "text" },
  { name: "home_team", kind: "text", words: "teams" },
  { name: "away_team", kind: "text", words: "teams" },
  { name: "posteam", kind: "text", words: "teams" },
  { name: "posteam_score", kind: "whole" },
  { name: "defteam_score", kind: "whole" },
  { name: "qtr", kind: "whole" },
  { name: "quarter_seconds_remaining", kind: "whole" },
  { name: "yardline_100", kind: "whole" },
  { name: "down", kind: "whole" },
  { name: "ydstogo", kind: "whole" },
  { name: "posteam_timeouts_remaining", kind: "whole" },
  { name: "defteam_timeouts_remaining", kind: "whole" },
  { name: "play_type", kind: "text" },
  { name: "home_score", kind: "whole" },
  { name: "away_score", kind: "whole" },
  { name: "week", kind: "whole", optional: true },
  { name: "wp", kind: "number", optional: true },
  { name: "home_implied_win_probability_close", kind: "number", optional: true },
] as const satisfies readonly ColumnSpec[];

type Name = typeof SPECS[number]["name"];

/** May be empty in a row that is used. */
const MAY_BE_EMPTY: readonly Name[] = [
  "down",
  "posteam_timeouts_remaining",
  "defteam_timeouts_remaining",
  "week",
  "wp",
  "home_implied_win_probability_close",
];

const NEEDED = SPECS.map(({ name }): Name => name).filter((name) => !MAY_BE_EMPTY.includes(name));

/** Plays from scrimmage; kneel-downs, spikes, kick-offs, tries for one and plays that did not count are none. */
const USED = new Set(["pass", "run", "punt", "field_goal"]);

/** What a number may be, both ends included. */
const RANGES: readonly (readonly [Name, number, number])[] = [
  ["posteam_score", 0, 100],
  ["defteam_score", 0, 100],
  ["home_score", 0, 100],
  ["away_score", 0, 100],
  ["qtr", 1, 10],
  ["quarter_seconds_remaining", 0, 900],
  ["yardline_100", 1, 99],
  ["ydstogo", 0, 99],
];

/** Rows of all files, as they come; what is left out is known when all are there. */
class NflReader {
  readonly #columns = new Columns(SPECS);
  readonly #games = new TableGames();
  #rows = 0;
  #otherKinds = 0;
  #game = new Int32Array(0);
  #quarter = new Uint8Array(0);
  #clock = new Int16Array(0);
  /** 1 where home has the ball. */
  #ballHome = new Uint8Array(0);
  #diff = new Int16Array(0);
  /** Of both together: with `diff` it tells both. */
  #points = new Int16Array(0);
  #down = new Uint8Array(0);
  #toGo = new Uint8Array(0);
  #yards = new Uint8Array(0);
  /** −1 where it is not known. */
  #own = new Int8Array(0);
  #other = new Int8Array(0);
  #kind = new Int32Array(0);
  /** nflfastR's chance of the team with the ball. */
  #reference = new Float32Array(0);
  #hasReference = false;

  /** Adds a file's rows; refused as `readFile` refuses. */
  async add(path: string): Promise<Result<number>> {
    return await readFile(path, this.#columns, (start, rows) => this.#takeBlock(start, rows));
  }

  /** All rows, game by game: each row once, no ties, and who gets the second half's kick-off. */
  table(): PlayTable {
    const { known } = this.#games;
    const { order, starts } = rowsByGame(this.#game, this.#rows, known.length);
    const compared = [
      this.#quarter,
      this.#clock,
      this.#ballHome,
      this.#diff,
      this.#points,
      this.#down,
      this.#toGo,
      this.#yards,
      this.#own,
      this.#other,
      this.#kind,
      this.#reference,
    ];
    const teams = this.#columns.get("home_team").words.list;
    const dates = this.#columns.get("game_date").words.list;
    const mended = { duplicates: 0, otherKinds: this.#otherKinds, scoresRaised: 0, ties: 0, rowsOfTies: 0 };
    const rows = new NflRows(this.#rows);
    const games: TableGame[] = [];
    for (const [index, facts] of known.entries()) {
      const all = order.subarray(starts[index], starts[index + 1]);
      const kept = distinctRows(all, compared);
      mended.duplicates += all.length - kept.length;
      if (facts.homeScore === facts.awayScore) {
        mended.ties++;
        mended.rowsOfTies += kept.length;
        continue;
      }
      this.#addGame(rows, games.length, kept);
      games.push(tableGame(facts, teams, dates));
    }
    return rows.table(games, mended, this.#hasReference);
  }

  #addGame(rows: NflRows, game: number, kept: Int32Array): void {
    const firstKick = this.#firstReceiver(kept[0] ?? 0);
    for (const row of kept) {
      const isHome = this.#ballHome[row] === 1;
      const quarter = this.#quarter[row] ?? 0;
      rows.add({
        game,
        quarter,
        clock: this.#clock[row] ?? 0,
        ballHome: isHome,
        diff: this.#diff[row] ?? 0,
        down: this.#down[row] ?? 0,
        toGo: this.#toGo[row] ?? 0,
        yards: this.#yards[row] ?? 0,
        own: this.#own[row] ?? -1,
        other: this.#other[row] ?? -1,
        // Who did not receive the first kick-off gets the second half's.
        secondHalfKick: quarter > 2 || firstKick === undefined ? 0 : isHome === firstKick ? -1 : 1,
        reference: this.#reference[row] ?? NaN,
      });
    }
  }

  /** Whether home received the first kick-off; `undefined` where the game's first play does not tell. */
  #firstReceiver(first: number): boolean | undefined {
    const isTheStart = this.#quarter[first] === 1 && this.#points[first] === 0;
    return isTheStart ? this.#ballHome[first] === 1 : undefined;
  }

  #grow(rows: number): void {
    this.#game = grown(this.#game, rows);
    this.#quarter = grown(this.#quarter, rows);
    this.#clock = grown(this.#clock, rows);
    this.#ballHome = grown(this.#ballHome, rows);
    this.#diff = grown(this.#diff, rows);
    this.#points = grown(this.#points, rows);
    this.#down = grown(this.#down, rows);
    this.#toGo = grown(this.#toGo, rows);
    this.#yards = grown(this.#yards, rows);
    this.#own = grown(this.#own, rows);
    this.#other = grown(this.#other, rows);
    this.#kind = grown(this.#kind, rows);
    this.#reference = grown(this.#reference, rows);
  }

  #takeBlock(start: number, rows: number): void {
    const columns = this.#columns;
    const cells = (name: Name) => columns.get(name).values;
    const kinds = cells("play_type");
    const isUsed = columns.get("play_type").words.list.map((word) => USED.has(word));
    const used = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) used[row] = isUsed[kinds[row] ?? -1] === true ? 1 : 0;
    columns.refuseEmpty(NEEDED, used, start, rows);
    for (const [name, low, high] of RANGES) columns.refuseOutside(name, low, high, used, start, rows);
    const [ids, seasons, dates] = [cells("game_id"), cells("season"), cells("game_date")];
    const [homes, aways, balls] = [cells("home_team"), cells("away_team"), cells("posteam")];
    const [ownScores, otherScores] = [cells("posteam_score"), cells("defteam_score")];
    const [homeFinals, awayFinals] = [cells("home_score"), cells("away_score")];
    const [quarters, clocks] = [cells("qtr"), cells("quarter_seconds_remaining")];
    const [yards, downs, toGos] = [cells("yardline_100"), cells("down"), cells("ydstogo")];
    const [own, other] = [cells("posteam_timeouts_remaining"), cells("defteam_timeouts_remaining")];
    const [weeks, chances] = [cells("week"), cells("wp")];
    const closing = cells("home_implied_win_probability_close");
    const idWords = columns.get("game_id").words.list;
    const facts = { season: 0, date: 0, playoffs: 0, home: 0, away: 0, homeScore: 0, awayScore: 0 };
    this.#hasReference ||= columns.get("wp").isThere;
    this.#grow(this.#rows + rows);
    for (let row = 0; row < rows; row++) {
      if (used[row] === 0) {
        this.#otherKinds++;
        continue;
      }
      facts.season = seasons[row] ?? 0;
      facts.date = dates[row] ?? 0;
      facts.playoffs = isPlayoffs(facts.season, weeks[row] ?? NO_WHOLE) ? 1 : 0;
      facts.home = homes[row] ?? 0;
      facts.away = aways[row] ?? 0;
      facts.homeScore = homeFinals[row] ?? 0;
      facts.awayScore = awayFinals[row] ?? 0;
      const ball = balls[row] ?? -1;
      if (ball !== facts.home && ball !== facts.away) {
        throw badCell(
          start + row,
          "posteam",
          "the home or the away team",
          columns.get("posteam").words.list[ball] ?? "",
        );
      }
      const id = ids[row] ?? 0;
      const at = this.#rows++;
      const closingLogit = closingLogitOf(closing[row] ?? NaN);
      this.#game[at] = this.#games.indexOf(id, facts, () => idWords[id] ?? "", closingLogit, start + row);
      this.#quarter[at] = quarters[row] ?? 0;
      this.#clock[at] = clocks[row] ?? 0;
      this.#ballHome[at] = ball === facts.home ? 1 : 0;
      this.#diff[at] = (ownScores[row] ?? 0) - (otherScores[row] ?? 0);
      this.#points[at] = (ownScores[row] ?? 0) + (otherScores[row] ?? 0);
      // A try for two after a touchdown has no down, and no yards to go.
      const down = downs[row] ?? NO_WHOLE;
      this.#down[at] = down >= 1 && down <= 4 ? down : 1;
      this.#toGo[at] = toGos[row] ?? 0;
      this.#yards[at] = yards[row] ?? 0;
      this.#own[at] = timeouts(own[row]);
      this.#other[at] = timeouts(other[row]);
      this.#kind[at] = kinds[row] ?? 0;
      this.#reference[at] = chances[row] ?? NaN;
    }
  }
}

/** Since 2021 the regular season has a week more. */
function isPlayoffs(season: number, week: number): boolean {
  return week > (season >= 2021 ? 18 : 17);
}

function closingLogitOf(chance: number): number {
  const logit = logitOf(chance);
  return Math.abs(logit) <= HIGHEST_PREGAME_LOGIT ? logit : NaN;
}

function timeouts(left: number | undefined): number {
  return left !== undefined && left >= 0 && left <= NFL_TIMEOUTS ? left : -1;
}

/**
 * Reads NFL plays from Parquet or CSV files into one table, without pregame numbers.
 *
 * @returns refused with the first file that cannot be used, and why
 */
export async function loadNfl(files: readonly string[]): Promise<Result<PlayTable>> {
  const reader = new NflReader();
  for (const file of files) {
    const added = await reader.add(file);
    if (!added.ok) return added;
  }
  const table = reader.table();
  return table.rows === 0 ? refuse("no_plays", "No plays of decided games in the data") : succeed(table);
}
