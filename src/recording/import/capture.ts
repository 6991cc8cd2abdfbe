/**
 * Captured frames of the exchange's socket: one JSON frame a line, plain or gzipped, blank lines between them allowed.
 *
 * Where each frame stands in an envelope with its arrival (`envelope.ts`), that is its time. Else it is the time the frame
 * itself carries: `ts_ms`; `ts` as RFC 3339 down to the microsecond (book changes) or in whole seconds (trades). Snapshots
 * carry none. The running maximum counts, so that no time falls.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { openEnvelope, readTime } from "./envelope.ts";
import { roundArrival } from "../format/format.ts";
import { LineFile, numberedLines } from "../../lib/line_file.ts";
import { splitPath } from "../../lib/files.ts";
import type { TimeSpan } from "./overlap.ts";
import { type RecordingResult, refuse, refuseReading } from "../format/refusals.ts";

/** The findings of a first reading of a captured file. */
export interface CaptureSurvey extends TimeSpan {
  readonly path: string;
  readonly frames: number;
  /** Lines that are not frames. */
  readonly malformed: number;
  /** The number of the first such line, from 1. */
  readonly firstMalformedLine?: number;
  /** Why the file could not be read to its end, where it could not. */
  readonly breakage?: string;
  /** Envelopes whose arrival time is not understood; the frames' own times stand in for them. */
  readonly unreadTimes: number;
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
/** The fields of a frame that count here. */
interface ReadFrame {
  /** The frame alone, without its envelope. */
  readonly text: string;
  readonly hasUnreadTime?: boolean;
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
    return { text, isJson: false, isFrame: false };
  }
  const envelope = openEnvelope(value);
  const frame = envelope?.frame ?? value;
  if (!isRecord(frame) || typeof frame.type !== "string") return { text, isJson: true, isFrame: false };
  const message = isRecord(frame.msg) ? frame.msg : {};
  const market = message.market_ticker;
  const time = envelope?.arrivedAt ?? frameTime(message);
  return {
    text: envelope?.text ?? text,
    hasUnreadTime: envelope?.hasUnreadTime === true,
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
function frameTime({ ts_ms: fine, ts: coarse }: Readonly<Record<string, unknown>>): number | undefined {
  const times = [readTime(fine), readTime(coarse)].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : roundArrival(Math.max(...times));
}

/**
 * Reads a captured file once, to learn what is in it.
 *
 * @returns what was found, or a refusal: no such file, unreadable, no such capture, no frame with a time
 */
export async function surveyCapture(path: string): Promise<RecordingResult<CaptureSurvey>> {
  const markets = new Map<string, { firstAt: number; lastAt: number }>();
  const cannot = `Cannot import "${path}"`;
  let frames = 0;
  let malformed = 0;
  let firstMalformedLine: number | undefined;
  let firstAt: number | undefined;
  let running = 0;
  let breakage: string | undefined;
  let unreadTimes = 0;
  const timeless = new Set<string>();
  try {
    const file = await LineFile.open(path);
    for await (const lines of numberedLines(file)) {
      for (const [number, text] of lines) {
        const { isFrame, market, time, hasUnreadTime } = readFrame(text);
        if (hasUnreadTime === true) unreadTimes++;
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
  return succeed({
    path,
    frames,
    malformed,
    ...(firstMalformedLine === undefined ? {} : { firstMalformedLine }),
    ...(breakage === undefined ? {} : { breakage }),
    unreadTimes,
    firstAt,
    lastAt: running,
    markets,
  });
}

/**
 * Reads a captured file again, now with a time for each line.
 *
 * Lines that are not frames are kept, as the program would have received them.
 *
 * @param path the file
 * @param startAt the time of the frames before the first that carries one; no frame is earlier. Unix milliseconds
 */
export async function* readCapture(path: string, startAt: number): AsyncGenerator<readonly CapturedFrame[]> {
  let running = startAt;
  for await (const lines of numberedLines(await LineFile.open(path))) {
    const frames: CapturedFrame[] = [];
    for (const [, line] of lines) {
      const { text, time, isJson } = readFrame(line);
      if (time !== undefined && time > running) running = time;
      frames.push({ at: running, text, isJson });
    }
    yield frames;
  }
}

/** Gaps of a captured file and lines that are not understood, one line each. */
export function damageOf(
  { path, frames, malformed, firstMalformedLine, breakage, unreadTimes }: CaptureSurvey,
): string[] {
  const { name } = splitPath(path);
  const damage: string[] = [];
  if (breakage !== undefined) {
    damage.push(`"${name}" is read as far as it goes, ${frames} frames: ${breakage}`);
  }
  if (firstMalformedLine !== undefined) {
    const are = malformed === 1
      ? "1 line is no frame, it is"
      : `${malformed} lines are no frames, the first is`;
    damage.push(`of "${name}" ${are} line ${firstMalformedLine}`);
  }
  if (unreadTimes > 0) {
    const expected = "expected RFC 3339 with a zone, or a Unix time";
    damage.push(
      `of "${name}" ${unreadTimes} arrival times are not understood (${expected}): the frames' own are used`,
    );
  }
  return damage;
}
