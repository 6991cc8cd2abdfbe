/**
 * Files that tell of the same market at the same time: imported together they would change its book twice.
 *
 * @module
 */
import { type Refusal, refuse } from "./refusal.ts";

/** From when to when a market shows up in a file, Unix milliseconds. */
export interface TimeSpan {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A file, as far as order in time goes. */
export interface SurveyedFile extends TimeSpan {
  readonly path: string;
  readonly markets: ReadonlyMap<string, TimeSpan>;
}

/** Rotated files may overlap by the whole seconds that some times are stamped in. */
const TOLERATED_OVERLAP_MS = 1000;

/** Names two files that overlap, if any do. */
export function findOverlap(files: readonly SurveyedFile[]): Refusal | undefined {
  for (const [index, later] of files.entries()) {
    for (const earlier of files.slice(0, index)) {
      for (const [market, span] of later.markets) {
        const other = earlier.markets.get(market);
        if (other === undefined) continue;
        const sharedMs = Math.min(span.lastAt, other.lastAt) - Math.max(span.firstAt, other.firstAt);
        if (sharedMs <= TOLERATED_OVERLAP_MS && earlier.path !== later.path) continue;
        const both = `"${earlier.path}" and "${later.path}"`;
        return refuse("overlap", `Cannot import: ${both} hold ${market} at the same time; give one of them`);
      }
    }
  }
  return undefined;
}

/**
 * When a file begins: not before an earlier one that holds a market of it has ended. Unix milliseconds.
 *
 * @param files all files, in order of their beginning
 */
export function startOf(file: SurveyedFile, files: readonly SurveyedFile[]): number {
  let startAt = file.firstAt;
  for (const earlier of files.slice(0, files.indexOf(file))) {
    const shares = [...file.markets.keys()].some((market) => earlier.markets.has(market));
    if (shares) startAt = Math.max(startAt, earlier.lastAt);
  }
  return startAt;
}
