/**
 * The file of decisions beside a recording.
 *
 * @module
 */
import type { Outcome } from "../core/outcomes.ts";
import { formatDecision } from "./decisions.ts";

/** Where the decisions of a recording are kept: `X.jsonl(.gz)` has `X.decisions.jsonl`. */
export function decisionsPath(recording: string): string {
  return `${recording.replace(/\.jsonl(\.gz)?$/, "")}.decisions.jsonl`;
}

/** Writes decisions as they are taken. A disk that takes no more ends the writing, never the session. */
export class DecisionWriter {
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #encoder = new TextEncoder();
  #failure: string | undefined;

  /** @throws as the file system does, where the file cannot be made */
  constructor(path: string) {
    this.path = path;
    this.#file = Deno.openSync(path, { write: true, createNew: true });
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
      for (let written = 0; written < bytes.length;) written += this.#file.writeSync(bytes.subarray(written));
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
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
 * Compares a replay's decisions with the kept ones, byte for byte.
 *
 * @param torn whether the recording ends early: then the replay may lack the last decisions, and the file's last line
 * may be cut off
 */
export async function compareDecisions(
  path: string,
  replayed: readonly string[],
  torn: boolean,
): Promise<Comparison> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { kind: "missing" };
    throw error;
  }
  const whole = text.endsWith("\n") || text === "";
  const recorded = text.split("\n").slice(0, -1);
  const tolerant = torn || !whole;
  const count = Math.max(recorded.length, replayed.length);
  for (let at = 0; at < count; at++) {
    const left = recorded[at];
    const right = replayed[at];
    if (tolerant && (left === undefined || right === undefined)) return { kind: "identical", count: at };
    if (left !== right) {
      return { kind: "different", at, recorded: left ?? "nothing", replayed: right ?? "nothing" };
    }
  }
  return { kind: "identical", count };
}
