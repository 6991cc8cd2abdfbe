/**
 * The file of decisions beside a recording.
 *
 * @module
 */
import type { Outcome } from "../core/outcomes.ts";
import { describeError } from "../lib/errors.ts";
import { PARTIAL_ENDING, writeAllSync } from "../lib/files.ts";
import { formatDecision } from "./decisions.ts";

/** Where the decisions of a recording are kept: `X.jsonl(.gz)` has `X.decisions.jsonl`. */
export function decisionsPath(recording: string): string {
  return `${recording.replace(/\.jsonl(\.gz)?$/, "")}.decisions.jsonl`;
}

/** Writes decisions as they are taken. A disk that takes no more ends the writing, never the session. */
export class DecisionWriter {
  /** The name the file has, or gets by {@linkcode commit}. */
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #partial: string | undefined;
  readonly #encoder = new TextEncoder();
  #failure: string | undefined;

  /** @throws as the file system does, where the file cannot be made */
  constructor(path: string, partial?: string) {
    this.path = path;
    this.#partial = partial;
    this.#file = partial === undefined
      ? Deno.openSync(path, { write: true, createNew: true })
      : Deno.openSync(partial, { write: true, create: true, truncate: true });
  }

  /** Writes beside an existing file, and takes its place by {@linkcode commit}. */
  static replacing(path: string): DecisionWriter {
    return new DecisionWriter(path, path + PARTIAL_ENDING);
  }

  /** Takes the place of the existing file; writing goes on. */
  commit(): void {
    if (this.#partial !== undefined) Deno.renameSync(this.#partial, this.path);
  }

  /** Leaves the existing file as it is. */
  abandon(): void {
    this.#file.close();
    if (this.#partial !== undefined) Deno.removeSync(this.#partial);
  }

  /** Why writing has stopped, or `undefined`. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Appends the decisions of one event. */
  write(outcomes: readonly Outcome[]): void {
    if (outcomes.length === 0 || this.#failure !== undefined) return;
    const bytes = this.#encoder.encode(outcomes.map((outcome) => `${formatDecision(outcome)}\n`).join(""));
    try {
      writeAllSync(this.#file, bytes);
    } catch (error) {
      this.#failure = describeError(error);
    }
  }

  close(): void {
    this.#file.close();
  }
}
