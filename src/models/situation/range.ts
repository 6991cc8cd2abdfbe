/**
 * Numbers of a situation against what a game can have.
 *
 * @module
 */
import { type Refusal, refuse } from "../../core/result.ts";

/** What a number of a situation may be. */
export interface Range<Situation> {
  readonly field: keyof Situation & string;
  readonly from: number;
  readonly to: number;
  readonly whole?: boolean;
  /** Whether NaN, "not known", is allowed. */
  readonly unknown?: boolean;
}

/** A refusal as a result. */
export type Refused = { readonly ok: false; readonly reason: Refusal };

/** A refusal that names the field, what it may be and what it was. */
export function outOfRange(field: string, expected: string, was: unknown): Refused {
  return refuse("situation_out_of_range", `Impossible situation: ${field} must be ${expected}, was ${was}`);
}

/** The first number that is outside its range, as a refusal. */
export function checkNumbers<Situation>(
  situation: Situation,
  ranges: readonly Range<Situation>[],
): Refused | undefined {
  for (let index = 0; index < ranges.length; index++) {
    const range = ranges[index];
    if (range === undefined) continue;
    const { field, from, to, whole = false, unknown = false } = range;
    const value: unknown = situation[field];
    if (unknown && Number.isNaN(value)) continue;
    const fits = typeof value === "number" && value >= from && value <= to &&
      (!whole || Number.isInteger(value));
    if (!fits) return outOfRange(field, `${whole ? "a whole number from" : "from"} ${from} to ${to}`, value);
  }
  return undefined;
}
