/**
 * Files of the older systems (ticks, candles, states) into recordings, one a game.
 *
 * Nothing is made up: each row is in the recording as it was, and the clock between them. What the rows do not say, such as
 * the sizes in the books, is not known to a reader either, and the header says so.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { USUAL_LISTING } from "../format/assumed.ts";
import type { AssumedListing, RecordingDescription } from "../format/format.ts";
import { writeImport } from "./writer.ts";
import { mergeByTime } from "../../lib/by_time.ts";
import { seriesOf } from "../../core/market/ticker.ts";
import { findOverlap, startOf } from "./overlap.ts";
import { type RecordingResult, refuse } from "../format/refusals.ts";
import type { RowForm } from "./row_forms.ts";
import { damageOf, readRows, type RowSurvey, surveyRows } from "./row_survey.ts";

/** Options of an import. */
export interface ImportRowsOptions {
  /** The version of this program, for the header. */
  readonly program: string;
  /** The listing taken for granted of the markets. @default {USUAL_LISTING} */
  readonly assumed?: AssumedListing;
}

/** One recording that an import made. */
export interface ImportedGame {
  readonly path: string;
  readonly event: string;
  /** Rows and the clock. */
  readonly inputs: number;
  readonly rows: number;
  readonly markets: readonly string[];
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Unix milliseconds. */
  readonly endedAt: number;
  /** Gaps of its files and lines that are not understood, one line each. */
  readonly damage: readonly string[];
}

/** The recordings that an import made, and their files. */
export interface ImportedGames {
  /** One a game, in order of their beginning. */
  readonly recordings: readonly ImportedGame[];
  /** One a file, in order of their beginning. */
  readonly files: readonly RowSurvey[];
}

/**
 * Imports files of one form.
 *
 * All files are read once before anything is written, so that a refusal for what is in them leaves nothing behind; each
 * recording is written under a temporary name until it is whole. The same files give the same recordings.
 *
 * @param paths files of one game each; several of the same game become one recording
 * @param form what they are made of
 * @param out the folder of recordings
 */
export async function importRows(
  paths: readonly string[],
  form: RowForm,
  out: string,
  options: ImportRowsOptions,
): Promise<RecordingResult<ImportedGames>> {
  const files: RowSurvey[] = [];
  for (const path of paths) {
    const surveyed = await surveyRows(path, form);
    if (!surveyed.ok) return surveyed;
    const survey = surveyed.value;
    files.push(survey);
  }
  if (files.length === 0) {
    return refuse("no_files", `Cannot import: expected at least one file of ${form.name}`);
  }
  files.sort((a, b) => a.firstAt - b.firstAt);
  const overlap = findOverlap(files);
  if (overlap !== undefined) return overlap;
  const games = new Map<string, RowSurvey[]>();
  for (const file of files) games.set(file.event, [...games.get(file.event) ?? [], file]);
  const recordings: ImportedGame[] = [];
  for (const [event, own] of games) {
    const written = await writeGame(event, own, form, out, options);
    if (!written.ok) return written;
    recordings.push(written.value);
  }
  return succeed({ recordings, files });
}

async function writeGame(
  event: string,
  files: readonly RowSurvey[],
  form: RowForm,
  out: string,
  options: ImportRowsOptions,
): Promise<RecordingResult<ImportedGame>> {
  const startedAt = Math.min(...files.map(({ firstAt }) => firstAt));
  const endedAt = Math.max(...files.map(({ lastAt }) => lastAt));
  const markets = [...new Set(files.flatMap((file) => [...file.markets.keys()]))].sort();
  const damage = files.flatMap((file) => damageOf(file, form));
  const description: RecordingDescription = {
    program: options.program,
    created_at: new Date(startedAt).toISOString(),
    environment: `import:${form.name}`,
    markets,
    event,
    game: files.find(({ game }) => game !== undefined)?.game ?? null,
    config: {},
    yes_prices: true,
    sequenced: false,
    sizes: "unknown",
    assumed: options.assumed ?? USUAL_LISTING,
    ...(damage.length === 0 ? {} : { damage }),
  };
  const written = await writeImport({
    place: { root: out, group: seriesOf(event), name: event, startedAt },
    description,
    source: form.source,
    ...(form.clockMs === undefined ? {} : { clockMs: form.clockMs }),
    batches: mergeByTime(files.map((file) => readRows(file.path, form, startOf(file, files)))),
    endedAt,
    reason: `end of the ${form.name}`,
  });
  if (!written.ok) return written;
  const { path, inputs, lines: rows } = written.value;
  return succeed({ path, event, inputs, rows, markets, startedAt, endedAt, damage });
}
