/**
 * NBA play-by-plays from files.
 *
 * Needed columns: `game_id, season, date, playoffs, period, clock_s` (seconds left of the period)`, actionNumber,
 * actionType, shotResult, team, home_team, away_team, scoreHome, scoreAway` (after the action)`, final_home, final_away`.
 *
 * @module
 */
import {
  ballAfter,
  type BallSide,
  type BasketballPlay,
  basketballPlay,
} from "../../core/game/basketball_possession.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { Columns, type ColumnSpec } from "./columns.ts";
import { badCell } from "./file_fault.ts";
import { distinctRows, grown, rowsByGame } from "./growing.ts";
import { NbaRows } from "./nba_rows.ts";
import type { PlayTable, TableGame } from "./play_table.ts";
import { readFile } from "./read_file.ts";
import { tableGame, TableGames } from "./table_games.ts";

const SPECS = [
  { name: "game_id", kind: "text" },
  { name: "season", kind: "whole" },
  { name: "date", kind: "text" },
  { name: "playoffs", kind: "whole" },
  { name: "period", kind: "whole" },
  { name: "clock_s", kind: "number" },
  { name: "actionNumber", kind: "whole" },
  { name: "actionType", kind: "text" },
  { name: "shotResult", kind: "text" },
  { name: "team", kind: "text", words: "teams" },
  { name: "home_team", kind: "text", words: "teams" },
  { name: "away_team", kind: "text", words: "teams" },
  { name: "scoreHome", kind: "whole" },
  { name: "scoreAway", kind: "whole" },
  { name: "final_home", kind: "whole" },
  { name: "final_away", kind: "whole" },
] as const satisfies readonly ColumnSpec[];

type Name = typeof SPECS[number]["name"];

/** No row that is used may be empty in these. */
const NEEDED = SPECS.map(({ name }): Name => name).filter((name) => name !== "shotResult" && name !== "team");

/** Their rows carry scores of before. */
const STALE = new Set(["block", "steal"]);

const PLAYS: readonly BasketballPlay[] = ["other", "made", "missed", "rebound", "turnover", "foul"];

/** What a number may be, both ends included. */
const RANGES: readonly (readonly [Name, number, number])[] = [
  ["playoffs", 0, 1],
  ["period", 1, 20],
  ["scoreHome", 0, 300],
  ["scoreAway", 0, 300],
  ["final_home", 0, 300],
  ["final_away", 0, 300],
];
const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO.nba.regulation;

/** Rows of all files, as they come; what is left out is known when all are there. */
class NbaReader {
  readonly #columns = new Columns(SPECS);
  readonly #games = new TableGames();
  #rows = 0;
  #otherKinds = 0;
  #game = new Int32Array(0);
  #period = new Uint8Array(0);
  #clock = new Float32Array(0);
  #action = new Int32Array(0);
  /** Number of the word of `actionType`. */
  #kind = new Int32Array(0);
  /** Index in `PLAYS`. */
  #play = new Uint8Array(0);
  /** Who acted: 1 home, −1 away, 0 nobody. */
  #by = new Int8Array(0);
  #home = new Int16Array(0);
  #away = new Int16Array(0);

