/**
 * One tree of a file, held against what a tree is before anything walks it.
 *
 * @module
 */
import type { TreeNodes } from "../forest.ts";
import { MOST_DEPTH } from "./limits.ts";
import type { XgboostTree } from "./schema.ts";

/** How XGBoost marks a node that it pruned and left in the file: all bits of the column set, or all but the highest. */
const DELETED = new Set([2_147_483_647, 4_294_967_295]);

const ARRAYS = [
  "left_children",
  "right_children",
  "split_indices",
  "split_conditions",
  "default_left",
  "base_weights",
  "loss_changes",
  "sum_hessian",
] as const;

/** A tree whose nodes can be walked, or what is wrong with it. */
export type CheckedTree =
  | { readonly ok: true; readonly nodes: TreeNodes }
  | { readonly ok: false; readonly problem: string };

function wrong(problem: string): CheckedTree {
  return { ok: false, problem };
}

/** Whether a number is one that a 32-bit float holds. */
function isFloat(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(Math.fround(value));
}

/** What is wrong with an inner node by itself, if anything is. */
function problemOf(tree: XgboostTree, node: number, columns: number): string | undefined {
  const size = tree.left_children.length;
  for (const child of [tree.left_children[node], tree.right_children[node]]) {
    if (child === undefined || !Number.isInteger(child) || child < 1 || child >= size) {
      return `node ${node} leads to node ${child}, expected 1 to ${size - 1}`;
    }
  }
  const column = tree.split_indices[node];
  if (column === undefined || !Number.isInteger(column) || column < 0 || column >= columns) {
    return `node ${node} splits by feature ${column}, expected 0 to ${columns - 1}`;
  }
  return undefined;
}

/**
 * Checks that every node is reached from the root by one way, or is marked as deleted; that columns, splits and leaves are
 * ones that can be compared and added; and that no way is too long.
 *
 * @param columns how many features there are
 */
export function checkTree(tree: XgboostTree, columns: number): CheckedTree {
  const size = tree.left_children.length;
  if (size === 0 || tree.tree_param.num_nodes !== size) {
    return wrong(`has ${size} nodes, expected the ${tree.tree_param.num_nodes} of num_nodes, at least 1`);
  }
  const uneven = ARRAYS.find((name) => (tree[name]?.length ?? size) !== size);
  if (uneven !== undefined) return wrong(`has ${tree[uneven]?.length} ${uneven}, expected ${size}`);

  const depths = new Int32Array(size).fill(-1);
  const reached = [0];
  depths[0] = 0;
  for (const node of reached) {
    if (!isFloat(tree.split_conditions[node])) {
      return wrong(`node ${node} has ${tree.split_conditions[node]}, expected a finite 32-bit number`);
    }
    const [left, right] = [tree.left_children[node] ?? -1, tree.right_children[node] ?? -1];
    if (left === -1 && right === -1) continue;
    const problem = problemOf(tree, node, columns);
    if (problem !== undefined) return wrong(problem);
    const depth = (depths[node] ?? 0) + 1;
    if (depth > MOST_DEPTH) return wrong(`is deeper than ${MOST_DEPTH} steps`);
    for (const child of [left, right]) {
      if (depths[child] !== -1) return wrong(`leads to node ${child} twice, expected no circles`);
      depths[child] = depth;
      reached.push(child);
    }
  }
  return unreachedProblem(tree, depths, reached.length) ?? { ok: true, nodes: nodesOf(tree, reached.length) };
}

/** Refuses nodes that nothing leads to, unless they are marked as deleted and counted as such. */
function unreachedProblem(
  tree: XgboostTree,
  depths: Int32Array,
  reached: number,
): CheckedTree | undefined {
  const lost = depths.findIndex((depth, node) => depth === -1 && !DELETED.has(tree.split_indices[node] ?? 0));
  if (lost !== -1) return wrong(`has node ${lost}, which nothing leads to`);
  const deleted = tree.tree_param.num_deleted ?? 0;
  const unreached = depths.length - reached;
  return unreached === deleted
    ? undefined
    : wrong(`has ${unreached} deleted nodes, expected the ${deleted} of num_deleted`);
}

function nodesOf(tree: XgboostTree, size: number): TreeNodes {
  const { left_children: left, split_conditions: conditions, base_weights: weights } = tree;
  const finite = (value: number | undefined) => isFloat(value) ? value : 0;
  return {
    left,
    right: tree.right_children,
    column: tree.split_indices,
    split: conditions,
    missingLeft: tree.default_left.map(Number),
    value: conditions.map((condition, node) => left[node] === -1 ? condition : finite(weights?.[node])),
    gain: conditions.map((_, node) => finite(tree.loss_changes?.[node])),
    cover: conditions.map((_, node) => finite(tree.sum_hessian?.[node])),
    size,
  };
}
