/**
 * The recording format: a header line, one line an input, an end line.
 *
 * This file makes and checks single lines; it touches no file. `recordings/README.md` describes the format for
 * readers in other languages.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { z } from "zod";
import { type InputSource, isInputSource } from "../../core/inputs.ts";

/** The newest version of the format that this program reads. */
export const FORMAT_VERSION = 4;

/** The version of recordings without inputs of source `order`: programs from before there were any read them. */
const WITHOUT_ORDERS = 3;

/** The first version whose lines have checks. */
const FIRST_CHECKED_VERSION = 3;

/** The key that makes a first line a recording's header; its value is the format version. */
export const FORMAT_KEY = "kalshi_live_recording";

/** The source of the last line of a whole recording. No input may have it. */
export const END_SOURCE = "end";

/** The latest time there can be, Unix milliseconds: what `Date` can hold. */
export const LATEST_MS = 8_640_000_000_000_000;

/** The listing that an import takes for granted of all its markets. */
export const AssumedListingSchema = z.object({
  status: z.literal("active"),
  /** The step between two prices, dollars. */
  tick: z.literal("0.0100"),
  fee_type: z.enum(["quadratic", "quadratic_with_maker_fees", "quadratic_with_combo_maker_fees"]),
  fee_multiplier: z.number().min(0).max(100),
});

/** The listing that an import takes for granted of all its markets, since captures hold none. */
export type AssumedListing = z.infer<typeof AssumedListingSchema>;

/** The header line. Keys are as in the file. */
export const RecordingHeaderSchema = z.object({
  /** Version 2 has imported inputs, sizes that are not known, and recordings of several segments; version 3 has checks; version 4 has inputs of source `order`. */
  [FORMAT_KEY]: z.literal([1, 2, WITHOUT_ORDERS, FORMAT_VERSION]),
  /** The version of the program that wrote it. */
  program: z.string(),
  /** When recording began, RFC 3339. */
  created_at: z.iso.datetime({ offset: true }),
  /** `prod`, `demo`, `sim`, a URL, or `import:` and where from. */
  environment: z.string().min(1),
  /** Tickers of the markets recorded. */
  markets: z.array(z.string()),
  /** The exchange event, where it is one. */
  event: z.string().nullable(),
  /** Which game it is, as far as it was known at the start. */
  game: z.record(z.string(), z.json()).nullable(),
  /** The session's setup: strategies, parameters, fill model, latency, balance, limits, seed. */
  config: z.json(),
  /** Whether both sides of the order book are in YES prices (`use_yes_price`). */
  yes_prices: z.boolean(),
  /** Whether `seq` may be checked; false where only some markets of a subscription are there. */
  sequenced: z.boolean(),
  /** Version 2: the sizes in the books were not recorded; where a book shows one, it stands for "some". */
  sizes: z.literal("unknown").optional(),
  /** Version 3: what was damaged or missing in the files an import was made from, one line each. */
  damage: z.array(z.string()).optional(),
  /** The listing that an import takes for granted of its markets; an older one assumed whole cents and quadratic fees. */
  assumed: AssumedListingSchema.optional(),
  /** Version 4: reports of orders and facts of the account are among the inputs. */
  orders: z.literal("recorded").optional(),
  /** Version 2: the plain file name of the segment that this one goes on from, in the same folder. */
  continues: z.string().regex(/^[^/\\]+\.jsonl$/).optional(),
  /** Version 2: which segment this is; the first is 1 and does not say so. */
  segment: z.int().min(2).optional(),
});

/** The content of the header line. */
export type RecordingHeader = z.infer<typeof RecordingHeaderSchema>;

/** The caller's description of a new recording: the header's fields without the format version. */
export interface RecordingDescription {
  readonly program: string;
  readonly created_at: string;
  readonly environment: string;
  readonly markets: readonly string[];
  readonly event: string | null;
  /** Written as `JSON.stringify` does. */
  readonly game: object | null;
  /** Written as `JSON.stringify` does; it must hold no secrets. */
  readonly config: unknown;
  readonly yes_prices: boolean;
  readonly sequenced: boolean;
  /** Where the sizes of the books are not known, as in most imported files. */
  readonly sizes?: "unknown";
  /** The listing that an import takes for granted of its markets. */
  readonly assumed?: AssumedListing;
  /** Damage and gaps in the files an import is made from. */
  readonly damage?: readonly string[];
  /** Where reports of orders come from outside and are among the inputs. */
  readonly orders?: "recorded";
  /** The plain file name of the segment before, where there is one. */
  readonly continues?: string;
  /** The number of a segment that continues another, from 2. */
  readonly segment?: number;
}

/** One recorded input. */
export interface RecordedInput {
  /** Arrival, Unix milliseconds with at most 3 decimals. */
  readonly at: number;
  readonly src: InputSource;
  /** The payload: JSON as it came, or the text of a frame that was not recorded as JSON. */
  readonly raw: unknown;
}

/** The content of the end line of a whole recording. */
export interface RecordingEnd {
  readonly at: number;
  readonly reason: string;
  /** How many inputs of this file were written before it. */
  readonly inputs: number;
  /** The plain file name of the next segment, where there is one. */
  readonly continuedIn?: string;
}

const EndSchema = z.object({
  at: z.number(),
  src: z.literal(END_SOURCE),
  raw: z.object({ reason: z.string(), inputs: z.int().nonnegative(), continued_in: z.string().optional() }),
});

