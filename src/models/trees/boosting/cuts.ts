/**
 * Where a column is cut into bins.
 *
 * @module
 */

/** A column's bins: bin `b` holds the values from `bounds[b]` up to, and without, `bounds[b + 1]`. */
export interface Cuts {
  /**
   * The least value, then the cut between each bin and the next, then one above the greatest value; all of them 32-bit floats
   * in rising order. A split at `bounds[b]` sends the bins below `b` left.
   */
  readonly bounds: Float32Array;
  /** Bins of values, `bounds.length − 1`; a missing value is the bin behind them. */
  readonly bins: number;
  /** Whether any value was missing. */
  readonly missing: boolean;
}

/** The values of a column that differ, rising, and how much each weighs. */
interface Distinct {
  readonly values: Float32Array;
  readonly weights: Float64Array;
}

/** Index of the last entry that is at most `value`, between two indices of which the lower is known to be. */
function lastAtMost(values: Float32Array, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((values[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function distinctOf(present: Float32Array): Distinct {
  const values = present.slice();
  const weights = new Float64Array(present.length);
  let last = -1;
  for (const value of present) {
    if (last < 0 || value !== values[last]) values[++last] = value;
    weights[last] = (weights[last] ?? 0) + 1;
  }
  return { values: values.subarray(0, last + 1), weights: weights.subarray(0, last + 1) };
}

function weigh(column: Float32Array | Float64Array, weights: ArrayLike<number>, distinct: Distinct): void {
  const { values, weights: sums } = distinct;
  sums.fill(0);
  for (let row = 0; row < column.length; row++) {
    const value = Math.fround(column[row] ?? NaN);
    if (Number.isNaN(value)) continue;
    const at = lastAtMost(values, value, 0, values.length - 1);
    sums[at] = (sums[at] ?? 0) + (weights[row] ?? 0);
  }
}

/** A 32-bit float that is above one value and not above the next. */
function between(below: number, above: number): number {
  const middle = Math.fround(below + (above - below) / 2);
  return middle > below ? middle : above;
}

/** The greatest 32-bit float. */
const GREATEST = (2 - 2 ** -23) * 2 ** 127;

/** A 32-bit float that is clearly above a value; a finite one, since it can become a split in a file. */
function beyond(value: number): number {
  return Math.min(Math.fround(value + Math.max(1, Math.abs(value)) * 0.001), GREATEST);
}

/**
 * Cuts a column into bins of about equal weight: one for each value if they are few enough.
 *
 * @param weights how often each row counts; once each without
 * @param most most bins, without the one for missing values
 */
export function cutColumn(
  column: Float32Array | Float64Array,
  weights: ArrayLike<number> | undefined,
  most: number,
): Cuts {
  const sorted = Float32Array.from(column).sort();
  // Sorting puts what is missing last.
  let count = sorted.length;
  while (count > 0 && Number.isNaN(sorted[count - 1])) count--;
  const missing = count < sorted.length;
  if (count === 0) return { bounds: Float32Array.of(0, 1), bins: 1, missing };
  const distinct = distinctOf(sorted.subarray(0, count));
  if (weights !== undefined) weigh(column, weights, distinct);
  const bounds = boundsOf(distinct, most);
  return { bounds, bins: bounds.length - 1, missing };
}

function boundsOf({ values, weights }: Distinct, most: number): Float32Array {
  const bounds = [values[0] ?? 0];
  let remaining = weights.reduce((sum, weight) => sum + weight, 0);
  let held = 0;
  for (let index = 0; index + 1 < values.length; index++) {
    held += weights[index] ?? 0;
    const binsLeft = most - bounds.length + 1;
    if (binsLeft === 1) break;
    // As many values left as bins: each has its own.
    const valuesLeft = values.length - index;
    if (valuesLeft > binsLeft && held < remaining / binsLeft) continue;
    bounds.push(between(values[index] ?? 0, values[index + 1] ?? 0));
    remaining -= held;
    held = 0;
  }
  bounds.push(beyond(values.at(-1) ?? 0));
  return Float32Array.from(bounds);
}

/** The bin of a 32-bit value; the bin behind the last of a missing one. */
export function binOf({ bounds, bins }: Cuts, value: number): number {
  return Number.isNaN(value) ? bins : lastAtMost(bounds, value, 0, bins - 1);
}
