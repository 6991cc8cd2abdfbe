/**
 * Writes a recording while the session runs.
 *
 * Each input is handed to the operating system as one whole line before `append` returns (about 2 µs): a program that is
 * killed at any moment loses at most the line being written, and nothing is acted on that is not on record. A power
 * failure may lose more, as lines are synced to the disk only on close.
 *
 * A recording that grows long goes on in another file, a segment, so that what a crash leaves plain is never very much.
 *
 * @module
 */
import { succeed } from "../core/result.ts";
import {
  formatEnd,
  formatHeader,
  formatInput,
  type RecordingDescription,
  roundArrival,
} from "./format/format.ts";
import type { InputSource } from "../core/inputs.ts";
import { createFree, createFreeIn, PLAIN_ENDING, type RecordingPlace } from "./format/paths.ts";
import { splitPath } from "../lib/files.ts";
import { type RecordingResult, refuse } from "./format/refusals.ts";
import { describeError } from "../lib/errors.ts";
import {
  type ClosedRecording,
  type FinishedSegment,
  finishSegment,
  type OpenedSegment,
  type OpenSegment,
  type RecordingSink,
  type RecordingWriterOptions,
  ROTATE_BYTES,
} from "./segment_file.ts";

export type { ClosedRecording, RecordingSink, RecordingWriterOptions } from "./segment_file.ts";

const BUFFER_BYTES = 64 * 1024;

/**
 * An open recording.
 *
 * A failing disk does not end the session: it is a state ({@linkcode RecordingWriter.failure}); what was written before
 * stays readable, what comes later is dropped and counted.
 */
export class RecordingWriter {
  readonly #description: RecordingDescription;
  readonly #rotateBytes: number;
  readonly #rotateMs: number;
  readonly #openNext: OpenSegment | undefined;
  #onFailure: ((reason: string) => void) | undefined;
  readonly #encoder = new TextEncoder();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  /** Segments that are ended, each as the file it becomes. */
  readonly #ended: Promise<FinishedSegment>[] = [];
  #sink: RecordingSink;
  #path: string;
  #segment: number;
  #segmentInputs = 0;
  #segmentBytes = 0;
  #segmentLimit: number;
  #segmentAt: number | undefined;
  #inputs = 0;
  #bytes = 0;
  #dropped = 0;
  #failure: string | undefined;
  #closed: Promise<ClosedRecording> | undefined;

  /**
   * For {@linkcode createRecording} and tests: writes the header into a sink.
   *
   * @param openNext makes the files of later segments; left out: there are none
   * @throws {RangeError} if the description makes no proper header
   */
  constructor(
    sink: RecordingSink,
    path: string,
    description: RecordingDescription,
    options?: RecordingWriterOptions,
    openNext?: OpenSegment,
  ) {
    this.#sink = sink;
    this.#path = path;
    this.#description = description;
    this.#segment = description.segment ?? 1;
    this.#rotateBytes = options?.rotateBytes ?? ROTATE_BYTES;
    this.#rotateMs = options?.rotateMs ?? Infinity;
    this.#segmentLimit = this.#rotateBytes;
    this.#openNext = openNext;
    this.#write(formatHeader(description));
    // A header that could not be written is refused by who began the recording.
    this.#onFailure = options?.onFailure;
  }

  /** The file being written. */
  get path(): string {
    return this.#path;
  }

  /** The number of the segment being written, from 1. */
  get segment(): number {
    return this.#segment;
  }

