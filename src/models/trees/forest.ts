/**
 * A forest of decision trees as flat arrays: what the predictor walks, the trainer makes and XGBoost's files are read into.
 *
 * All trees lie one behind the other. A tree's nodes are in the order of their depth, and the two children of a node are
 * neighbours, so that a step is one addition: `left + (value < split ? 0 : 1)`. A leaf leads to itself, so that all rows
 * take the same number of steps.
 *
 * @module
 */

/** Most features of a forest; the predictor's memory is made for so many. */
export const MOST_FEATURES = 1_000;

/** Trees that together give the logit of a probability. */
export interface Forest {
  /** Names of the columns, in the order in which a row holds their values. */
  readonly features: readonly string[];
  /** Logit that the leaves' values are added to. */
  readonly baseMargin: number;
  /** First node of each tree, and behind the last tree the number of all nodes. */
  readonly roots: Int32Array;
  /** Steps from each tree's root to its deepest leaf. */
  readonly depths: Int32Array;
  /**
   * Which value a node compares: the column, where a missing value goes left; the column plus the number of columns, where it
   * goes right. 0 in a leaf.
   */
  readonly slots: Int32Array;
  /** Values below go left; a 32-bit float, `NaN` in a leaf. */
  readonly splits: Float64Array;
  /** The left child; the right one is its neighbour. A leaf's own number in a leaf. */
  readonly left: Int32Array;
  /** Logit that a leaf adds, a 32-bit float; in an inner node what it would add if it were a leaf. */
  readonly values: Float64Array;
  /** By how much a split lowered the loss, twice over (XGBoost's `loss_changes`); 0 in a leaf. */
  readonly gains: Float32Array;
  /** Sum of the training rows' second derivatives in a node: p·(1 − p) by weight. */
  readonly covers: Float32Array;
}

/** One tree with its nodes in any order; the root is node 0. */
export interface TreeNodes {
  /** Children of a node, −1 in a leaf. */
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly column: ArrayLike<number>;
  readonly split: ArrayLike<number>;
  /** Whether a missing value goes left: 1 or 0. */
  readonly missingLeft: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  readonly gain: ArrayLike<number>;
  readonly cover: ArrayLike<number>;
  /** How many of the nodes are reachable from the root. */
  readonly size: number;
}

/** Whether a node of a forest is a leaf. */
export function isLeaf(forest: Forest, node: number): boolean {
  return forest.left[node] === node;
}

/** The column that an inner node compares. */
export function columnOf(forest: Forest, node: number): number {
  return (forest.slots[node] ?? 0) % forest.features.length;
}

/** Whether a missing value goes left at an inner node. */
export function missingGoesLeft(forest: Forest, node: number): boolean {
  return (forest.slots[node] ?? 0) < forest.features.length;
}

/** A node's number in its own tree, and its depth below the root. */
interface Placed {
  readonly node: number;
  readonly depth: number;
}

/**
 * Lays trees one behind the other.
 *
 * @param features names of the columns, at least one and at most `MOST_FEATURES`
 * @param baseMargin logit that the leaves' values are added to
 * @param trees trees whose every node is reachable from the root by one way, or unreachable and left out
 */
export function layOut(features: readonly string[], baseMargin: number, trees: readonly TreeNodes[]): Forest {
  if (features.length === 0 || features.length > MOST_FEATURES) {
    throw new RangeError(
      `Cannot make a forest: expected 1 to ${MOST_FEATURES} features, was ${features.length}`,
    );
  }
  const size = trees.reduce((sum, tree) => sum + tree.size, 0);
  const forest = {
    features: [...features],
    baseMargin,
    roots: new Int32Array(trees.length + 1),
    depths: new Int32Array(trees.length),
    slots: new Int32Array(size),
    splits: new Float64Array(size).fill(NaN),
    left: new Int32Array(size),
    values: new Float64Array(size),
    gains: new Float32Array(size),
    covers: new Float32Array(size),
  };
  let root = 0;
  for (const [index, tree] of trees.entries()) {
    forest.roots[index] = root;
    forest.depths[index] = layOutTree(forest, root, tree);
    root += tree.size;
  }
  forest.roots[trees.length] = root;
  return forest;
}

/** Writes one tree into a forest, breadth first; returns its depth. */
function layOutTree(forest: Forest, root: number, tree: TreeNodes): number {
  const queue: Placed[] = [{ node: 0, depth: 0 }];
  let deepest = 0;
  for (let place = 0; place < queue.length; place++) {
    const { node, depth } = queue[place] ?? { node: 0, depth: 0 };
    const at = root + place;
    const left = tree.left[node] ?? -1;
    forest.values[at] = Math.fround(tree.value[node] ?? 0);
    forest.covers[at] = tree.cover[node] ?? 0;
    deepest = Math.max(deepest, depth);
    if (left < 0) {
      forest.left[at] = at;
      continue;
    }
    forest.left[at] = root + queue.length;
    forest.splits[at] = Math.fround(tree.split[node] ?? NaN);
    forest.slots[at] = (tree.column[node] ?? 0) + (tree.missingLeft[node] === 1 ? 0 : forest.features.length);
    forest.gains[at] = tree.gain[node] ?? 0;
    queue.push({ node: left, depth: depth + 1 }, { node: tree.right[node] ?? -1, depth: depth + 1 });
  }
  return deepest;
}

/** The first trees of a forest alone. */
export function firstTrees(forest: Forest, trees: number): Forest {
  const kept = Math.min(Math.max(trees, 0), forest.depths.length);
  const nodes = forest.roots[kept] ?? 0;
  return {
    ...forest,
    roots: forest.roots.slice(0, kept + 1),
    depths: forest.depths.slice(0, kept),
    slots: forest.slots.slice(0, nodes),
    splits: forest.splits.slice(0, nodes),
    left: forest.left.slice(0, nodes),
    values: forest.values.slice(0, nodes),
    gains: forest.gains.slice(0, nodes),
    covers: forest.covers.slice(0, nodes),
  };
}
