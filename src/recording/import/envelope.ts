/**
 * Envelopes that collectors of frames write round each: its arrival, and the frame as text or as an object, such as
 * `{"received_at":"2026-03-18T01:02:03.123456Z","raw":"{…}"}` and `{"ts":1773795723.123,"data":{…}}`.
 *
 * @module
 */
import { LATEST_MS, roundArrival } from "../format/format.ts";

/** Names that the frame has in one. */
const PAYLOADS = ["raw", "data", "frame", "message", "msg", "payload"];
/** Names that the arrival has in one, the plainest first. */
const ARRIVALS = [
  "received_at",
  "receivedAt",
  "recv_at",
  "recv_ts",
  "received",
  "arrived_at",
  "arrival",
  "local_ts",
  "ts_recv",
  "at",
  "ts",
  "ts_ms",
  "ts_us",
  "ts_ns",
  "time",
  "timestamp",
];

/** A frame that was taken out of its envelope. */
export interface OpenedEnvelope {
  readonly frame: Readonly<Record<string, unknown>>;
  /** The frame as JSON. */
  readonly text: string;
  /** Unix milliseconds; left out where the envelope says none, or none that is understood. */
  readonly arrivedAt?: number;
  /** Whether it says a time that is not understood. */
  readonly hasUnreadTime: boolean;
}

/** Opens an envelope; `undefined` where a line's value is not one, such as a bare frame. */
export function openEnvelope(value: unknown): OpenedEnvelope | undefined {
  if (!isRecord(value)) return undefined;
  const isFrame = typeof value.type === "string" && (isRecord(value.msg) || value.sid !== undefined);
  const payload = isFrame
    ? undefined
    : PAYLOADS.map((name) => value[name]).find((one) => readFrame(one) !== undefined);
  const frame = readFrame(payload);
  if (frame === undefined) return undefined;
  const text = typeof payload === "string" ? payload : JSON.stringify(frame);
  const said = ARRIVALS.map((name) => value[name]).filter((one) => one !== undefined && one !== null);
  const arrivedAt = said.map(readTime).find((time) => time !== undefined);
  return {
    frame,
    text,
    ...(arrivedAt === undefined ? {} : { arrivedAt: roundArrival(arrivedAt) }),
    hasUnreadTime: said.length > 0 && arrivedAt === undefined,
  };
}

function readFrame(payload: unknown): Readonly<Record<string, unknown>> | undefined {
  let value = payload;
  if (typeof payload === "string") {
    try {
      value = JSON.parse(payload);
    } catch {
      return undefined;
    }
  }
  return isRecord(value) && typeof value.type === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Below these a Unix time is in seconds, milliseconds, microseconds, and how many of each a millisecond has. */
const UNITS = [[1e11, 0.001], [1e14, 1], [1e17, 1_000]] as const;
const NANOSECONDS = 1_000_000;

/**
 * A time as collectors write it: RFC 3339 with a zone, or Unix seconds, milliseconds, microseconds or nanoseconds, known
 * apart by their size.
 *
 * @returns Unix milliseconds with the microseconds that `Date` drops; `undefined` where it is not a time
 */
export function readTime(value: unknown): number | undefined {
  const isNumber = typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value));
  const time = isNumber ? unixTime(Number(value)) : typeof value === "string" ? calendarTime(value) : NaN;
  return time > 0 && time <= LATEST_MS ? time : undefined;
}

function unixTime(value: number): number {
  const perMillisecond = UNITS.find(([below]) => value < below)?.[1] ?? NANOSECONDS;
  return value / perMillisecond;
}

function calendarTime(text: string): number {
  // Without a zone it would be read as the local time of whoever imports.
  if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return NaN;
  const beyondMillis = /\.\d{3}(\d{1,6})/.exec(text)?.[1];
  return Date.parse(text) + (beyondMillis === undefined ? 0 : Number(`0.${beyondMillis}`));
}