  /** Adds a file's rows; refused as `readFile` refuses. */
  async add(path: string): Promise<Result<number>> {
    return await readFile(path, this.#columns, (start, rows) => this.#takeBlock(start, rows));
  }

  /** All rows, game by game: each row once, no ties, scores that never fall, and who has the ball. */
  table(): PlayTable {
    const { known } = this.#games;
    const { order, starts } = rowsByGame(this.#game, this.#rows, known.length);
    const compared = [
      this.#period,
      this.#clock,
      this.#action,
      this.#kind,
      this.#play,
      this.#by,
      this.#home,
      this.#away,
    ];
    const teams = this.#columns.get("team").words.list;
    const dates = this.#columns.get("date").words.list;
    const mended = { duplicates: 0, otherKinds: this.#otherKinds, scoresRaised: 0, ties: 0, rowsOfTies: 0 };
    const rows = new NbaRows(this.#rows);
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
      mended.scoresRaised += this.#addGame(rows, games.length, kept);
      games.push(tableGame(facts, teams, dates));
    }
    return rows.table(games, mended);
  }

  /** @returns how many rows had a score below an earlier one */
  #addGame(rows: NbaRows, game: number, kept: Int32Array): number {
    let raised = 0;
    let home = 0;
    let away = 0;
    let ball: BallSide = 0;
    for (const row of kept) {
      const homeNow = this.#home[row] ?? 0;
      const awayNow = this.#away[row] ?? 0;
      if (homeNow < home || awayNow < away) raised++;
      home = Math.max(home, homeNow);
      away = Math.max(away, awayNow);
      const by = this.#by[row] ?? 0;
      ball = ballAfter(PLAYS[this.#play[row] ?? 0] ?? "other", by === 0 ? 0 : by > 0 ? 1 : -1, ball);
      rows.add(game, this.#period[row] ?? 0, this.#clock[row] ?? 0, home - away, ball);
    }
    return raised;
  }

  #grow(rows: number): void {
    this.#game = grown(this.#game, rows);
    this.#period = grown(this.#period, rows);
    this.#clock = grown(this.#clock, rows);
    this.#action = grown(this.#action, rows);
    this.#kind = grown(this.#kind, rows);
    this.#play = grown(this.#play, rows);
    this.#by = grown(this.#by, rows);
    this.#home = grown(this.#home, rows);
    this.#away = grown(this.#away, rows);
  }

  #takeBlock(start: number, rows: number): void {
    const columns = this.#columns;
    const cells = (name: Name) => columns.get(name).values;
    const [ids, seasons, dates, playoffs] = [
      cells("game_id"),
      cells("season"),
      cells("date"),
      cells("playoffs"),
    ];
    const [periodOf, clocks, actions] = [cells("period"), cells("clock_s"), cells("actionNumber")];
    const [kinds, results, teams] = [cells("actionType"), cells("shotResult"), cells("team")];
    const [homes, aways] = [cells("home_team"), cells("away_team")];
    const [homeScores, awayScores] = [cells("scoreHome"), cells("scoreAway")];
    const [homeFinals, awayFinals] = [cells("final_home"), cells("final_away")];
    const idWords = columns.get("game_id").words.list;
    const kindWords = columns.get("actionType").words.list;
    const isStale = kindWords.map((word) => STALE.has(word.toLowerCase()));
    const madePlay = kindWords.map((word) => PLAYS.indexOf(basketballPlay(word, true)));
    const missedPlay = kindWords.map((word) => PLAYS.indexOf(basketballPlay(word, false)));
    const made = columns.get("shotResult").words.codeOf("Made");
    const used = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) used[row] = isStale[kinds[row] ?? -1] === true ? 0 : 1;
    columns.refuseEmpty(NEEDED, used, start, rows);
    for (const [name, low, high] of RANGES) columns.refuseOutside(name, low, high, used, start, rows);
    const facts = { season: 0, date: 0, playoffs: 0, home: 0, away: 0, homeScore: 0, awayScore: 0 };
    this.#grow(this.#rows + rows);
    for (let row = 0; row < rows; row++) {
      if (used[row] === 0) {
        this.#otherKinds++;
        continue;
      }
      facts.season = seasons[row] ?? 0;
      facts.date = dates[row] ?? 0;
      facts.playoffs = playoffs[row] ?? 0;
      facts.home = homes[row] ?? 0;
      facts.away = aways[row] ?? 0;
      facts.homeScore = homeFinals[row] ?? 0;
      facts.awayScore = awayFinals[row] ?? 0;
      const period = periodOf[row] ?? 0;
      const clock = clocks[row] ?? 0;
      const home = homeScores[row] ?? 0;
      const away = awayScores[row] ?? 0;
      checkClock(start + row, period, clock);
      const id = ids[row] ?? 0;
      const at = this.#rows++;
      this.#game[at] = this.#games.indexOf(id, facts, () => nbaGameId(idWords[id] ?? ""), NaN, start + row);
      this.#period[at] = period;
      this.#clock[at] = clock;
      this.#action[at] = actions[row] ?? 0;
      const kind = kinds[row] ?? 0;
      this.#kind[at] = kind;
      this.#play[at] = (results[row] === made ? madePlay[kind] : missedPlay[kind]) ?? 0;
      this.#by[at] = teams[row] === facts.home ? 1 : teams[row] === facts.away ? -1 : 0;
      this.#home[at] = home;
      this.#away[at] = away;
    }
  }
}

/** The clock's range depends on the period. */
function checkClock(row: number, period: number, clock: number): void {
  const longest = period > periods ? overtimeSeconds : periodSeconds;
  if (clock < 0 || clock > longest) {
    throw badCell(row, "clock_s", `0 to ${longest} in period ${period}`, String(clock));
  }
}

/** The league's id of a game: files that keep it as a number lose its leading zeros. */
export function nbaGameId(id: string): string {
  return /^\d{1,10}$/.test(id) ? id.padStart(10, "0") : id;
}

/**
 * Reads NBA play-by-plays from Parquet or CSV files into one table, without pregame numbers.
 *
 * @returns refused with the first file that cannot be used, and why
 */
export async function loadNba(files: readonly string[]): Promise<Result<PlayTable>> {
  const reader = new NbaReader();
  for (const file of files) {
    const added = await reader.add(file);
    if (!added.ok) return added;
  }
  const table = reader.table();
  return table.rows === 0 ? refuse("no_plays", "No plays of decided games in the data") : succeed(table);
}
