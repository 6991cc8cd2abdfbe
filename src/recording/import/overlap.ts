/**
 * Files that tell of the same market at the same time: imported together they would change its book twice.
 *
 * @module
 */
import { refuse, type Refused } from "../format/refusals.ts";

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

/** Pairs that are named; more are counted. */
const MOST_NAMED = 20;

/** Names all files that overlap, pair by pair. */
export function findOverlap(files: readonly SurveyedFile[]): Refused | undefined {
  const pairs: string[] = [];
  for (const [index, later] of files.entries()) {
    for (const earlier of files.slice(0, index)) {
      const [market, ...more] = sharedMarkets(earlier, later);
      if (market === undefined) continue;
      const others = more.length === 0
        ? ""
        : ` and ${more.length} more market${more.length === 1 ? "" : "s"}`;
      pairs.push(`"${earlier.path}" and "${later.path}" hold ${market}${others} at the same time`);
    }
  }
  if (pairs.length === 0) return undefined;
  const named = pairs.slice(0, MOST_NAMED).join("; ");
  const rest = pairs.length > MOST_NAMED ? `; and ${pairs.length - MOST_NAMED} more pairs` : "";
  const advice = pairs.length === 1 ? "give one of them" : "give one of each pair";
  return refuse("overlap", `Cannot import: ${named}${rest}; ${advice}`);
}

/** Markets that two files tell of at the same time. */
function sharedMarkets(earlier: SurveyedFile, later: SurveyedFile): string[] {
  const shared: string[] = [];
  for (const [market, span] of later.markets) {
    const other = earlier.markets.get(market);
    if (other === undefined) continue;
    const sharedMs = Math.min(span.lastAt, other.lastAt) - Math.max(span.firstAt, other.firstAt);
    if (sharedMs > TOLERATED_OVERLAP_MS || earlier.path === later.path) shared.push(market);
  }
  return shared;
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
