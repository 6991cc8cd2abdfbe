/**
 * Reads a recording: the header, then the inputs in batches, up to the end or to where it is torn.
 *
 * @module
 */
import { succeed } from "../core/result.ts";
import {
  END_SOURCE,
  FORMAT_KEY,
  FORMAT_VERSION,
  hasChecks,
  isSound,
  readLine,
  type RecordedInput,
  type RecordingEnd,
  type RecordingHeader,
  RecordingHeaderSchema,
} from "./format/format.ts";
import { LineFile } from "../lib/line_file.ts";
import { type RecordingResult, refuse, refuseReading } from "./format/refusals.ts";

/**
 * Faults of a recording:
 * `no_end` it stops between two lines (cut off, or still being written); `torn_line` its last line is not whole;
 * `broken_line` a line in the middle is not an input; `bad_check` a line is not as it was written;
 * `broken_file` the file itself is damaged or cut off; `after_end` something follows the end line;
 * `miscounted` the end line counts other inputs than there are; `missing_segment` a recording of several
 * files lacks one.
 */
export type TearCode =
  | "no_end"
  | "torn_line"
  | "broken_line"
  | "bad_check"
  | "broken_file"
  | "after_end"
  | "miscounted"
  | "missing_segment";

/** Where a recording stops being one. Everything before it has been read. */
export interface Tear {
  readonly code: TearCode;
  /** The line of the file, from 1, that is the first one not read. */
  readonly line: number;
  /** For people. */
  readonly reason: string;
}

/** A recording open for reading, once. */
export class Recording {
  readonly path: string;
  readonly header: RecordingHeader;
  readonly #file: LineFile;
  readonly #batches: AsyncGenerator<readonly string[]>;
  readonly #checked: boolean;
  #first: readonly string[] | undefined;
  #line = 1;
  #inputs = 0;
  #tear: Tear | undefined;
  #end: RecordingEnd | undefined;

  /** For {@linkcode openRecording}. */
  constructor(
    path: string,
    header: RecordingHeader,
    file: LineFile,
    batches: AsyncGenerator<readonly string[]>,
    first: readonly string[],
  ) {
    this.path = path;
    this.header = header;
    this.#file = file;
    this.#batches = batches;
    this.#checked = hasChecks(header);
    this.#first = first;
  }

  /** Inputs given so far. */
  get inputs(): number {
    return this.#inputs;
  }

  /** After the batches: where the recording is torn, or `undefined` where it is whole. */
  get tear(): Tear | undefined {
    return this.#tear;
  }

  /** After the batches: the end line, or `undefined` where it was not reached. */
  get end(): RecordingEnd | undefined {
    return this.#end;
  }

  /**
   * All inputs, in order, some hundreds at a time. The file is closed at the end.
   *
   * @throws {Error} if called twice: a recording is read once, to read it again open it again
   */
  async *batches(): AsyncGenerator<readonly RecordedInput[]> {
    let lines = this.#first;
    if (lines === undefined) {
      throw new Error(`Cannot read "${this.path}" again: expected one reading an opening`);
    }
    this.#first = undefined;
    try {
      while (lines !== undefined) {
        const inputs = this.#readLines(lines);
        if (inputs.length > 0) yield inputs;
        if (this.#tear !== undefined) return;
        const next: IteratorResult<readonly string[]> = await this.#batches.next();
        lines = next.done === true ? undefined : next.value;
      }
      const last = this.#readLast();
      if (last !== undefined) yield [last];
    } finally {
      await this.close();
    }
  }

  /** Closes the file without reading on. */
  async close(): Promise<void> {
    await this.#batches.return(undefined);
    this.#file.close();
  }

  #readLines(lines: readonly string[]): RecordedInput[] {
    const inputs: RecordedInput[] = [];
    for (const line of lines) {
      this.#line++;
      if (isBlank(line)) continue;
      const input = this.#readLine(line, "broken_line", "it is no recorded input");
      if (input !== undefined) inputs.push(input);
      if (this.#tear !== undefined) break;
    }
    return inputs;
  }

  /** Reads one line; it may be the end line, or torn. */
  #readLine(line: string, code: TearCode, reason: string): RecordedInput | undefined {
    if (this.#end !== undefined) {
      this.#tear = { code: "after_end", line: this.#line, reason: "it stands after the end line" };
      return undefined;
    }
    const read = readLine(line);
    if (read === undefined) {
      this.#tear = { code, line: this.#line, reason };
      return undefined;
    }
    if (this.#checked && !isSound(line)) {
      const changed = "its check does not fit: it is not as it was written";
      this.#tear = { code: "bad_check", line: this.#line, reason: changed };
      return undefined;
    }
    if (read.src !== END_SOURCE) {
      this.#inputs++;
      return read;
    }
    this.#end = read.end;
    if (this.#end.inputs !== this.#inputs) {
      const reason = `the end line counts ${this.#end.inputs} inputs, there are ${this.#inputs}`;
      this.#tear = { code: "miscounted", line: this.#line, reason };
    }
    return undefined;
  }

