/**
 * Captured socket frames of the exchange into one recording.
 *
 * Nothing is made up: the recording holds the frames, in order of time, and no answers of the REST interface. The header
 * lists the tickers, and says what is assumed of them for want of a listing: the tick grid and the fees.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { USUAL_LISTING } from "../format/assumed.ts";
import { type CaptureSurvey, damageOf, readCapture, surveyCapture } from "./capture.ts";
import type { AssumedListing, RecordingDescription } from "../format/format.ts";
import { writeImport } from "./writer.ts";
import { mergeByTime } from "../../lib/by_time.ts";
import { eventsOf, seriesOf } from "../../core/market/ticker.ts";
import { findOverlap, startOf } from "./overlap.ts";
import { type RecordingResult, refuse } from "../format/refusals.ts";

/** The environment in the header of such a recording. */
export const IMPORT_ENVIRONMENT = "import:kalshi-ws";

/** Options of an import. */
export interface ImportOptions {
  /** The version of this program, for the header. */
  readonly program: string;
  /** The listing taken for granted of the markets. @default {USUAL_LISTING} */
  readonly assumed?: AssumedListing;
  /**
   * Whether the frames were captured with `use_yes_price`.
   *
   * @default {false}
   */
  readonly yesPrices?: boolean;
}

/** The recordings that an import made, and their files. */
export interface ImportedRecording {
  readonly path: string;
  /** Inputs in the recording: frames, malformed lines, and the session's own: the open connection, the clock. */
  readonly inputs: number;
  /** Frames and malformed lines among them. */
  readonly frames: number;
  readonly markets: readonly string[];
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Unix milliseconds. */
  readonly endedAt: number;
  /** One a file, in order of their beginning. */
  readonly files: readonly CaptureSurvey[];
  /** Gaps of the files and lines that are not understood, one line each. */
  readonly damage: readonly string[];
}

/**
 * Imports captured frames.
 *
 * All files are read once before anything is written, so that a refusal leaves nothing behind; the recording itself is
 * written under a temporary name until it is whole. The same files give the same recording.
 *
 * @param paths captured files, of one or more markets each
 * @param out the folder of recordings
 */
export async function importKalshiWs(
  paths: readonly string[],
  out: string,
  options: ImportOptions,
): Promise<RecordingResult<ImportedRecording>> {
  const files: CaptureSurvey[] = [];
  for (const path of paths) {
    const surveyed = await surveyCapture(path);
    if (!surveyed.ok) return surveyed;
    const survey = surveyed.value;
    files.push(survey);
  }
  files.sort((a, b) => a.firstAt - b.firstAt);
  const [first] = files;
  if (first === undefined) {
    return refuse("no_files", "Cannot import: expected at least one file of captured frames");
  }
  const overlap = findOverlap(files);
  if (overlap !== undefined) return overlap;

  const markets = [...new Set(files.flatMap((file) => [...file.markets.keys()]))].sort();
  const startedAt = first.firstAt;
  const endedAt = files.reduce((latest, file) => Math.max(latest, file.lastAt), startedAt);
  const events = [...new Set(eventsOf(markets).values())];
  const series = [...new Set(markets.map(seriesOf))];
  const [event = ""] = events;
  const damage = files.flatMap(damageOf);
  const description: RecordingDescription = {
    program: options.program,
    created_at: new Date(startedAt).toISOString(),
    environment: IMPORT_ENVIRONMENT,
    markets,
    event: events.length === 1 ? event : null,
    game: null,
    config: {},
    yes_prices: options.yesPrices ?? false,
    sequenced: false,
    assumed: options.assumed ?? USUAL_LISTING,
    ...(damage.length === 0 ? {} : { damage }),
  };
  const written = await writeImport({
    place: {
      root: out,
      group: series.length === 1 ? series[0] ?? "" : "mixed",
      name: events.length === 1 ? event : `${events.length}-events`,
      startedAt,
    },
    description,
    source: "ws",
    first: { source: "ws.state", text: JSON.stringify({ state: "open", detail: "captured frames" }) },
    batches: mergeByTime(files.map((each) => readCapture(each.path, startOf(each, files)))),
    endedAt,
    reason: "end of the captures",
  });
  if (!written.ok) return written;
  const { path, inputs, lines: frames } = written.value;
  return succeed({ path, inputs, frames, markets, startedAt, endedAt, files, damage });
}
