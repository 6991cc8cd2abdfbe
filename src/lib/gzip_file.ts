/**
 * Gzip files that are whole or not there.
 *
 * A file is written under a temporary name, synced to the disk, read back, and only then given its name.
 *
 * @module
 */
import { writeAll } from "./files.ts";

/** A gzip file in the making. */
export class GzipFile {
  readonly #temporary: string;
  readonly #final: string;
  readonly #file: Deno.FsFile;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;
  readonly #piped: Promise<unknown>;
  #length = 0;

  /**
   * @param file the temporary file, open for writing; this object closes it
   * @param temporary its path
   * @param final the path it gets when it is whole
   */
  constructor(file: Deno.FsFile, temporary: string, final: string) {
    this.#temporary = temporary;
    this.#final = final;
    this.#file = file;
    const gzip = new CompressionStream("gzip");
    this.#writer = gzip.writable.getWriter();
    // The outcome is kept as a value, so that a failure met before anyone waits for it is not an unhandled
    // rejection.
    this.#piped = drain(gzip.readable, file)
      .then(() => undefined, (error: unknown) => error ?? new Error("the stream was cancelled"));
  }

  /** Compresses more bytes; waits while the disk is slower. */
  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#length += bytes.length;
    try {
      await this.#writer.ready;
      await this.#writer.write(bytes);
    } catch (error) {
      // The stream only says that it was cancelled; why is known where the file is written.
      throw await this.#piped ?? error;
    }
  }

  /**
   * Ends the file and gives it its name. On an error the temporary file is removed and the error thrown.
   *
   * The file is read back before: what it was made from may be deleted next.
   */
  async commit(): Promise<void> {
    try {
      // Where closing fails, the pipe knows why.
      await this.#writer.close().catch(() => {});
      const failed = await this.#piped;
      if (failed !== undefined) throw failed;
      await this.#file.sync();
      this.#file.close();
      const length = await inflatedLength(this.#temporary);
      if (length !== this.#length) {
        throw new Error(`${this.#length} bytes were compressed, ${length} came back`);
      }
      await Deno.rename(this.#temporary, this.#final);
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** Gives up: nothing stays behind. May be called at any time and more than once. */
  async discard(): Promise<void> {
    await this.#writer.abort().catch(() => {});
    await this.#piped;
    try {
      this.#file.close();
    } catch {
      // It was closed before.
    }
    await Deno.remove(this.#temporary).catch(() => {});
  }
}

async function drain(chunks: ReadableStream<Uint8Array>, file: Deno.FsFile): Promise<void> {
  for await (const chunk of chunks) await writeAll(file, chunk);
}

/** How many bytes a gzip file holds; throws where it is damaged. */
async function inflatedLength(path: string): Promise<number> {
  const file = await Deno.open(path);
  let length = 0;
  // Reading the stream to its end, or to an error, closes the file.
  for await (const chunk of file.readable.pipeThrough(new DecompressionStream("gzip"))) {
    length += chunk.length;
  }
  return length;
}