  /** Reads the rest after the last line break, and whether the file ended as it should. */
  #readLast(): RecordedInput | undefined {
    const rest = this.#file.takeRest();
    const { breakage } = this.#file;
    let last: RecordedInput | undefined;
    if (!isBlank(rest)) {
      this.#line++;
      // A line cut exactly before its line break is whole: nothing short of the last brace is JSON.
      last = this.#readLine(rest, "torn_line", "the last line is not whole");
    }
    if (breakage !== undefined) {
      const line = this.#tear?.line ?? this.#line + 1;
      const read = this.#end === undefined ? "" : ", behind its end line";
      this.#tear = { code: "broken_file", line, reason: breakage + read };
    } else if (this.#tear === undefined && this.#end === undefined) {
      const reason = "there is no end line: it was cut off, or is still being written";
      this.#tear = { code: "no_end", line: this.#line + 1, reason };
    }
    return last;
  }
}

/** Whether a text that is no JSON is the beginning of a header. */
function breaksOff(text: string): boolean {
  const opening = `{"${FORMAT_KEY}"`;
  return text.startsWith(opening) || opening.startsWith(text);
}

function isBlank(line: string): boolean {
  return line === "" || line === "\r";
}

/**
 * Opens a recording, plain or gzipped (known by its content, not by its name), and reads its header.
 *
 * A recording that is opened must be read through or closed.
 *
 * @param path the file
 * @returns the recording, or a refusal: no such file, unreadable, empty, not a recording, written by a newer format
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openRecording } from "./reader.ts";
 *
 * const opened = await openRecording("nowhere.jsonl");
 * if (opened.ok) {
 *   for await (const inputs of opened.value.batches()) console.log(inputs.length);
 * } else assertEquals(opened.reason.message, 'Cannot read recording "nowhere.jsonl": there is no such file');
 * ```
 */
export async function openRecording(path: string): Promise<RecordingResult<Recording>> {
  let file: LineFile;
  try {
    file = await LineFile.open(path);
  } catch (error) {
    return refuseReading("recording", path, error);
  }
  const batches = file.batches();
  let lines: readonly string[];
  try {
    const first = await batches.next();
    lines = first.done === true ? [] : first.value;
  } catch (error) {
    return refuseReading("recording", path, error);
  }
  // A file without a single line break may still be a header that was cut off just before it.
  const [first = file.takeRest(), ...others] = lines;
  const damage = lines.length === 0 ? file.breakage : undefined;
  const header = damage === undefined
    ? readHeader(path, first, lines.length > 0)
    : refuse("unreadable", `Cannot read recording "${path}": ${damage}`);
  if (!header.ok) {
    await batches.return(undefined);
    return header;
  }
  return succeed(new Recording(path, header.value, file, batches, others));
}

function readHeader(path: string, line: string, whole: boolean): RecordingResult<RecordingHeader> {
  const cannot = `Cannot read recording "${path}"`;
  if (line === "" && !whole) return refuse("empty", `${cannot}: the file is empty`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return !whole && breaksOff(line)
      ? refuse("bad_header", `${cannot}: it breaks off inside the header line`)
      : refuse("foreign", `${cannot}: expected a kalshi-live recording, the first line is no header`);
  }
  const version = typeof value === "object" && value !== null && FORMAT_KEY in value
    ? value[FORMAT_KEY]
    : undefined;
  if (typeof version !== "number") {
    return refuse("foreign", `${cannot}: expected a kalshi-live recording, the first line is no header`);
  }
  if (version > FORMAT_VERSION) {
    const versions = `it has format ${version}, this program reads ${FORMAT_VERSION}`;
    return refuse("newer_format", `${cannot}: ${versions}; a newer kalshi-live reads it`);
  }
  const parsed = RecordingHeaderSchema.safeParse(value);
  // A version that has lost its number by damage still has its check.
  const checked = parsed.success && (hasChecks(parsed.data) || /,"check":"[^"]*"\}\r?$/.test(line));
  if (checked && !isSound(line)) {
    return refuse(
      "bad_header",
      `${cannot}: the check of its header does not fit: it is not as it was written`,
    );
  }
  if (parsed.success) return succeed(parsed.data);
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "header" : issue.path.join(".");
  return refuse("bad_header", `${cannot}: in its header, ${where}: ${issue?.message ?? "not as expected"}`);
}