  /** Inputs written so far. */
  get inputs(): number {
    return this.#inputs;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Inputs dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Why recording has stopped, or `undefined` while all is well. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Records one input.
   *
   * @param at arrival, Unix milliseconds; kept to the microsecond
   * @param source where it came from
   * @param text the payload
   * @param isJson whether `text` is known to be valid JSON; anything else is recorded as a string
   * @throws {RangeError} if the time is invalid
   */
  append(at: number, source: InputSource, text: string, isJson: boolean): void {
    const line = formatInput(at, source, text, isJson);
    if (this.#failure !== undefined || this.#closed !== undefined) return void this.#dropped++;
    if (this.#isFull(at)) this.#rotate(at);
    if (this.#failure !== undefined || !this.#write(line)) return void this.#dropped++;
    this.#segmentAt ??= at;
    this.#segmentInputs++;
    this.#inputs++;
  }

  /**
   * Ends the recording and compresses it. Calling it again gives the same answer.
   *
   * @param at when it ended, Unix milliseconds
   * @param reason why, for people
   */
  close(at: number, reason: string): Promise<ClosedRecording> {
    if (this.#closed === undefined) {
      const ended = roundArrival(at);
      this.#closed = this.#end(ended, reason);
    }
    return this.#closed;
  }

  /** Whether the next input belongs in another segment. */
  #isFull(at: number): boolean {
    if (this.#openNext === undefined || this.#segmentAt === undefined) return false;
    return this.#segmentBytes >= this.#segmentLimit || at - this.#segmentAt >= this.#rotateMs;
  }

  /** Begins the next segment, and leaves the one before to be compressed. Where it cannot begin, this one goes on. */
  #rotate(at: number): void {
    let next: OpenedSegment | undefined;
    try {
      next = this.#openNext?.(at);
    } catch {
      // Asked again after as much again; a disk that is full will say so itself.
    }
    if (next === undefined) {
      this.#segmentLimit += this.#rotateBytes;
      this.#segmentAt = at;
      return;
    }
    const before = splitPath(this.#path).name;
    const continuedIn = splitPath(next.path).name;
    const reason = `continued in ${continuedIn}`;
    this.#write(formatEnd({ at, reason, inputs: this.#segmentInputs, continuedIn }));
    this.#ended.push(finishSegment(this.#sink, this.#path, this.#failure));
    this.#sink = next.sink;
    this.#path = next.path;
    this.#segment++;
    this.#segmentInputs = 0;
    this.#segmentBytes = 0;
    this.#segmentLimit = this.#rotateBytes;
    this.#segmentAt = undefined;
    this.#write(formatHeader({
      ...this.#description,
      created_at: new Date(at).toISOString(),
      continues: before,
      segment: this.#segment,
    }));
  }

  async #end(at: number, reason: string): Promise<ClosedRecording> {
    if (this.#failure === undefined && this.#write(formatEnd({ at, reason, inputs: this.#segmentInputs }))) {
      try {
        this.#sink.syncSync();
      } catch (error) {
        this.#fail(error);
      }
    }
    // Started at once: nothing may be written any more when this returns.
    const last = finishSegment(this.#sink, this.#path, this.#failure);
    const segments = await Promise.all([...this.#ended, last]);
    const failure = this.#failure ?? segments.find((segment) => segment.failure !== undefined)?.failure;
    const paths = segments.map(({ path }) => path);
    return {
      path: paths[0] ?? this.#path,
      inputs: this.#inputs,
      dropped: this.#dropped,
      ...(failure === undefined ? {} : { failure }),
      ...(paths.length > 1 ? { segments: paths } : {}),
    };
  }

  /** Writes a whole line, or stops recording. */
  #write(line: string): boolean {
    let bytes: Uint8Array;
    // A UTF-16 unit takes at most 3 bytes, so that a short line surely fits the buffer.
    if (line.length * 3 <= BUFFER_BYTES) {
      bytes = this.#buffer.subarray(0, this.#encoder.encodeInto(line, this.#buffer).written);
    } else bytes = this.#encoder.encode(line);
    try {
      let written = 0;
      while (written < bytes.length) {
        const count = this.#sink.writeSync(written === 0 ? bytes : bytes.subarray(written));
        if (count <= 0) throw new Error("the file takes no more bytes");
        written += count;
        this.#bytes += count;
        this.#segmentBytes += count;
      }
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = `Cannot write recording "${this.#path}": ${describeError(error)}`;
    this.#onFailure?.(this.#failure);
  }
}

/**
 * Begins a recording in a new file; no file is ever overwritten.
 *
 * @returns the writer, or a refusal where the file cannot be made or takes no header
 * @throws {RangeError} if the description makes no proper header
 */
export function createRecording(
  place: RecordingPlace,
  description: RecordingDescription,
  options: RecordingWriterOptions = {},
): RecordingResult<RecordingWriter> {
  // A mistake in the description is the program's, and shows before a file is made.
  formatHeader(description);
  try {
    const { file, path } = createFree(place, PLAIN_ENDING);
    return beginWriting(file, path, description, options);
  } catch (error) {
    return refuse("unwritable", `Cannot record in "${place.root}": ${describeError(error)}`);
  }
}

/**
 * Begins to write a new, empty file of a recording; later segments go beside it.
 *
 * @param file open for writing; this or the writer closes it
 */
export function beginWriting(
  file: Deno.FsFile,
  path: string,
  description: RecordingDescription,
  options: RecordingWriterOptions,
): RecordingResult<RecordingWriter> {
  const { folder } = splitPath(path);
  const writer = new RecordingWriter(file, path, description, options, (startedAt) => {
    const next = createFreeIn(folder, startedAt, PLAIN_ENDING);
    return { sink: next.file, path: next.path };
  });
  if (writer.failure === undefined) return succeed(writer);
  file.close();
  Deno.removeSync(path);
  return refuse("unwritable", writer.failure);
}
