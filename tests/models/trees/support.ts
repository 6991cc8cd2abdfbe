/**
 * Trees written by hand.
 *
 * @module
 */
import { type Forest, layOut, type TreeNodes } from "../../../src/models/trees/forest.ts";

/** A leaf's value, or a split: values below it go to `below`, a missing one to `missing`. */
export type Drawn =
  | number
  | {
    readonly column: number;
    readonly split: number;
    readonly below: Drawn;
    readonly above: Drawn;
    readonly missing: "below" | "above";
  };

/** The nodes of a tree that is drawn as nested splits, depth first. */
export function nodesOf(drawn: Drawn): TreeNodes {
  const nodes = {
    left: [] as number[],
    right: [] as number[],
    column: [] as number[],
    split: [] as number[],
    missingLeft: [] as number[],
    value: [] as number[],
    gain: [] as number[],
    cover: [] as number[],
  };
  const add = (part: Drawn): number => {
    const node = nodes.left.length;
    const leaf = typeof part === "number";
    nodes.left.push(-1);
    nodes.right.push(-1);
    nodes.column.push(leaf ? 0 : part.column);
    nodes.split.push(leaf ? NaN : part.split);
    nodes.missingLeft.push(!leaf && part.missing === "below" ? 1 : 0);
    nodes.value.push(leaf ? part : 0);
    nodes.gain.push(leaf ? 0 : 1);
    nodes.cover.push(1);
    if (!leaf) {
      nodes.left[node] = add(part.below);
      nodes.right[node] = add(part.above);
    }
    return node;
  };
  add(drawn);
  return { ...nodes, size: nodes.left.length };
}

/** A forest of trees that are drawn as nested splits. */
export function forestOf(features: readonly string[], baseMargin: number, drawn: readonly Drawn[]): Forest {
  return layOut(features, baseMargin, drawn.map(nodesOf));
}

/** The leaf a drawn tree gives for a row of 32-bit floats, by the plainest walk there is. */
export function walkDrawn(drawn: Drawn, row: ArrayLike<number>): number {
  if (typeof drawn === "number") return Math.fround(drawn);
  const value = Math.fround(row[drawn.column] ?? NaN);
  const below = Number.isNaN(value) ? drawn.missing === "below" : value < Math.fround(drawn.split);
  return walkDrawn(below ? drawn.below : drawn.above, row);
}
