/**
 * Captured frames of the exchange's socket: one JSON frame a line, plain or gzipped, blank lines between them allowed.
 *
 * Such files keep no arrival times. A frame's time is the running maximum of the times the frames themselves carry:
 * `ts_ms`; `ts` as RFC 3339 down to the microsecond (book changes) or in whole seconds (trades). Snapshots carry none and
 * take the running value.
 *
 * @module
 */
import { LATEST_MS, roundArrival } from "./format.ts";
import { LineFile, numberedLines } from "./lines.ts";
import type { TimeSpan } from "./overlap.ts";
import { type Refusal, refuse, refuseReading } from "./refusal.ts";

/** What a first reading of a captured file found. */
export interface CaptureSurvey extends TimeSpan {
  readonly kind: "capture";
  readonly path: string;
  readonly frames: number;
  /** Lines that are no frames. */
  readonly malformed: number;
  /** The number of the first such line, from 1. */
  readonly firstMalformedLine?: number;
  /** What is wrong with the file, where it could not be read to its end. */
  readonly breakage?: string;
  readonly markets: ReadonlyMap<string, TimeSpan>;
}

/** One line of a captured file. */
export interface CapturedFrame {
  /** Unix milliseconds. */
  readonly at: number;
  readonly text: string;
  readonly isJson: boolean;
}

/** How many lines a file may begin with before the first frame about a market. */
const FOREIGN_LINES = 1000;
/** Below this a number is seconds, above it milliseconds. */
const LARGEST_SECONDS = 100_000_000_000;

/** What counts of a frame here. */
interface ReadFrame {
  readonly isJson: boolean;
  readonly isFrame: boolean;
  readonly market?: string;
  /** Unix milliseconds. */
  readonly time?: number;
}

function readFrame(text: string): ReadFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { isJson: false, isFrame: false };
  }
  if (!isRecord(value) || typeof value.type !== "string") return { isJson: true, isFrame: false };
  const message = isRecord(value.msg) ? value.msg : {};
  const market = message.market_ticker;
  const time = frameTime(message);
  return {
    isJson: true,
    isFrame: true,
    ...(typeof market === "string" ? { market } : {}),
    ...(time === undefined ? {} : { time }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The later of `ts_ms` and `ts`: each is cut off at its own precision, so the later one is the finer one. */
function frameTime(message: Readonly<Record<string, unknown>>): number | undefined {
  const fine = message.ts_ms;
  const coarse = message.ts;
  const times = [
    typeof fine === "number" ? fine : NaN,
    typeof coarse === "string" ? parseTime(coarse) : NaN,
    typeof coarse === "number" ? (coarse < LARGEST_SECONDS ? coarse * 1000 : coarse) : NaN,
  ].filter((time) => time > 0 && time <= LATEST_MS);
  return times.length === 0 ? undefined : roundArrival(Math.max(...times));
}

/** Unix milliseconds of an RFC 3339 time, with the microseconds that `Date` drops; NaN where it is none. */
function parseTime(text: string): number {
  // Without a zone it would be read as the local time of whoever imports.
  if (!/(?:Z|[+-]\d\d:\d\d)$/i.test(text)) return NaN;
  const beyondMillis = /\.\d{3}(\d{1,6})/.exec(text)?.[1];
  return Date.parse(text) + (beyondMillis === undefined ? 0 : Number(`0.${beyondMillis}`));
}

/**
 * Reads a captured file once, to learn what is in it.
 *
 * @returns what was found, or a refusal: no such file, unreadable, no such capture, no frame with a time
 */
export async function surveyCapture(path: string): Promise<CaptureSurvey | Refusal> {
  const markets = new Map<string, { firstAt: number; lastAt: number }>();
  const cannot = `Cannot import "${path}"`;
  let frames = 0;
  let malformed = 0;
  let firstMalformedLine: number | undefined;
  let firstAt: number | undefined;
  let running = 0;
  let breakage: string | undefined;
  const timeless = new Set<string>();
  try {
    const file = await LineFile.open(path);
    for await (const lines of numberedLines(file)) {
      for (const [number, text] of lines) {
        const { isFrame, market, time } = readFrame(text);
        if (isFrame) frames++;
        else {
          malformed++;
          firstMalformedLine ??= number;
        }
        if (time !== undefined) {
          firstAt ??= time;
          running = Math.max(running, time);
        }
        if (market === undefined) continue;
        if (firstAt === undefined) timeless.add(market);
        else {
          const span = markets.get(market);
          if (span === undefined) markets.set(market, { firstAt: running, lastAt: running });
          else span.lastAt = running;
        }
      }
      if (markets.size + timeless.size === 0 && frames + malformed > FOREIGN_LINES) break;
    }
    breakage = file.breakage;
  } catch (error) {
    return refuseReading("capture", path, error);
  }
  if (markets.size + timeless.size === 0) {
    const found = breakage ?? "none of its lines is a frame about a market";
    return refuse("foreign", `${cannot}: expected captured socket frames, one JSON object a line; ${found}`);
  }
  if (firstAt === undefined) {
    return refuse("no_timestamp", `${cannot}: none of its frames says when it was sent`);
  }
  // What stands before the first time is taken to be of that time.
  for (const market of timeless) {
    markets.set(market, { firstAt, lastAt: markets.get(market)?.lastAt ?? firstAt });
  }
  return {
    kind: "capture",
    path,
    frames,
    malformed,
    ...(firstMalformedLine === undefined ? {} : { firstMalformedLine }),
    ...(breakage === undefined ? {} : { breakage }),
    firstAt,
    lastAt: running,
    markets,
  };
}

/**
 * Reads a captured file again, now with a time for each line.
 *
 * Lines that are no frames are kept, as the program would have received them.
 *
 * @param path the file
 * @param startAt the time of the frames before the first that carries one; no frame is earlier. Unix milliseconds
 */
export async function* readCapture(path: string, startAt: number): AsyncGenerator<readonly CapturedFrame[]> {
  let running = startAt;
  for await (const lines of numberedLines(await LineFile.open(path))) {
    const frames: CapturedFrame[] = [];
    for (const [, text] of lines) {
      const { time, isJson } = readFrame(text);
      if (time !== undefined && time > running) running = time;
      frames.push({ at: running, text, isJson });
    }
    yield frames;
  }
}
