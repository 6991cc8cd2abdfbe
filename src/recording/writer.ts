/**
 * Writes a recording while the session runs.
 *
 * Each input is handed to the operating system as one whole line before `append` returns (about 2 µs): a program that is
 * killed at any moment loses at most the line being written, and nothing is acted on that is not on record. A power
 * failure may lose more, as lines are synced to the disk only on close.
 *
 * @module
 */
import {
  formatEnd,
  formatHeader,
  formatInput,
  type RecordedSource,
  type RecordingDescription,
  roundArrival,
} from "./format.ts";
import { compressRecording } from "./gzip_file.ts";
import { createFree, PLAIN_ENDING, type RecordingPlace } from "./paths.ts";
import { describeError, type Refusal, refuse } from "./refusal.ts";

/** Where lines go; a file, or a test's stand-in. */
export interface RecordingSink {
  /** Writes some of the bytes and says how many; throws as the file system does. */
  writeSync(bytes: Uint8Array): number;
  /** Brings what was written to the disk. */
  syncSync(): void;
  close(): void;
}

/** Options of a writer. */
export interface RecordingWriterOptions {
  /** Called once, when a write has failed and recording has stopped. */
  readonly onFailure?: (reason: string) => void;
}

/** What became of a recording. */
export interface ClosedRecording {
  /** The file to read: compressed if all went well. */
  readonly path: string;
  /** Inputs in the file. */
  readonly inputs: number;
  /** Inputs that came after a failure or after the end and are not in the file. */
  readonly dropped: number;
  /** Why the recording is not whole or not compressed, if so. */
  readonly failure?: string;
}

const BUFFER_BYTES = 64 * 1024;

/**
 * An open recording.
 *
 * A failing disk does not end the session: it is a state ({@linkcode RecordingWriter.failure}); what was written before
 * stays readable, what comes later is dropped and counted.
 */
export class RecordingWriter {
  readonly kind = "writer";
  /** The file being written. */
  readonly path: string;
  readonly #sink: RecordingSink;
  #onFailure: ((reason: string) => void) | undefined;
  readonly #encoder = new TextEncoder();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #inputs = 0;
  #bytes = 0;
  #dropped = 0;
  #failure: string | undefined;
  #closed: Promise<ClosedRecording> | undefined;

  /**
   * For {@linkcode createRecording} and tests: writes the header into a sink.
   *
   * @throws {RangeError} if the description makes no proper header
   */
  constructor(
    sink: RecordingSink,
    path: string,
    description: RecordingDescription,
    options: RecordingWriterOptions = {},
  ) {
    this.#sink = sink;
    this.path = path;
    this.#write(formatHeader(description));
    // A header that could not be written is refused by who began the recording.
    this.#onFailure = options.onFailure;
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
   * @throws {RangeError} if the time is none
   */
  append(at: number, source: RecordedSource, text: string, isJson: boolean): void {
    const line = formatInput(at, source, text, isJson);
    if (this.#failure !== undefined || this.#closed !== undefined || !this.#write(line)) this.#dropped++;
    else this.#inputs++;
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

  async #end(at: number, reason: string): Promise<ClosedRecording> {
    if (this.#failure === undefined && this.#write(formatEnd({ at, reason, inputs: this.#inputs }))) {
      try {
        this.#sink.syncSync();
      } catch (error) {
        this.#fail(error);
      }
    }
    try {
      this.#sink.close();
    } catch (error) {
      this.#fail(error);
    }
    // A recording that failed is left as it is: a full disk has no room for a second copy.
    if (this.#failure !== undefined) return this.#result(this.path, this.#failure);
    const compressed = await compressRecording(this.path);
    return compressed.kind === "compressed"
      ? this.#result(compressed.path)
      : this.#result(this.path, compressed.message);
  }

  #result(path: string, failure?: string): ClosedRecording {
    const counts = { path, inputs: this.#inputs, dropped: this.#dropped };
    return failure === undefined ? counts : { ...counts, failure };
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
      }
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = `Cannot write recording "${this.path}": ${describeError(error)}`;
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
): RecordingWriter | Refusal {
  // A mistake in the description is the program's, and shows before a file is made.
  formatHeader(description);
  try {
    const { file, path } = createFree(place, PLAIN_ENDING);
    const writer = new RecordingWriter(file, path, description, options);
    if (writer.failure === undefined) return writer;
    file.close();
    Deno.removeSync(path);
    return refuse("unwritable", writer.failure);
  } catch (error) {
    return refuse("unwritable", `Cannot record in "${place.root}": ${describeError(error)}`);
  }
}
