/**
 * The grid of a sweep: for each parameter the values to try.
 *
 * @module
 */
import { z } from "zod";
import { refuse, type Result, succeed } from "../../core/result.ts";

const value = z.union([z.number(), z.string(), z.boolean()]);

/** Most values that a range may stand for. */
const MOST_VALUES = 100_000;
/** Sums of decimal steps are rounded to so many digits: 0.1 + 0.2 is 0.3. */
const DIGITS = 9;

/** Whether all values are different, and all numbers finite. */
function areDistinct(values: readonly (number | string | boolean)[]): boolean {
  return new Set(values).size === values.length &&
    values.every((each) => typeof each !== "number" || Number.isFinite(each));
}

const RangeSchema = z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive() });

/** A grid as it is written: lists of values, or ranges. */
export const GridSchema = z.record(z.string().min(1), z.union([z.array(value).min(1), RangeSchema]));

/** Refuses values of a parameter that are not different from each other, or too many. */
function checkValues(name: string, given: z.output<typeof GridSchema>[string]): Result<void> {
  const bad = (problem: string) => refuse("bad_grid", `Cannot use the grid: ${name}: ${problem}`);
  if (Array.isArray(given)) return areDistinct(given) ? succeed(undefined) : bad("a value is there twice");
  const { from, to, step } = given;
  if (from > to) return bad("from must not be above to");
  if ((to - from) / step > MOST_VALUES - 1) return bad(`more than ${MOST_VALUES} values`);
  return areDistinct(valuesOf(given))
    ? succeed(undefined)
    : bad("the step is too small, or the values are too large, to tell them apart");
}

/** Parameters by name. */
export type Parameters = Readonly<Record<string, number | string | boolean>>;

/** The values of each parameter. Its cells are numbered from 0, the last parameter turning fastest. */
export class Grid {
  readonly #axes: readonly { readonly name: string; readonly values: readonly Parameters[string][] }[];
  /** How many cells there are. */
  readonly cells: number;

  /** @param given a checked grid */
  constructor(given: z.output<typeof GridSchema>) {
    // By name, so that the same grid written in another order is the same grid.
    this.#axes = Object.entries(given).sort(([a], [b]) => a < b ? -1 : 1)
      .map(([name, values]) => ({ name, values: Array.isArray(values) ? values : valuesOf(values) }));
    this.cells = this.#axes.reduce((product, { values }) => product * values.length, 1);
  }

  /** The values of each parameter, by name. */
  get axes(): Readonly<Record<string, readonly Parameters[string][]>> {
    return Object.fromEntries(this.#axes.map(({ name, values }) => [name, values]));
  }

  /** The parameters of a cell, by name. */
  cell(index: number): Parameters {
    let cells = this.cells;
    let rest = index;
    return Object.fromEntries(this.#axes.map(({ name, values }) => {
      cells /= values.length;
      const place = Math.floor(rest / cells);
      rest -= place * cells;
      return [name, values[place] ?? 0];
    }));
  }
}

function valuesOf({ from, to, step }: { from: number; to: number; step: number }): number[] {
  const scale = 10 ** DIGITS;
  const count = Math.floor((to - from) / step + 1 / scale) + 1;
  return Array.from({ length: count }, (_, index) => Math.round((from + index * step) * scale) / scale);
}

/**
 * Reads a grid.
 *
 * @param text JSON such as `{"threshold": [0.8, 0.9], "stake": {"from": 10, "to": 50, "step": 10}}`
 */
export function readGrid(text: string): Result<Grid> {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return refuse(
      "bad_grid",
      `Cannot use the grid: expected JSON such as {"threshold":[0.8,0.9]}, it is none`,
    );
  }
  const parsed = GridSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") || "it";
    const expected = `expected a list of values, or {"from":…,"to":…,"step":…}`;
    return refuse(
      "bad_grid",
      `Cannot use the grid: ${where}: ${issue?.message ?? "not as expected"}; ${expected}`,
    );
  }
  for (const [name, values] of Object.entries(parsed.data)) {
    const checked = checkValues(name, values);
    if (!checked.ok) return checked;
  }
  const grid = new Grid(parsed.data);
  if (Object.keys(parsed.data).length === 0) {
    return refuse("bad_grid", "Cannot use the grid: it names no parameter");
  }
  if (!Number.isSafeInteger(grid.cells)) {
    return refuse("bad_grid", "Cannot use the grid: it has more cells than can be counted; use fewer values");
  }
  return succeed(grid);
}
