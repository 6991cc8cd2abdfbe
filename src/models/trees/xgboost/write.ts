/**
 * A forest as the text of an XGBoost JSON model, in the form of version 1.7, which all later versions read.
 *
 * XGBoost tells whole numbers from others by their text and refuses `5` where it wants `5.0`, so what holds a 32-bit float
 * is written here by hand.
 *
 * @module
 */
import { columnOf, type Forest, isLeaf, missingGoesLeft } from "../forest.ts";

/** What XGBoost writes as the parent of a root. */
const NO_PARENT = 2_147_483_647;
/** Digits that always tell one 32-bit float from its neighbours. */
const ENOUGH_DIGITS = 9;

/** A 32-bit float in the fewest digits that read as it, and never as a whole number. */
function floatText(value: number): string {
  const float = Math.fround(value);
  let short = float;
  for (let digits = 1; digits <= ENOUGH_DIGITS; digits++) {
    short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) break;
  }
  const text = String(short);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The arrays of one tree by name, as texts of their items. */
type NodeTexts = Readonly<Record<string, string[]>>;

function emptyTexts(): NodeTexts {
  return {
    base_weights: [],
    default_left: [],
    left_children: [],
    loss_changes: [],
    parents: [],
    right_children: [],
    split_conditions: [],
    split_indices: [],
    split_type: [],
    sum_hessian: [],
  };
}

function addNode(texts: NodeTexts, node: Readonly<Record<string, string>>): void {
  for (const [name, items] of Object.entries(texts)) items.push(node[name] ?? "0");
}

function treeText(texts: NodeTexts, id: number, features: number): string {
  const size = texts.left_children?.length ?? 0;
  const arrays = Object.entries(texts).map(([name, items]) => `"${name}":[${items.join(",")}]`);
  const rest = JSON.stringify({
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    id,
    tree_param: {
      num_deleted: "0",
      num_feature: String(features),
      num_nodes: String(size),
      size_leaf_vector: "0",
    },
  });
  return `{${arrays.join(",")},${rest.slice(1)}`;
}

function leafTexts(value: number, parent: number, cover: number): Readonly<Record<string, string>> {
  return {
    base_weights: floatText(value),
    left_children: "-1",
    loss_changes: "0.0",
    parents: String(parent),
    right_children: "-1",
    split_conditions: floatText(value),
    sum_hessian: floatText(cover),
  };
}

/** A forest's tree; children come behind their parents, so each node's parent is known when it is written. */
function textsOf(forest: Forest, tree: number): NodeTexts {
  const texts = emptyTexts();
  const root = forest.roots[tree] ?? 0;
  const parents = [NO_PARENT];
  for (let node = root; node < (forest.roots[tree + 1] ?? 0); node++) {
    const parent = parents[node - root] ?? NO_PARENT;
    const [value, cover] = [forest.values[node] ?? 0, forest.covers[node] ?? 0];
    if (isLeaf(forest, node)) {
      addNode(texts, leafTexts(value, parent, cover));
      continue;
    }
    const left = (forest.left[node] ?? 0) - root;
    parents[left] = parents[left + 1] = node - root;
    addNode(texts, {
      ...leafTexts(value, parent, cover),
      default_left: missingGoesLeft(forest, node) ? "1" : "0",
      left_children: String(left),
      loss_changes: floatText(forest.gains[node] ?? 0),
      right_children: String(left + 1),
      split_conditions: floatText(forest.splits[node] ?? 0),
      split_indices: String(columnOf(forest, node)),
    });
  }
  return texts;
}

/**
 * A forest as the text of an XGBoost JSON model. As part of a larger file it must stay the text it is: parsed and written
 * again, XGBoost refuses it.
 *
 * A base other than 0 is a first tree of one leaf: `base_score` is a 32-bit probability, which cannot hold a logit that is
 * far from 0.
 */
export function writeXgboostJson(forest: Forest): string {
  const features = forest.features.length;
  const all: NodeTexts[] = [];
  if (forest.baseMargin !== 0) {
    const base = emptyTexts();
    addNode(base, leafTexts(forest.baseMargin, NO_PARENT, 0));
    all.push(base);
  }
  for (let tree = 0; tree < forest.depths.length; tree++) all.push(textsOf(forest, tree));
  const param = JSON.stringify({
    num_parallel_tree: "1",
    num_trees: String(all.length),
    size_leaf_vector: "0",
  });
  const trees = all.map((texts, id) => treeText(texts, id, features));
  const model = `{"gbtree_model_param":${param},"tree_info":[${all.map(() => 0)}],"trees":[${trees}]}`;
  const rest = JSON.stringify({
    learner_model_param: {
      base_score: "5E-1",
      boost_from_average: "0",
      num_class: "0",
      num_feature: String(features),
      num_target: "1",
    },
    objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } },
  });
  const names = JSON.stringify({
    attributes: {},
    feature_names: forest.features,
    feature_types: forest.features.map(() => "float"),
  });
  const booster = `"gradient_booster":{"model":${model},"name":"gbtree"}`;
  return `{"learner":{${names.slice(1, -1)},${booster},${rest.slice(1)},"version":[1,7,4]}`;
}