/**
 * Rounds an arrival time to what a recording keeps: microseconds.
 *
 * A session that passes every input on with this time gives its engine the very numbers a replay will.
 *
 * @param at Unix milliseconds
 * @throws {RangeError} unless it is in 0…{@linkcode LATEST_MS}
 */
export function roundArrival(at: number): number {
  if (!(at >= 0 && at <= LATEST_MS)) {
    throw new RangeError(`Cannot record arrival time: expected Unix milliseconds, was ${at}`);
  }
  return Math.round(at * 1000) / 1000;
}

/**
 * Whether a JSON text is recorded as it is. Where not (line breaks between its tokens, or half a surrogate pair), it is
 * recorded as a string, and a reader gets the text, not the value.
 */
export function isEmbeddable(json: string): boolean {
  return !json.includes("\n") && !json.includes("\r") && json.isWellFormed();
}

/** A text from outside and what a recording of it will give back. */
export interface Payload {
  readonly text: string;
  /** For the writer: whether the text goes in verbatim. */
  readonly isJson: boolean;
  /** Exactly the `raw` that a reader of the recording gets. */
  readonly raw: unknown;
}

/**
 * Reads a text frame the way a recording will give it back, so that live and replay decode the same value.
 *
 * @param text any text
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readPayload } from "./format.ts";
 *
 * assertEquals(readPayload('{"type":"ok"}').raw, { type: "ok" });
 * assertEquals(readPayload('{"type":').raw, '{"type":');
 * ```
 */
export function readPayload(text: string): Payload {
  if (isEmbeddable(text)) {
    try {
      return { text, isJson: true, raw: JSON.parse(text) };
    } catch {
      return { text, isJson: false, raw: text };
    }
  }
  return { text, isJson: false, raw: text };
}

/** `,"check":"` and `"}` round eight digits. */
const CHECK_CHARACTERS = 20;

function checkOf(body: string): string {
  return `,"check":"${crc32(body).toString(16).padStart(8, "0")}"}`;
}

/**
 * Adds the check to a line's object, and the line break: the CRC-32 of all that stands before it, as UTF-8.
 *
 * It shows what a disk, a copy or an editor has changed by mistake. Whoever changes a line on purpose can make its check fit.
 */
function seal(object: string): string {
  const body = object.slice(0, -1);
  return `${body}${checkOf(body)}\n`;
}

/** Whether the lines of a recording with this header have checks. */
export function hasChecks(header: RecordingHeader): boolean {
  return header[FORMAT_KEY] >= FIRST_CHECKED_VERSION;
}

/** Whether a line, without its line break, has a check that fits. */
export function isSound(line: string): boolean {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  const body = text.slice(0, -CHECK_CHARACTERS);
  return text.slice(body.length) === checkOf(body);
}

/**
 * Writes the header line, line break included.
 *
 * @throws {RangeError} if the reader would refuse it, for example for an invalid time
 */
export function formatHeader(description: RecordingDescription): string {
  const version = description.orders === undefined ? WITHOUT_ORDERS : FORMAT_VERSION;
  const text = JSON.stringify({ [FORMAT_KEY]: version, ...description });
  const parsed = RecordingHeaderSchema.safeParse(JSON.parse(text));
  if (parsed.success) return seal(text);
  const [issue] = parsed.error.issues;
  throw new RangeError(`Cannot write recording header: ${issue?.path.join(".")}: ${issue?.message}`);
}

/**
 * Writes one input's line, line break included.
 *
 * @param at Unix milliseconds; rounded to microseconds
 * @param source where it came from
 * @param text the payload
 * @param isJson whether the text is valid JSON; it then goes in verbatim where it fits a line
 */
export function formatInput(at: number, source: InputSource, text: string, isJson: boolean): string {
  const raw = isJson && isEmbeddable(text) ? text : JSON.stringify(text);
  return seal(`{"at":${roundArrival(at)},"src":${JSON.stringify(source)},"raw":${raw}}`);
}

/**
 * Writes the end line, line break included.
 *
 * @param checked whether the other lines have checks
 */
export function formatEnd(end: RecordingEnd, checked = true): string {
  const { at, reason, inputs, continuedIn: continued_in } = end;
  const line = JSON.stringify({
    at: roundArrival(at),
    src: END_SOURCE,
    raw: { reason, inputs, continued_in },
  });
  return checked ? seal(line) : `${line}\n`;
}

/** A line after the header: an input, or the end. */
export type RecordedLine = RecordedInput | { readonly src: typeof END_SOURCE; readonly end: RecordingEnd };

/**
 * Reads one line after the header.
 *
 * The three fields are checked by hand and not by a schema: this runs for every message ever recorded, and the payload
 * has its own schema where it is decoded.
 *
 * @returns what the line is, or `undefined` where it is neither input nor end
 */
export function readLine(line: string): RecordedLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (isInput(value)) return { at: value.at, src: value.src, raw: value.raw };
  const parsed = EndSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { at, raw: { reason, inputs, continued_in: continuedIn } } = parsed.data;
  const end = { at, reason, inputs };
  return { src: END_SOURCE, end: continuedIn === undefined ? end : { ...end, continuedIn } };
}

function isInput(value: unknown): value is RecordedInput {
  if (typeof value !== "object" || value === null) return false;
  const { at, src, raw } = value as { readonly at?: unknown; readonly src?: unknown; readonly raw?: unknown };
  return typeof at === "number" && at >= 0 && at <= LATEST_MS && raw !== undefined &&
    typeof src === "string" && isInputSource(src);
}
