/**
 * What a tree says of rows that are bins already: rows it was not grown from.
 *
 * @module
 */
import type { BinnedColumns } from "./binned.ts";
import type { GrownTree } from "./tree_grower.ts";
import { goesLeft } from "./partition.ts";

/** A leaf has no table of bins. */
const EMPTY = new Uint8Array(0);

/** Adds the value of the leaf that each row comes to to its logit. */
export function addLeaves(
  tree: GrownTree,
  binned: BinnedColumns,
  rows: Int32Array,
  margins: Float64Array,
): void {
  if (rows.length === 0) return;
  const left = Int32Array.from(tree.left);
  const right = Int32Array.from(tree.right);
  const values = Float64Array.from(tree.value);
  const nodes = tree.left.map((child, node) => {
    const column = tree.column[node] ?? 0;
    const missingBin = binned.cuts[column]?.bins ?? 0;
    return {
      bins: binned.columns[column] ?? new Uint8Array(binned.rows),
      left: child < 0 ? EMPTY : goesLeft(tree.bound[node] ?? 0, missingBin, tree.missingLeft[node] === 1),
    };
  });
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    let node = 0;
    while ((left[node] as number) >= 0) {
      const at = nodes[node] as typeof nodes[number];
      node = (at.left[at.bins[row] as number] === 1 ? left[node] : right[node]) as number;
    }
    margins[row] = (margins[row] as number) + (values[node] as number);
  }
}
