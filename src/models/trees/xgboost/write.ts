/**
 * A forest as an XGBoost JSON model, in the form of version 1.7, which all later versions read.
 *
 * @module
 */
import { columnOf, type Forest, isLeaf, missingGoesLeft } from "../forest.ts";

/** What XGBoost writes as the parent of a root. */
const NO_PARENT = 2_147_483_647;
/** Digits that always tell one 32-bit float from its neighbours. */
const ENOUGH_DIGITS = 9;

/** A 32-bit float as the number of fewest digits that reads as it. */
function shortest(value: number): number {
  const float = Math.fround(value);
  for (let digits = 1; digits < ENOUGH_DIGITS; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(ENOUGH_DIGITS));
}

/** One tree as arrays of its nodes. */
interface NodeArrays {
  readonly base_weights: number[];
  readonly default_left: number[];
  readonly left_children: number[];
  readonly loss_changes: number[];
  readonly parents: number[];
  readonly right_children: number[];
  readonly split_conditions: number[];
  readonly split_indices: number[];
  readonly split_type: number[];
  readonly sum_hessian: number[];
}

function emptyArrays(): NodeArrays {
  return {
    base_weights: [],
    default_left: [],
    left_children: [],
    loss_changes: [],
    parents: [NO_PARENT],
    right_children: [],
    split_conditions: [],
    split_indices: [],
    split_type: [],
    sum_hessian: [],
  };
}

/** Appends a node; children come behind their parents, so each node finds its parent written. */
function addNode(arrays: NodeArrays, forest: Forest, root: number, node: number): void {
  const leaf = isLeaf(forest, node);
  const left = leaf ? -1 : (forest.left[node] ?? 0) - root;
  const value = shortest(forest.values[node] ?? 0);
  arrays.base_weights.push(value);
  arrays.default_left.push(!leaf && missingGoesLeft(forest, node) ? 1 : 0);
  arrays.left_children.push(left);
  arrays.right_children.push(leaf ? -1 : left + 1);
  arrays.loss_changes.push(shortest(forest.gains[node] ?? 0));
  arrays.split_conditions.push(leaf ? value : shortest(forest.splits[node] ?? 0));
  arrays.split_indices.push(leaf ? 0 : columnOf(forest, node));
  arrays.split_type.push(0);
  arrays.sum_hessian.push(shortest(forest.covers[node] ?? 0));
  if (!leaf) arrays.parents[left] = arrays.parents[left + 1] = node - root;
}

function treeOf(arrays: NodeArrays, id: number, features: number): Record<string, unknown> {
  return {
    ...arrays,
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    id,
    tree_param: {
      num_deleted: "0",
      num_feature: String(features),
      num_nodes: String(arrays.left_children.length),
      size_leaf_vector: "0",
    },
  };
}

/** A tree of one leaf. */
function leafOf(value: number): NodeArrays {
  const arrays = emptyArrays();
  const short = shortest(value);
  for (const [name, node] of Object.entries(arrays)) {
    if (name === "base_weights" || name === "split_conditions") node.push(short);
    else if (name === "left_children" || name === "right_children") node.push(-1);
    else if (name !== "parents") node.push(0);
  }
  return arrays;
}

/**
 * A forest as the object that is an XGBoost model once it is written as JSON.
 *
 * A base other than 0 is a first tree of one leaf: `base_score` is a 32-bit probability, which cannot hold a logit that is
 * far from 0.
 */
export function xgboostModel(forest: Forest): Record<string, unknown> {
  const all = forest.baseMargin === 0 ? [] : [leafOf(forest.baseMargin)];
  for (let tree = 0; tree < forest.depths.length; tree++) {
    const root = forest.roots[tree] ?? 0;
    const arrays = emptyArrays();
    for (let node = root; node < (forest.roots[tree + 1] ?? 0); node++) addNode(arrays, forest, root, node);
    all.push(arrays);
  }
  return {
    learner: {
      attributes: {},
      feature_names: [...forest.features],
      feature_types: forest.features.map(() => "float"),
      gradient_booster: {
        model: {
          gbtree_model_param: {
            num_parallel_tree: "1",
            num_trees: String(all.length),
            size_leaf_vector: "0",
          },
          tree_info: all.map(() => 0),
          trees: all.map((arrays, id) => treeOf(arrays, id, forest.features.length)),
        },
        name: "gbtree",
      },
      learner_model_param: {
        base_score: "5E-1",
        boost_from_average: "0",
        num_class: "0",
        num_feature: String(forest.features.length),
        num_target: "1",
      },
      objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } },
    },
    version: [1, 7, 4],
  };
}

/** A forest as the text of an XGBoost JSON model. */
export function writeXgboostJson(forest: Forest): string {
  return JSON.stringify(xgboostModel(forest));
}
