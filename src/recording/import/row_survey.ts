/**
 * A first reading of an older system's file: what is in it, before anything is written. And the second, with times that
 * do not fall.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { eventsOf } from "../../core/market/ticker.ts";
import type { TimedLine } from "./writer.ts";
import { LineFile } from "../../lib/line_file.ts";
import type { SurveyedFile, TimeSpan } from "./overlap.ts";
import { splitPath } from "../../lib/files.ts";
import { type RecordingResult, type RefusalCode, refuse, refuseReading } from "../format/refusals.ts";
import type { BadRow, ImportRow, RowForm } from "./row_forms.ts";

/** The content of a file, in figures. */
export interface RowSurvey extends SurveyedFile {
  readonly event: string;
  readonly game: Readonly<Record<string, string>> | undefined;
  readonly rows: number;
  /** Rows that are left out. */
  readonly malformed: number;
  /** Where the first of them stands, and what is wrong with it. */
  readonly firstMalformed?: { readonly line: number; readonly reason: string };
  /** Why the file could not be read to its end, where it could not. */
  readonly breakage?: string;
}

/** How many rows a file may begin with before the first that can be imported. */
const FOREIGN_ROWS = 1000;

/** Collects what a file holds, row by row. */
class Surveyor {
  rows = 0;
  malformed = 0;
  firstMalformed: { readonly line: number; readonly reason: string } | undefined;
  fatal: { readonly line: number; readonly reason: string; readonly code: RefusalCode } | undefined;
  firstAt: number | undefined;
  running = 0;
  /** Events that rows name. */
  readonly named = new Set<string>();
  /** Markets of rows that name none. */
  readonly unnamed = new Set<string>();
  game: Readonly<Record<string, string>> | undefined;
  readonly markets = new Map<string, { firstAt: number; lastAt: number }>();

  take(line: number, row: ImportRow | BadRow): void {
    if (row.kind === "bad") {
      this.malformed++;
      this.firstMalformed ??= { line, reason: row.reason };
      if (row.fatal !== undefined) this.fatal ??= { line, reason: row.reason, code: row.fatal };
      return;
    }
    this.rows++;
    if (row.event !== undefined) this.named.add(row.event);
    this.game ??= row.game;
    this.firstAt ??= row.at;
    this.running = Math.max(this.running, row.at);
    for (const market of row.markets) {
      if (row.event === undefined) this.unnamed.add(market);
      const span = this.markets.get(market);
      if (span === undefined) this.markets.set(market, { firstAt: this.running, lastAt: this.running });
      else span.lastAt = this.running;
    }
  }

  /** Whether there is no sense in reading on. */
  get hopeless(): boolean {
    return this.fatal !== undefined || (this.rows === 0 && this.malformed > FOREIGN_ROWS);
  }
}

/**
 * Reads a file once.
 *
 * @returns what was found, or a refusal: unreadable, no such file of this form, a state that lacks a field, several games
 */
export async function surveyRows(path: string, form: RowForm): Promise<RecordingResult<RowSurvey>> {
  const found = new Surveyor();
  let breakage: string | undefined;
  try {
    const file = await LineFile.open(path);
    for await (const rows of form.read(file)) {
      for (const [line, row] of rows) found.take(line, row);
      if (found.hopeless) break;
    }
    breakage = file.breakage;
  } catch (error) {
    return refuseReading(`file of ${form.name}`, path, error);
  }
  const cannot = `Cannot import "${path}"`;
  const { fatal, firstMalformed, firstAt } = found;
  const [event, otherEvent] = new Set([...found.named, ...eventsOf([...found.unnamed]).values()]);
  if (fatal !== undefined) {
    const { code, line, reason } = fatal;
    return refuse(code, `${cannot}: ${form.row} ${line}: ${reason}; expected ${form.expected}`);
  }
  if (event === undefined || firstAt === undefined) {
    const why = breakage ??
      (firstMalformed === undefined
        ? "it is empty"
        : `line ${firstMalformed.line}: ${firstMalformed.reason}`);
    return refuse("foreign", `${cannot}: expected ${form.expected}; ${why}`);
  }
  if (otherEvent !== undefined) {
    return refuse("mixed", `${cannot}: expected one game, it holds ${event} and ${otherEvent}`);
  }
  const markets: ReadonlyMap<string, TimeSpan> = found.markets;
  const { game, rows, malformed, running: lastAt } = found;
  return succeed({
    path,
    event,
    game,
    rows,
    malformed,
    ...(firstMalformed === undefined ? {} : { firstMalformed }),
    ...(breakage === undefined ? {} : { breakage }),
    firstAt,
    lastAt,
    markets,
  });
}

/**
 * Reads a file again: its good rows, each not before the one before it.
 *
 * @param startAt no row is earlier. Unix milliseconds
 */
export async function* readRows(
  path: string,
  form: RowForm,
  startAt: number,
): AsyncGenerator<readonly TimedLine[]> {
  let running = startAt;
  for await (const rows of form.read(await LineFile.open(path))) {
    const lines: TimedLine[] = [];
    for (const [, row] of rows) {
      if (row.kind === "bad") continue;
      running = Math.max(running, row.at);
      lines.push({ at: running, text: row.text, isJson: true });
    }
    yield lines;
  }
}

/** Gaps of a file and rows that are not understood, one line each. */
export function damageOf(
  { path, rows, malformed, firstMalformed, breakage }: RowSurvey,
  form: RowForm,
): string[] {
  const { name } = splitPath(path);
  const damage: string[] = [];
  if (breakage !== undefined) {
    damage.push(`"${name}" is read as far as it goes, ${rows} ${form.name}: ${breakage}`);
  }
  if (firstMalformed !== undefined) {
    const { line, reason } = firstMalformed;
    const lines = `${malformed} line${malformed === 1 ? "" : "s"}`;
    damage.push(`${lines} of "${name}" left out; the first is line ${line}: ${reason}`);
  }
  return damage;
}
