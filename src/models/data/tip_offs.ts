/**
 * When games were to begin, out of schedules: CSV files with the columns `Date`, `Home Team` and `Away Team`.
 *
 * @module
 */
import { standardCode } from "../../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { easternDate, readDate } from "../../lib/new_york.ts";
import type { Sport } from "../situation/sport.ts";
import { Columns } from "./columns.ts";
import { badCell, FileFault } from "./file_fault.ts";
import { readFile } from "./read_file.ts";
import type { TeamOf } from "./result_rows.ts";

/** Scheduled starts, Unix milliseconds, by {@linkcode gameKey}. */
export type TipOffs = ReadonlyMap<string, number>;

const DATE = "Date";
const TEAMS = ["Home Team", "Away Team"] as const;

/** `21/10/2025 23:30`, the day first. */
const DAY_MONTH = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2})$/;
const ISO = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2})?Z$/;

/** A game by its US date and its teams' codes, whichever codes of them a source uses. */
export function gameKey(sport: Sport, date: string, home: string, away: string): string {
  return `${date} ${standardCode(sport, away)} at ${standardCode(sport, home)}`;
}

/**
 * Reads schedules; times are UTC, as `21/10/2025 23:30` or `2025-10-21T23:30Z`. No time is guessed of a date alone.
 *
 * @param teamOf the code of a team by its name or code
 * @returns refused as `readFile` says; `bad_value` also for a team that is none, and `schedules_differ` where a game has two
 * starts
 */
export async function readTipOffs(
  paths: readonly string[],
  sport: Sport,
  teamOf: TeamOf,
): Promise<Result<TipOffs>> {
  const columns = new Columns([DATE, ...TEAMS].map((name) => ({ name, kind: "text" })));
  const text = (name: string, row: number) => {
    const { values, words } = columns.get(name);
    return words.list[values[row] ?? -1] ?? "";
  };
  const found = new Map<string, number>();
  for (const path of paths) {
    const read = await readFile(path, columns, (start, rows) => {
      for (let row = 0; row < rows; row++) {
        const [home, away] = TEAMS.map((name) => {
          const code = teamOf(text(name, row));
          if (code === undefined) throw badCell(start + row, name, `a team of the ${sport}`, text(name, row));
          return code;
        });
        const at = startOf(text(DATE, row));
        if (at === undefined) {
          throw badCell(start + row, DATE, "a time in UTC such as 21/10/2025 23:30", text(DATE, row));
        }
        if (home === undefined || away === undefined) continue;
        const key = gameKey(sport, easternDate(at), home, away);
        const before = found.get(key) ?? at;
        if (before !== at) {
          throw new FileFault("schedules_differ", `row ${start + row + 1}: ${key} has another start before`);
        }
        found.set(key, at);
      }
    });
    if (!read.ok) return refuse(read.reason.code, read.reason.message);
  }
  return succeed(found);
}

function startOf(text: string): number | undefined {
  const [, day, month, year, hour, minute] = DAY_MONTH.exec(text) ?? [];
  const iso = day === undefined ? text : `${year}-${month}-${day}T${hour}:${minute}Z`;
  if (readDate(ISO.exec(iso)?.[1] ?? "") === undefined) return undefined;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? undefined : at;
}
