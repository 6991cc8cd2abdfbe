/**
 * Which rows and which columns a tree is grown from.
 *
 * @module
 */
import type { Random } from "../../../core/numbers/prng.ts";

/** Rows in rising order, each taken or not. */
export interface RowSample {
  readonly taken: Int32Array;
  readonly left: Int32Array;
}

/** Takes each row with the same probability. */
export function sampleRows(rows: number, share: number, random: Random): RowSample {
  const taken = new Int32Array(rows);
  const left = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (share >= 1 || random.next() < share) taken[count++] = row;
    else left[row - count] = row;
  }
  return { taken: taken.subarray(0, count), left: left.subarray(0, rows - count) };
}

/** Takes a share of the columns, at least one; in rising order. */
export function sampleColumns(columns: number, share: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: columns }, (_, column) => column);
  const count = Math.max(1, Math.floor(columns * share));
  if (count === columns) return all;
  for (let index = 0; index < count; index++) {
    const other = random.integer(index, columns - 1);
    [all[index], all[other]] = [all[other] ?? 0, all[index] ?? 0];
  }
  return all.subarray(0, count).sort();
}
