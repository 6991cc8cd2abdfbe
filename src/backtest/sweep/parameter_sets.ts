/**
 * The parameter sets that a sweep tries: all cells of its grid, or a random sample of them.
 *
 * @module
 */
import { Random } from "../../core/numbers/prng.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { RegisteredStrategy } from "../../core/strategy/strategy.ts";
import type { Grid, Parameters } from "./grid.ts";

/** One set. */
export interface ParameterSet {
  /** The cell of the grid. */
  readonly cell: number;
  readonly parameters: Parameters;
}

/** The sets, and what was left out. */
export interface ChosenSets {
  /** By cell. */
  readonly sets: readonly ParameterSet[];
  /** How many cells the strategy refuses, for example where a least is above a most. */
  readonly refused: number;
  /** Why the first of them is refused. */
  readonly firstRefusal?: string;
}

/** A random sample. */
export interface Sample {
  readonly count: number;
  readonly seed: number;
}

/** So many different whole numbers below a bound, ascending (Floyd's method: each subset is as likely as any). */
export function sampleCells(cells: number, { count, seed }: Sample): number[] {
  const random = new Random(seed);
  // One draw has 32 bits, and a grid may have more cells than that.
  const wide = () =>
    (Math.floor(random.next() * 2 ** 26) * 2 ** 27 + Math.floor(random.next() * 2 ** 27)) / 2 ** 53;
  const chosen = new Set<number>();
  for (let last = cells - count; last < cells; last++) {
    const pick = Math.floor(wide() * (last + 1));
    chosen.add(chosen.has(pick) ? last : pick);
  }
  return [...chosen].sort((a, b) => a - b);
}

/**
 * Chooses the sets and checks each with the strategy.
 *
 * @param fixed parameters that all sets have
 * @returns a refusal where a parameter is unknown, or no set is left
 */
export function chooseSets(
  strategy: RegisteredStrategy,
  grid: Grid,
  fixed: Readonly<Record<string, unknown>>,
  sample?: Sample,
): Result<ChosenSets> {
  const twice = Object.keys(grid.axes).find((name) => name in fixed);
  if (twice !== undefined) {
    return refuse(
      "bad_grid",
      `Cannot sweep ${twice}: it is both in the grid and in --params; expected it in one`,
    );
  }
  const isSample = sample !== undefined && sample.count < grid.cells;
  const cells = isSample
    ? sampleCells(grid.cells, sample)
    : Array.from({ length: grid.cells }, (_, cell) => cell);
  const sets: ParameterSet[] = [];
  let refused = 0;
  let firstRefusal: string | undefined;
  for (const cell of cells) {
    const parameters = grid.cell(cell);
    const made = strategy.make({ ...fixed, ...parameters });
    if (made.ok) {
      sets.push({ cell, parameters });
      continue;
    }
    refused++;
    firstRefusal ??= made.reason.message;
  }
  if (sets.length === 0) return refuse("bad_grid", firstRefusal ?? "Cannot sweep: the grid has no cells");
  return succeed({ sets, refused, ...(firstRefusal === undefined ? {} : { firstRefusal }) });
}
