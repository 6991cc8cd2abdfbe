/**
 * The file of decisions beside a recording.
 *
 * @module
 */
import type { Outcome } from "../core/outcomes.ts";
import { describeError } from "../lib/errors.ts";
import { PARTIAL_ENDING, writeAllSync } from "../lib/files.ts";
import { LineReader } from "../lib/line_file.ts";
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

/** What comparing a replay with the session's decisions found. */
export type Comparison =
  | { readonly kind: "missing" }
  | { readonly kind: "identical"; readonly count: number }
  | { readonly kind: "different"; readonly at: number; readonly recorded: string; readonly replayed: string };

/**
 * Compares a replay's decisions with the kept ones as they come, byte for byte. Neither is held in memory.
 */
export class DecisionComparer {
  readonly #file: Deno.FsFile | undefined;
  readonly #recorded: LineReader | undefined;
  #count = 0;
  #different: Extract<Comparison, { kind: "different" }> | undefined;
  /** Decisions of the replay beyond the end of the file. */
  #beyond: string | undefined;

  /** @param path the file of decisions; it may be missing */
  constructor(path: string) {
    try {
      this.#file = Deno.openSync(path);
      this.#recorded = new LineReader(this.#file);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** The replay has taken a decision. */
  take(replayed: string): void {
    if (this.#recorded === undefined || this.#different !== undefined || this.#beyond !== undefined) return;
    const recorded = this.#recorded.next();
    if (recorded === undefined) this.#beyond = replayed;
    else if (recorded === replayed) this.#count++;
    else this.#different = { kind: "different", at: this.#count, recorded, replayed };
  }

  /**
   * The replay is over.
   *
   * @param torn whether the recording ends early: then the replay lacks the last decisions. So may the file, where it
   * ends in a line cut off.
   */
  end(torn: boolean): Comparison {
    if (this.#recorded === undefined) return { kind: "missing" };
    const more = this.#recorded.next();
    this.#file?.close();
    if (this.#different !== undefined) return this.#different;
    const cutOff = torn || this.#recorded.isCutOff;
    if (cutOff || (more === undefined && this.#beyond === undefined)) {
      return { kind: "identical", count: this.#count };
    }
    const [recorded, replayed] = [more ?? "nothing", this.#beyond ?? "nothing"];
    return { kind: "different", at: this.#count, recorded, replayed };
  }
}

/** Compares decisions that are all there already; see {@linkcode DecisionComparer}. */
export function compareDecisions(path: string, replayed: readonly string[], torn: boolean): Comparison {
  const comparer = new DecisionComparer(path);
  for (const line of replayed) comparer.take(line);
  return comparer.end(torn);
}
