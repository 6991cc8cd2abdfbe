/**
 * Files of results: CSV and Parquet tables with a row a game, a row a play, or a closing line a game.
 *
 * @module
 */
import { standardCode } from "../../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import { parseCsv } from "../../lib/rows.ts";
import { safeText } from "../../lib/safe_text.ts";
import { type GameResult, joinResults } from "../ratings/result.ts";
import type { Sport } from "../situation/sport.ts";
import { openParquet } from "./parquet_file.ts";
import { readResultRow, RESULT_COLUMNS, type ResultRow, type TeamOf } from "./result_rows.ts";

/** A longer CSV file holds no results. */
const LONGEST_CSV_BYTES = 64_000_000;

/** Games that files hold. */
export interface ReadResults {
  /** By date, each once: what two files say of a game is joined. */
  readonly games: readonly GameResult[];
  /** Rows without a result: games to come. */
  readonly unplayed: number;
  /** Games before the first regular day of their season, where no column says which season they are of. */
  readonly preseason: number;
}

/** Options of {@linkcode readResults}. */
export interface ReadOptions {
  /** Which team a name means. @default codes as the leagues' table joins them */
  readonly teamOf?: TeamOf;
  /** Called before each file. */
  readonly onFile?: (path: string, index: number) => void;
}

/**
 * Reads games out of files. Of plays, whose rows repeat the final score, each game comes once.
 *
 * @returns refused (`bad_results`) with the file and the row at the first one that is not understood, and (`results_differ`)
 * where two files contradict each other
 */
export async function readResults(
  paths: readonly string[],
  sport: Sport,
  { teamOf = codeAlone(sport), onFile }: ReadOptions = {},
): Promise<Result<ReadResults>> {
  const games: GameResult[] = [];
  let [unplayed, preseason] = [0, 0];
  for (const [index, path] of paths.entries()) {
    onFile?.(path, index);
    const cannot = `Cannot use results "${safeText(path, 200)}"`;
    const rows = await readRows(path);
    if (!rows.ok) return refuse("bad_results", `${cannot}: ${rows.reason.message}`);
    const seen = new Set<string>();
    for (const [row, values] of rows.value.entries()) {
      const key = Object.values(values).join("\n");
      if (seen.has(key)) continue;
      seen.add(key);
      const read = readResultRow(sport, values, teamOf);
      if (!read.ok) return refuse("bad_results", `${cannot}, row ${row + 1}: ${read.reason.message}`);
      if (read.value.kind === "game") games.push(read.value.game);
      else if (read.value.kind === "unplayed") unplayed++;
      else preseason++;
    }
    if (rows.value.length === 0) return refuse("bad_results", `${cannot}: it has no rows`);
  }
  const joined = joinResults(games);
  return joined.ok ? succeed({ games: joined.value, unplayed, preseason }) : joined;
}

/** Without a table of teams a code is what it is. */
function codeAlone(sport: Sport): TeamOf {
  return (name) => /^[A-Za-z][A-Za-z0-9]{1,4}$/.test(name) ? standardCode(sport, name) : undefined;
}

/** The rows of a file, each with the columns of a result. */
async function readRows(path: string): Promise<Result<readonly ResultRow[]>> {
  try {
    if (path.toLowerCase().endsWith(".parquet")) return await readParquet(path);
    const { size } = await Deno.stat(path);
    if (size > LONGEST_CSV_BYTES) {
      return refuse("bad_results", `expected at most ${LONGEST_CSV_BYTES} bytes, were ${size}`);
    }
    const rows = parseCsv((await Deno.readTextFile(path)).replace(/^\uFEFF/, ""));
    const columns = columnsOf(Object.keys(rows[0] ?? {}));
    return columns.ok ? succeed(rows.map((row) => pick(columns.value, (name) => row[name]))) : columns;
  } catch (error) {
    return refuse("bad_results", safeText(describeError(error), 200));
  }
}

async function readParquet(path: string): Promise<Result<readonly ResultRow[]>> {
  const opened = await openParquet(path);
  if (!opened.ok) return opened;
  using file = opened.value;
  const chosen = columnsOf(file.columns);
  if (!chosen.ok) return chosen;
  const rows: ResultRow[] = [];
  const before: unknown[] = [];
  for await (const columns of file.groups([...new Set(Object.values(chosen.value))])) {
    const all = [...columns.values()];
    for (let row = 0; row < (all[0]?.length ?? 0); row++) {
      // Plays repeat what is known of their game, millions of times.
      if (before.length > 0 && all.every((column, index) => column[row] === before[index])) continue;
      for (const [index, column] of all.entries()) before[index] = column[row];
      rows.push(pick(chosen.value, (name) => textOf(columns.get(name)?.[row])));
    }
  }
  return succeed(rows);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString() : String(value);
}

type Columns = { readonly [column in keyof ResultRow]?: string };

/** Which column of a table is which of a result. */
function columnsOf(names: readonly string[]): Result<Columns> {
  const byForm = new Map(
    names.toReversed().map((name) => [name.trim().toLowerCase().replaceAll(" ", "_"), name]),
  );
  const columns = Object.fromEntries(
    Object.entries(RESULT_COLUMNS).flatMap(([column, called]) => {
      const name = called.map((each) => byForm.get(each)).find((each) => each !== undefined);
      return name === undefined ? [] : [[column, name]];
    }),
  );
  const has = (...needed: readonly (keyof ResultRow)[]) => needed.every((column) => column in columns);
  const namesGame = has("date", "home", "away") || has("id");
  if (namesGame && (has("homeScore", "awayScore") || has("result") || has("line"))) return succeed(columns);
  return refuse(
    "bad_results",
    "expected the columns date, home, away, home_score and away_score, was " +
      `"${safeText(names.join(", "), 200)}"`,
  );
}

function pick(columns: Columns, value: (name: string) => string | undefined): ResultRow {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([column, name]) => {
      const text = value(name);
      return text === undefined ? [] : [[column, text]];
    }),
  );
}
