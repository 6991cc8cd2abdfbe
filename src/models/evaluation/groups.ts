/**
 * How rows are grouped: by the time left, by season.
 *
 * @module
 */
import type { Sport } from "../situation/sport.ts";
import type { NamedGroups } from "./evaluate.ts";

/** A span of regulation: rows with at least so many seconds left. */
interface Span {
  readonly from: number;
  readonly name: string;
}

/** From the end to the start; overtime is a span of its own. */
const SPANS: Readonly<Record<Sport, readonly Span[]>> = {
  nba: [
    { from: 0, name: "last minute" },
    { from: 60, name: "1–6 min left" },
    { from: 360, name: "6–12 min left" },
    { from: 720, name: "3rd quarter" },
    { from: 1_440, name: "2nd quarter" },
    { from: 2_160, name: "1st quarter" },
  ],
  nfl: [
    { from: 0, name: "last 2 minutes" },
    { from: 120, name: "2–5 min left" },
    { from: 300, name: "5–15 min left" },
    { from: 900, name: "3rd quarter" },
    { from: 1_800, name: "2nd quarter" },
    { from: 2_700, name: "1st quarter" },
  ],
};

/**
 * Rows by the time left.
 *
 * @param left seconds left by row: of regulation, or of the overtime being played
 * @param overtime 1 in overtime, by row
 */
export function byTimeLeft(sport: Sport, left: ArrayLike<number>, overtime: ArrayLike<number>): NamedGroups {
  const spans = SPANS[sport];
  const groupOf = new Int8Array(left.length);
  for (let row = 0; row < groupOf.length; row++) {
    let span = spans.length - 1;
    while (span > 0 && (left[row] ?? 0) < (spans[span]?.from ?? 0)) span--;
    groupOf[row] = overtime[row] === 1 ? spans.length : span;
  }
  return { groupOf, count: spans.length + 1, names: [...spans.map(({ name }) => name), "overtime"] };
}

/** Rows by season, the earliest first. */
export function bySeason(seasons: ArrayLike<number>): NamedGroups & { readonly seasons: readonly number[] } {
  const known = new Set<number>();
  for (let row = 0; row < seasons.length; row++) known.add(seasons[row] ?? 0);
  const ordered = [...known].sort((one, other) => one - other);
  const placeOf = new Map(ordered.map((season, place) => [season, place]));
  const groupOf = new Int32Array(seasons.length);
  for (let row = 0; row < groupOf.length; row++) groupOf[row] = placeOf.get(seasons[row] ?? 0) ?? -1;
  return { groupOf, count: ordered.length, names: ordered.map(String), seasons: ordered };
}
