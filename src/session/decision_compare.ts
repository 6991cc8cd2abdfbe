/**
 * Compares a replay's decisions with those that the session kept.
 *
 * @module
 */
import { LineReader } from "../lib/line_file.ts";

/** The result of comparing a replay with the session's decisions. */
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
