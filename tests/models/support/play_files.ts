/**
 * Small files of plays, as Parquet and as CSV, in a folder that is gone after the test.
 *
 * @module
 */
import { parquetWriteBuffer } from "hyparquet-writer";

/** A row by column; `null` is an empty cell. */
export type PlayRow = Readonly<Record<string, string | number | boolean | null>>;

/** Runs with a folder of its own. */
export async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All columns that any row has, in the order in which they are met. */
function columnsOf(rows: readonly PlayRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** A CSV text as a spreadsheet writes it. */
export function csvOf(rows: readonly PlayRow[]): string {
  const columns = columnsOf(rows);
  const cell = (value: unknown) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((name) => row[name]))]
    .map((cells) => cells.map(cell).join(",") + "\n").join("");
}

/** The bytes of a Parquet file with such rows. */
export function parquetOf(rows: readonly PlayRow[], rowGroupSize = 5): Uint8Array {
  const columnData = columnsOf(rows).map((name) => {
    const data = rows.map((row) => row[name] ?? null);
    const known = data.find((value) => value !== null);
    const type = typeof known === "string"
      ? "STRING" as const
      : typeof known === "boolean"
      ? "BOOLEAN" as const
      : "DOUBLE" as const;
    return { name, data, type, nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
}

/** Writes rows under a name that says the form: `.parquet`, `.csv` or `.csv.gz`. */
export async function writePlays(path: string, rows: readonly PlayRow[]): Promise<string> {
  if (path.endsWith(".parquet")) await Deno.writeFile(path, parquetOf(rows));
  else if (path.endsWith(".csv")) await Deno.writeTextFile(path, csvOf(rows));
  else {
    const zipped = new Blob([csvOf(rows)]).stream().pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(path, zipped);
  }
  return path;
}

/** What every row of an NBA game says of it. */
const NBA_GAME: PlayRow = {
  game_id: 22500001,
  season: 2026,
  date: 20251021,
  playoffs: false,
  home_team: "OKC",
  away_team: "HOU",
  final_home: 125,
  final_away: 124,
};

/**
 * An NBA row: `actionType`, who acted, seconds left of the period, and the score after it.
 *
 * @param change of anything that a row has
 */
export function nbaRow(
  action: string,
  team: string,
  clock: number,
  score: readonly [home: number, away: number],
  change: PlayRow = {},
): PlayRow {
  const isShot = /^(2pt|3pt|freethrow)/.test(action);
  const [actionType = action, result = "Made"] = action.split(" ");
  return {
    ...NBA_GAME,
    period: 1,
    clock_s: clock,
    actionNumber: Math.round(720 - clock) * 2,
    actionType,
    shotResult: isShot ? result : null,
    team,
    scoreHome: score[0],
    scoreAway: score[1],
    ...change,
  };
}

/** A game of ten plays, two of them of the kinds that are left out, one with an old score. */
export const NBA_PLAYS: readonly PlayRow[] = [
  nbaRow("timeout", "OKC", 719, [0, 0]),
  nbaRow("turnover", "OKC", 700, [0, 0]),
  nbaRow("steal", "HOU", 700, [0, 0], { actionNumber: 41 }),
  nbaRow("3pt", "HOU", 690.5, [0, 3]),
  nbaRow("2pt Missed", "OKC", 670, [0, 3]),
  nbaRow("block", "HOU", 670, [0, 0], { actionNumber: 101 }),
  nbaRow("rebound", "OKC", 668, [0, 3]),
  nbaRow("foul", "HOU", 660, [0, 3]),
  nbaRow("freethrow", "OKC", 660, [1, 3], { actionNumber: 121 }),
  nbaRow("substitution", "HOU", 660, [0, 3], { actionNumber: 122 }),
];

/** An NFL row in nflfastR's columns: a first and 10 of the home team at its own 25 unless changed. */
export function nflRow(change: PlayRow = {}): PlayRow {
  return {
    game_id: "2023_01_DET_KC",
    season: 2023,
    week: 1,
    game_date: "2023-09-07",
    home_team: "KC",
    away_team: "DET",
    posteam: "KC",
    posteam_score: 0,
    defteam_score: 0,
    qtr: 1,
    quarter_seconds_remaining: 900,
    yardline_100: 75,
    down: 1,
    ydstogo: 10,
    posteam_timeouts_remaining: 3,
    defteam_timeouts_remaining: 3,
    play_type: "run",
    home_score: 20,
    away_score: 21,
    wp: 0.6,
    home_implied_win_probability_close: 0.7,
    ...change,
  };
}

/** A game that shows each half, a try for two, overtime, and a kneel-down. */
export const NFL_PLAYS: readonly PlayRow[] = [
  nflRow(),
  nflRow({ quarter_seconds_remaining: 870, down: 2, ydstogo: 7, yardline_100: 72, play_type: "pass" }),
  nflRow({
    posteam: "DET",
    qtr: 2,
    quarter_seconds_remaining: 100,
    posteam_score: 6,
    down: null,
    ydstogo: 0,
    yardline_100: 2,
  }),
  nflRow({ posteam: "DET", qtr: 3, posteam_score: 8, defteam_score: 7, wp: 0.55 }),
  nflRow({
    qtr: 4,
    quarter_seconds_remaining: 30,
    posteam_score: 20,
    defteam_score: 8,
    play_type: "qb_kneel",
  }),
  nflRow({
    qtr: 5,
    quarter_seconds_remaining: 600,
    posteam_score: 20,
    defteam_score: 20,
    posteam_timeouts_remaining: null,
  }),
];
