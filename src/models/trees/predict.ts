/**
 * What a forest says of a row: the logit, without a branch in the walk and without allocating.
 *
 * A row is compared as XGBoost compares it, as 32-bit floats: `value < split` goes left, a missing value (`NaN`) where the
 * node says. The row is written twice, with −∞ for a missing value and with +∞, and a node looks into the one copy or the
 * other; a leaf compares with `NaN`, which nothing is at least, and so leads to itself.
 *
 * @module
 */
import { type Forest, MOST_FEATURES } from "./forest.ts";

/** Both copies of the row that is walked. A call ends before another begins, so one is enough. */
const copies = new Float64Array(2 * MOST_FEATURES);

/** Writes a row's values as 32-bit floats into both copies. */
function copyRow(rows: ArrayLike<number>, from: number, columns: number): void {
  for (let column = 0; column < columns; column++) {
    const value = Math.fround(rows[from + column] ?? NaN);
    const missing = value !== value;
    copies[column] = missing ? -Infinity : value;
    copies[columns + column] = missing ? Infinity : value;
  }
}

/**
 * Adds up the leaves that the copied row comes to, in the order of the trees.
 *
 * The steps down one tree wait for each other, those down four do not: so four are walked together, a fifth faster.
 */
function walk(forest: Forest): number {
  const { roots, depths, slots, splits, left, values } = forest;
  let margin = forest.baseMargin;
  let tree = 0;
  for (; tree + 3 < depths.length; tree += 4) {
    let a = roots[tree] as number;
    let b = roots[tree + 1] as number;
    let c = roots[tree + 2] as number;
    let d = roots[tree + 3] as number;
    // A leaf leads to itself, so the shallower ones may be walked on.
    const steps = Math.max(
      depths[tree] as number,
      depths[tree + 1] as number,
      depths[tree + 2] as number,
      depths[tree + 3] as number,
    );
    for (let step = steps; step > 0; step--) {
      a = (left[a] as number) + Number((copies[slots[a] as number] as number) >= (splits[a] as number));
      b = (left[b] as number) + Number((copies[slots[b] as number] as number) >= (splits[b] as number));
      c = (left[c] as number) + Number((copies[slots[c] as number] as number) >= (splits[c] as number));
      d = (left[d] as number) + Number((copies[slots[d] as number] as number) >= (splits[d] as number));
    }
    margin = margin + (values[a] as number) + (values[b] as number) + (values[c] as number) +
      (values[d] as number);
  }
  for (; tree < depths.length; tree++) {
    let node = roots[tree] as number;
    for (let step = depths[tree] as number; step > 0; step--) {
      node = (left[node] as number) +
        Number((copies[slots[node] as number] as number) >= (splits[node] as number));
    }
    margin += values[node] as number;
  }
  return margin;
}

/**
 * The logit for one row.
 *
 * @param row values in the order of `forest.features`; `NaN` where one is missing
 * @throws {RangeError} for a row with too few values
 */
export function predictMargin(forest: Forest, row: Float64Array): number {
  const columns = forest.features.length;
  if (row.length < columns) throw new RangeError(shortOf("a row", columns, row.length));
  copyRow(row, 0, columns);
  return walk(forest);
}

/**
 * The logits for many rows.
 *
 * @param rows values row by row, in the order of `forest.features`; `NaN` where one is missing
 * @param count how many rows
 * @param out where the logits go
 * @throws {RangeError} for too few values, or too little room
 */
export function predictBatch(
  forest: Forest,
  rows: Float64Array | Float32Array,
  count: number,
  out: Float64Array | Float32Array,
): void {
  const columns = forest.features.length;
  if (rows.length < count * columns) throw new RangeError(shortOf("rows", count * columns, rows.length));
  if (out.length < count) {
    throw new RangeError(`Cannot predict: expected room for ${count}, was ${out.length}`);
  }
  for (let row = 0; row < count; row++) {
    copyRow(rows, row * columns, columns);
    out[row] = walk(forest);
  }
}

function shortOf(what: string, expected: number, given: number): string {
  return `Cannot predict: expected ${what} of ${expected} values, was ${given}`;
}

/** The probability of a logit. */
export function probabilityOf(margin: number): number {
  return 1 / (1 + Math.exp(-margin));
}
