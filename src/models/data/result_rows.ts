/**
 * Rows of results, of whatever table, as games that are over.
 *
 * @module
 */
import { standardCode } from "../../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { easternDate, readDate } from "../../lib/new_york.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { GameResult } from "../ratings/result.ts";
import { firstRegularDay, nflSunday, nflWeeks, seasonOf } from "../ratings/season.ts";
import type { Sport } from "../situation/sport.ts";

/** What a table may call each column; the first one that it has counts. */
export const RESULT_COLUMNS = {
  id: ["game_id"],
  date: ["date", "game_date"],
  season: ["season"],
  home: ["home", "home_team"],
  away: ["away", "away_team"],
  homeScore: ["home_score", "final_home"],
  awayScore: ["away_score", "final_away"],
  /** `125 - 124`, the home team first: as schedules have it. */
  result: ["result"],
  /** Below 0 the home team was favoured. */
  line: ["home_line_close"],
} as const;

/** One value by what it is, as text; an empty text is none. */
export type ResultRow = { readonly [column in keyof typeof RESULT_COLUMNS]?: string };

/** What a row is: a game; or none, and why. */
export type ReadRow =
  | { readonly kind: "game"; readonly game: GameResult }
  | { readonly kind: "unplayed" | "preseason" };

/** Which team a name or code means, by its code; `undefined` where none or more than one. */
export type TeamOf = (name: string) => string | undefined;

/** nflverse's: season, week, away, home. */
const NFL_ID = /^(\d{4})_(\d{2})_([A-Z]{2,3})_([A-Z]{2,3})$/;
const SCORE = /^(\d{1,3}) ?[-–] ?(\d{1,3})$/;
const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})$/;
const DAY_MONTH = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2})$/;
const MOST_POINTS = 300;

/**
 * Reads a row. A date with a time is UTC and becomes the date in New York; `05/11/2025 00:30` has the day first. A closing line
 * without a date has the week in its id, and gets that week's Sunday.
 *
 * @returns a refusal that is the end of a sentence
 */
export function readResultRow(sport: Sport, row: ResultRow, teamOf: TeamOf): Result<ReadRow> {
  const [, year, week, idAway, idHome] = NFL_ID.exec(sport === "nfl" ? row.id ?? "" : "") ?? [];
  const teams: string[] = [];
  for (const [what, name] of [["home", row.home ?? idHome], ["away", row.away ?? idAway]] as const) {
    if (name === undefined || name === "") return wrong(`expected a ${what} team, was nothing`);
    const code = teamOf(name);
    if (code === undefined) return wrong(`"${safeText(name, 60)}" is no one team of the ${sport}`);
    teams.push(standardCode(sport, code));
  }
  const [home = "", away = ""] = teams;
  if (home === away) return wrong(`${home} plays itself`);
  const when = dateOf(row.date) ??
    (row.date === undefined && year !== undefined && week !== undefined
      ? sundayOf(Number(year), Number(week))
      : undefined);
  if (when === undefined) {
    return wrong(`expected a date such as 2026-11-22, was "${safeText(row.date ?? row.id ?? "", 40)}"`);
  }
  const season = seasonGiven(row.season ?? year);
  if (season === null) {
    return wrong(`expected a season such as 2025, was "${safeText(row.season ?? "", 40)}"`);
  }
  const own = season ?? seasonOf(sport, when);
  if (!isOfSeason(sport, when, own)) {
    return wrong(`${when} is in season ${seasonOf(sport, when)}, the row says ${own}`);
  }
  const score = scoreOf(row);
  if (!score.ok) return score;
  if (sport === "nba" && score.value !== undefined && score.value.home === score.value.away) {
    return wrong(`no NBA game ends ${score.value.home} – ${score.value.away}`);
  }
  const line = row.line === undefined || row.line === "" ? undefined : 0 - Number(row.line);
  if (line !== undefined && !(Math.abs(line) <= 100)) {
    return wrong(`expected points of a line, was "${safeText(row.line ?? "", 40)}"`);
  }
  // An NBA rating is moved by results alone, and where only a line is known nothing tells whether the game is over.
  if (score.value === undefined && (line === undefined || sport === "nba")) {
    return succeed({ kind: "unplayed" });
  }
  // Where nobody says which season a game is of, one before the first regular day may be a preseason's.
  if (season === undefined && when < firstRegularDay(sport, own)) return succeed({ kind: "preseason" });
  const game = {
    ...(row.id === undefined || row.id === "" ? {} : { id: safeText(row.id, 60) }),
    season: own,
    date: when,
    home,
    away,
    ...(score.value === undefined ? {} : { score: score.value }),
    ...(line === undefined ? {} : { line }),
  };
  return succeed({ kind: "game", game });
}

function wrong(why: string) {
  return refuse("bad_results", why);
}

function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (readDate(text) !== undefined) return text;
  const compact = COMPACT_DATE.exec(text);
  if (compact !== null) return readDate(compact.slice(1).join("-"));
  const [, day, month, year, hour, minute] = DAY_MONTH.exec(text) ?? [];
  const iso = day === undefined ? text : `${year}-${month}-${day}T${hour}:${minute}:00Z`;
  if (readDate(iso.slice(0, 10)) === undefined || !/^.{10}T\d{2}:\d{2}(:\d{2})?(\.\d+)?Z$/.test(iso)) {
    return undefined;
  }
  const at = Date.parse(iso);
  return Number.isNaN(at) ? undefined : easternDate(at);
}

function sundayOf(season: number, week: number): string | undefined {
  return season >= 1978 && season <= 2100 && week >= 1 && week <= nflWeeks(season)
    ? nflSunday(season, week)
    : undefined;
}

/** The NBA's 2019-20 alone was played to its end in the following autumn. */
function isOfSeason(sport: Sport, date: string, season: number): boolean {
  return season === seasonOf(sport, date) ||
    (sport === "nba" && season === 2020 && date > "2020-07-29" && date < "2020-10-12");
}

/** `null` where it is none. */
function seasonGiven(text: string | undefined): number | undefined | null {
  if (text === undefined || text === "") return undefined;
  return /^(19|20)\d{2}$/.test(text) ? Number(text) : null;
}

function scoreOf(
  { homeScore = "", awayScore = "", result = "" }: ResultRow,
): Result<{ readonly home: number; readonly away: number } | undefined> {
  const [, first, second] = SCORE.exec(result.trim()) ?? [];
  const [home, away] = result.trim() === "" ? [homeScore, awayScore] : [first ?? result, second ?? result];
  if (home === "" && away === "") return succeed(undefined);
  const points = [home, away].map((text) => /^\d{1,3}(\.0)?$/.test(text) ? Number(text) : NaN);
  const [forHome = NaN, forAway = NaN] = points;
  if (!(forHome <= MOST_POINTS && forAway <= MOST_POINTS)) {
    return wrong(`expected final points of both teams, was "${safeText(`${home} ${away}`, 40)}"`);
  }
  return succeed({ home: forHome, away: forAway });
}
