/**
 * Captured socket frames of the exchange into one recording.
 *
 * Nothing is made up: the recording holds the frames, in order of time, and no answers of the REST interface. So a market
 * known from its frames alone has no tick grid, no fees and no title in it; whoever reads it takes whole cents and the
 * quadratic fees. The header lists the tickers.
 *
 * @module
 */
import { type CapturedFrame, type CaptureSurvey, readCapture, surveyCapture } from "./capture.ts";
import { formatEnd, formatHeader, formatInput, type RecordingDescription } from "./format.ts";
import { GzipFile } from "./gzip_file.ts";
import { mergeByTime } from "./merge.ts";
import { createFree, GZIP_ENDING, PARTIAL_ENDING } from "./paths.ts";
import { describeError, type Refusal, refuse } from "./refusal.ts";

/** The environment in the header of such a recording. */
export const IMPORT_ENVIRONMENT = "import:kalshi-ws";

const SECOND_MS = 1_000;

/** Options of an import. */
export interface ImportOptions {
  /** The version of this program, for the header. */
  readonly program: string;
  /**
   * Whether the frames were captured with `use_yes_price`.
   *
   * @default {false}
   */
  readonly yesPrices?: boolean;
}

/** What an import made, and from what. */
export interface ImportedRecording {
  readonly kind: "imported";
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
}

/** Books of rotated files may overlap by the whole seconds that trades are stamped in. */
const TOLERATED_OVERLAP_MS = 1000;
const BATCH_CHARACTERS = 256 * 1024;

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
): Promise<ImportedRecording | Refusal> {
  const files: CaptureSurvey[] = [];
  for (const path of paths) {
    const survey = await surveyCapture(path);
    if (survey.kind === "refused") return survey;
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
  const events = [...new Set(markets.map(eventOf))];
  const series = [...new Set(markets.map(seriesOf))];
  const [event = ""] = events;
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
  };
  const place = {
    root: out,
    group: series.length === 1 ? series[0] ?? "" : "mixed",
    name: events.length === 1 ? event : `${events.length}-events`,
    startedAt,
  };
  try {
    const { file, path: temporary, stem } = createFree(place, GZIP_ENDING + PARTIAL_ENDING);
    const path = stem + GZIP_ENDING;
    const target = new GzipFile(file, temporary, path);
    try {
      const frames = mergeByTime(files.map((each) => readCapture(each.path, startOf(each, files))));
      const written = await writeAll(target, description, frames, startedAt, endedAt);
      await target.commit();
      return { kind: "imported", path, ...written, markets, startedAt, endedAt, files };
    } catch (error) {
      await target.discard();
      throw error;
    }
  } catch (error) {
    return refuse("unwritable", `Cannot import into "${out}": ${describeError(error)}`);
  }
}

/**
 * Writes the frames, and what a session would have recorded beside them: that the connection was open, and the clock.
 * So a replay needs no other rules for captures.
 */
async function writeAll(
  target: GzipFile,
  description: RecordingDescription,
  batches: AsyncIterable<readonly CapturedFrame[]>,
  startedAt: number,
  endedAt: number,
): Promise<{ readonly inputs: number; readonly frames: number }> {
  const encoder = new TextEncoder();
  const open = JSON.stringify({ state: "open", detail: "captured frames" });
  let inputs = 1;
  let frames = 0;
  let second = Math.floor(startedAt / SECOND_MS) + 1;
  let text = formatHeader(description) + formatInput(startedAt, "ws.state", open, true);
  for await (const batch of batches) {
    for (const frame of batch) {
      for (; second * SECOND_MS <= frame.at; second++, inputs++) {
        text += formatInput(second * SECOND_MS, "clock", "null", true);
      }
      text += formatInput(frame.at, "ws", frame.text, frame.isJson);
    }
    frames += batch.length;
    if (text.length < BATCH_CHARACTERS) continue;
    await target.write(encoder.encode(text));
    text = "";
  }
  inputs += frames;
  text += formatEnd({ at: endedAt, reason: "end of the captures", inputs });
  await target.write(encoder.encode(text));
  return { inputs, frames };
}

/** Two files with the same market at the same time would change its book twice. */
function findOverlap(files: readonly CaptureSurvey[]): Refusal | undefined {
  for (const [index, later] of files.entries()) {
    for (const earlier of files.slice(0, index)) {
      for (const [market, span] of later.markets) {
        const other = earlier.markets.get(market);
        if (other === undefined) continue;
        const sharedMs = Math.min(span.lastAt, other.lastAt) - Math.max(span.firstAt, other.firstAt);
        if (sharedMs <= TOLERATED_OVERLAP_MS && earlier.path !== later.path) continue;
        const both = `"${earlier.path}" and "${later.path}"`;
        return refuse("overlap", `Cannot import: ${both} hold ${market} at the same time; give one of them`);
      }
    }
  }
  return undefined;
}

/** When a file begins: not before an earlier one that holds a market of it has ended. */
function startOf(file: CaptureSurvey, files: readonly CaptureSurvey[]): number {
  let startAt = file.firstAt;
  for (const earlier of files.slice(0, files.indexOf(file))) {
    const shares = [...file.markets.keys()].some((market) => earlier.markets.has(market));
    if (shares) startAt = Math.max(startAt, earlier.lastAt);
  }
  return startAt;
}

/** The series of a ticker by its form, `SERIES-EVENT-OUTCOME`; captures hold nothing better. */
function seriesOf(market: string): string {
  return market.split("-", 1)[0] ?? market;
}

/** The event of a market by its form: what stands before the last dash. */
function eventOf(market: string): string {
  const dash = market.lastIndexOf("-");
  return dash > 0 ? market.slice(0, dash) : market;
}
