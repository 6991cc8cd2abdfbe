/**
 * Inflates gzip data piece by piece, as far as it is sound.
 *
 * @module
 */
import { createGunzip } from "node:zlib";

/** The most that comes out at once. */
const CHUNK_BYTES = 256 * 1024;

/** A gzip stream being inflated. */
export class Inflater {
  readonly #gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  #inflated: Uint8Array[] = [];
  #failure: unknown;
  #ended = false;
  #settle = () => {};

  constructor() {
    this.#gunzip.on("data", (chunk: Uint8Array) => this.#inflated.push(chunk));
    this.#gunzip.on("error", (error: unknown) => this.#end(error));
    this.#gunzip.on("end", () => this.#end());
    this.#gunzip.on("close", () => this.#end());
  }

  /** The error of damaged data, once it has been found. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether it takes nothing more: the data is damaged, or something stood behind its end. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes a piece. @returns all that comes out of it; of a damaged piece nothing may come */
  take(piece: Uint8Array): Promise<readonly Uint8Array[]> {
    return this.#step((done) => this.#gunzip.write(piece, () => done()));
  }

  /** There are no more pieces. @returns the rest that comes out */
  finish(): Promise<readonly Uint8Array[]> {
    return this.#step(() => this.#gunzip.end());
  }

  /** Lets go of it. */
  close(): void {
    this.#gunzip.destroy();
  }

  /** A step ends with the stream as well: what stands behind its end is never taken. */
  async #step(act: (done: () => void) => void): Promise<readonly Uint8Array[]> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      if (this.#ended) resolve();
      else act(resolve);
    });
    const inflated = this.#inflated;
    this.#inflated = [];
    return inflated;
  }

  #end(failure?: unknown): void {
    this.#ended = true;
    this.#failure ??= failure;
    this.#settle();
  }
}
