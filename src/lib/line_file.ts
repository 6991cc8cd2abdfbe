/**
 * The lines of a text file, plain or gzipped, as they come off the disk.
 *
 * Memory use does not grow with the file. A file that breaks off is read as far as it goes.
 *
 * @module
 */
import { describeError } from "./errors.ts";
import { Inflater } from "./inflater.ts";
import { LineSplitter } from "./lines.ts";

const PLAIN_CHUNK_BYTES = 256 * 1024;
/** Lines of JSON compress about 16 to 1, so that both kinds of file come in chunks of about the same length. */
const GZIP_CHUNK_BYTES = 16 * 1024;
/** A file without line breaks must not fill the memory. */
const LONGEST_LINE_CHARACTERS = 128 * 1024 * 1024;

/** A file being read line by line. */
export class LineFile {
  readonly #file: Deno.FsFile;
  #breakage: string | undefined;
  readonly #splitter = new LineSplitter();

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Opens a file; throws as the file system does. */
  static async open(path: string): Promise<LineFile> {
    return new LineFile(await Deno.open(path));
  }

  /** After the lines: what is wrong with the file, where it could not be read to its end. */
  get breakage(): string | undefined {
    return this.#breakage;
  }

  /** After the lines: what stands behind the last line break; empty when asked again. */
  takeRest(): string {
    return this.#splitter.takeRest();
  }

  /** Closes the file. The lines do so too when they end. */
  close(): void {
    try {
      this.#file.close();
    } catch {
      // It was closed before.
    }
  }

  /**
   * All whole lines, many at a time. To be called once.
   *
   * @throws as the file system does where the very first read fails; any later failure is a {@linkcode breakage}
   */
  async *batches(): AsyncGenerator<readonly string[]> {
    try {
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      const first = await this.#read(GZIP_CHUNK_BYTES);
      const gzipped = first !== undefined && first[0] === 0x1f && first[1] === 0x8b;
      const chunks = gzipped ? this.#inflate(first) : this.#plain(first);
      for await (const chunk of chunks) {
        const lines = this.#splitter.split(decoder.decode(chunk, { stream: true }));
        if (lines.length > 0) yield lines;
        if (this.#splitter.restLength > LONGEST_LINE_CHARACTERS) {
          this.#breakage = `a line is longer than ${LONGEST_LINE_CHARACTERS} characters`;
          return;
        }
      }
      this.#splitter.split(decoder.decode());
    } finally {
      this.close();
    }
  }

  async #read(bytes: number): Promise<Uint8Array | undefined> {
    const buffer = new Uint8Array(bytes);
    const length = await this.#file.read(buffer);
    return length === null ? undefined : buffer.subarray(0, length);
  }

  async *#plain(first: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
    let chunk = first;
    while (chunk !== undefined) {
      yield chunk;
      chunk = await this.#readOn(PLAIN_CHUNK_BYTES);
    }
  }

  /**
   * Inflates one piece at a time and takes all that comes out before the next piece goes in: a stream that is simply
   * piped loses what it holds when the file turns out to be damaged.
   */
  async *#inflate(first: Uint8Array): AsyncGenerator<Uint8Array> {
    const inflater = new Inflater();
    let before = 0;
    try {
      let piece: Uint8Array | undefined = first;
      while (piece !== undefined && !inflater.ended) {
        yield* await inflater.take(piece);
        if (inflater.failure !== undefined) yield* this.#salvage(before, piece);
        before += piece.length;
        piece = await this.#readOn(GZIP_CHUNK_BYTES);
      }
      const isEarly = inflater.ended;
      yield* await inflater.finish();
      const { failure } = inflater;
      if (failure !== undefined) {
        this.#breakage ??= `the compressed data is damaged: ${describeError(failure)}`;
      } else if (isEarly) this.#breakage ??= "something stands behind the end of the compressed data";
    } finally {
      inflater.close();
    }
  }

  /**
   * Inflates a damaged piece again, byte by byte, for what is sound in it: all of a short file where bytes that do not
   * belong to it stand behind its end.
   *
   * @param before how many bytes of the file stand before the piece
   */
  async *#salvage(before: number, piece: Uint8Array): AsyncGenerator<Uint8Array> {
    const inflater = new Inflater();
    try {
      await this.#file.seek(0, Deno.SeekMode.Start);
      for (let read = 0; read < before;) {
        const chunk = await this.#readOn(Math.min(GZIP_CHUNK_BYTES, before - read));
        if (chunk === undefined) return;
        await inflater.take(chunk);
        read += chunk.length;
      }
      for (let index = 0; index < piece.length && !inflater.ended; index++) {
        yield* await inflater.take(piece.subarray(index, index + 1));
      }
    } finally {
      inflater.close();
    }
  }

  /** Reads on; a read that fails in the middle of the file ends it there. */
  async #readOn(bytes: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#read(bytes);
    } catch (error) {
      this.#breakage = `the file cannot be read on: ${describeError(error)}`;
      return undefined;
    }
  }
}

/** The lines of a file that are not blank, without the spaces around them, each with its number from 1. */
export async function* numberedLines(file: LineFile): AsyncGenerator<readonly (readonly [number, string])[]> {
  let number = 0;
  for await (const lines of file.batches()) {
    const found: (readonly [number, string])[] = [];
    for (const line of lines) {
      number++;
      const text = line.trim();
      if (text !== "") found.push([number, text]);
    }
    yield found;
  }
  const rest = file.takeRest().trim();
  if (rest !== "") yield [[number + 1, rest]];
}

const SYNC_CHUNK_BYTES = 64 * 1024;

/** The lines of a plain file, one at a time and at once. Who opened the file closes it. */
export class LineReader {
  readonly #file: Deno.FsFile;
  readonly #decoder = new TextDecoder();
  readonly #chunk = new Uint8Array(SYNC_CHUNK_BYTES);
  readonly #splitter = new LineSplitter();
  #lines: readonly string[] = [];
  #next = 0;
  #ended = false;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Whether text stands behind the last line break, once the end is reached: a line cut off. */
  get isCutOff(): boolean {
    return this.#splitter.restLength > 0;
  }

  /** The next whole line, or `undefined` at the end. */
  next(): string | undefined {
    while (this.#next >= this.#lines.length && !this.#ended) {
      const count = this.#file.readSync(this.#chunk);
      this.#ended = count === null;
      const bytes = this.#chunk.subarray(0, count ?? 0);
      this.#lines = this.#splitter.split(this.#decoder.decode(bytes, { stream: count !== null }));
      this.#next = 0;
    }
    return this.#lines[this.#next++];
  }
}
