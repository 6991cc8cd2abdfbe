/**
 * A file of XGBoost is read as it is meant, in all the forms its versions write; whatever else a file holds is refused in
 * one line, soon, and without walking in circles.
 */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { Forest } from "../../../../src/models/trees/forest.ts";
import { predictMargin } from "../../../../src/models/trees/predict.ts";
import { readXgboost, readXgboostJson } from "../../../../src/models/trees/xgboost/read.ts";
import { must } from "../../../support/must.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A tree of XGBoost 1.7.4: `score < 0.5` (missing left) → `time < 10` (missing right) → leaves. */
const TREE = {
  base_weights: [0.1, 0.2, 0.3, -1, 1],
  categories: [],
  categories_nodes: [],
  categories_segments: [],
  categories_sizes: [],
  default_left: [1, 0, 0, 0, 0],
  id: 0,
  left_children: [1, 3, -1, -1, -1],
  loss_changes: [8, 4, 0, 0, 0],
  parents: [2_147_483_647, 0, 0, 1, 1],
  right_children: [2, 4, -1, -1, -1],
  split_conditions: [0.5, 10, 3, -1, 1],
  split_indices: [0, 1, 0, 0, 0],
  split_type: [0, 0, 0, 0, 0],
  sum_hessian: [50, 30, 20, 15, 15],
  tree_param: { num_deleted: "0", num_feature: "2", num_nodes: "5", size_leaf_vector: "0" },
};

const MODEL = {
  learner: {
    attributes: {},
    feature_names: ["score", "time"],
    feature_types: ["float", "float"],
    gradient_booster: {
      model: {
        gbtree_model_param: { num_parallel_tree: "1", num_trees: "1", size_leaf_vector: "0" },
        tree_info: [0],
        trees: [TREE],
      },
      name: "gbtree",
    },
    learner_model_param: {
      base_score: "5E-1",
      boost_from_average: "1",
      num_class: "0",
      num_feature: "2",
      num_target: "1",
    },
    objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } },
  },
  version: [1, 7, 4],
};

/** A copy of the model with the value at a path replaced, or taken away (`undefined`). */
function changed(path: string, value: Json | undefined): Json {
  const copy: Json = structuredClone(MODEL);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const part = keys.reduce<Json>((inner, key) => (inner as Record<string, Json>)[key] ?? null, copy);
  if (value === undefined) delete (part as Record<string, Json>)[last];
  else (part as Record<string, Json>)[last] = value;
  return copy;
}

const TREE_PATH = "learner.gradient_booster.model.trees.0";
const inTree = (name: string, value: Json | undefined) => changed(`${TREE_PATH}.${name}`, value);
const margin = (forest: Forest, ...row: number[]) => predictMargin(forest, Float64Array.from(row));

function lineOf(data: unknown): string {
  const read = readXgboost(data);
  if (read.ok) throw new Error("Cannot test a refusal: the model was read");
  assertEquals(read.reason.code, "model_not_xgboost");
  assert(!read.reason.message.includes("\n"));
  assertLess(read.reason.message.length, 300);
  return read.reason.message;
}

Deno.test("readXgboostJson() reads splits, default directions, leaves, gains and covers", () => {
  const forest = must(readXgboostJson(JSON.stringify(MODEL)));
  assertEquals(forest.features, ["score", "time"]);
  assertEquals([margin(forest, 0.4, 9), margin(forest, 0.4, 10), margin(forest, 0.5, 9)], [-1, 1, 3]);
  assertEquals([margin(forest, NaN, 9), margin(forest, 0.4, NaN), margin(forest, NaN, NaN)], [-1, 1, 1]);
  assertEquals(Array.from(forest.gains), [8, 4, 0, 0, 0]);
  assertEquals(Array.from(forest.covers), [50, 30, 20, 15, 15]);
});

for (
  const [form, score, logit] of [
    ["text", "4E-1", Math.log(0.4 / 0.6)],
    ["text in brackets, from 3.1 on", "[4E-1]", Math.log(0.4 / 0.6)],
    ["a number", 0.4, Math.log(0.4 / 0.6)],
    ["a list of one", [0.4], Math.log(0.4 / 0.6)],
  ] as const
) {
  Deno.test(`readXgboost() takes base_score as ${form}`, () => {
    const forest = must(readXgboost(changed("learner.learner_model_param.base_score", score as Json)));
    assertAlmostEquals(forest.baseMargin, logit, 1e-6);
  });
}

Deno.test("readXgboost() takes the forms of older and newer versions", () => {
  const old = { ...TREE, default_left: [true, false, false, false, false] };
  const { categories: _1, categories_nodes: _2, split_type: _3, ...older } = old;
  const trees: Json = [older];
  const forest = must(readXgboost(changed("learner.gradient_booster.model.trees", trees)));
  assertEquals([margin(forest, NaN, 9), margin(forest, 0.4, NaN)], [-1, 1]);
  must(readXgboost(changed("version", [3, 1, 0])));
  must(readXgboost(inTree("tree_param.size_leaf_vector", "1")));
  must(readXgboost(inTree("tree_param.num_nodes", 5)));
});

Deno.test("readXgboost() calls features that have no names f0, f1, …", () => {
  assertEquals(must(readXgboost(changed("learner.feature_names", []))).features, ["f0", "f1"]);
});

Deno.test("readXgboost() leaves out nodes that XGBoost marked as deleted", () => {
  const tree: Json = {
    ...TREE,
    left_children: [1, -1, -1, -1, -1],
    right_children: [2, -1, -1, -1, -1],
    split_conditions: [0.5, -7, 3, 99, 99],
    split_indices: [0, 0, 0, 2_147_483_647, 4_294_967_295],
    tree_param: { ...TREE.tree_param, num_deleted: "2" },
  };
  const forest = must(readXgboost(changed(TREE_PATH, tree)));
  assertEquals(forest.left.length, 3);
  assertEquals([margin(forest, 0, 0), margin(forest, 1, 0)], [-7, 3]);
});

for (
  const [what, data, line] of [
    ["no object", 7, "expected object"],
    ["a version of the future", changed("version", [4, 0, 0]), "version: expected XGBoost 1 to 3"],
    ["no version", changed("version", undefined), "version: "],
    ["another objective", changed("learner.objective.name", "reg:squarederror"), "binary:logistic"],
    ["another booster", changed("learner.gradient_booster.name", "dart"), "gbtree"],
    ["several classes", changed("learner.learner_model_param.num_class", "3"), "expected one outcome"],
    ["a base of 1", changed("learner.learner_model_param.base_score", "1E0"), "base_score"],
    ["a base of 0 in 32 bits", changed("learner.learner_model_param.base_score", "1E-300"), "base_score"],
    ["an empty base", changed("learner.learner_model_param.base_score", "[]"), "base_score"],
    ["two bases", changed("learner.learner_model_param.base_score", [0.5, 0.5]), "base_score"],
    ["a name too few", changed("learner.feature_names", ["score"]), "it has 1 names for 2 features"],
    ["one name twice", changed("learner.feature_names", ["score", "score"]), "two features are called score"],
    [
      "an escape in a name",
      changed("learner.feature_names", ["score", "\u001b[2J"]),
      "expected a plain name",
    ],
    ["a category", changed("learner.feature_types", ["float", "c"]), "splits by category"],
    [
      "a split by category",
      inTree("split_type", [1, 0, 0, 0, 0]),
      "tree 0: split_type: expected none: splits",
    ],
    ["categories", inTree("categories", [1, 2]), "tree 0: categories: expected none: splits by category"],
    ["a tree too few", changed("learner.gradient_booster.model.trees", []), "0 trees, its num_trees says 1"],
    ["a tree that is text", changed("learner.gradient_booster.model.trees", ["x"]), "tree 0: "],
    ["a vector in a leaf", inTree("tree_param.size_leaf_vector", "2"), "expected one value a leaf"],
    ["no nodes", changed(TREE_PATH, { ...TREE, left_children: [] }), "tree 0 has 0 nodes, expected the 5"],
    ["another count of nodes", inTree("tree_param.num_nodes", "4"), "5 nodes, expected the 4"],
    ["a short array", inTree("split_conditions", [1, 2]), "has 2 split_conditions, expected 5"],
    ["a null among numbers", inTree("split_conditions", [null, 1, 1, 1, 1]), "expected an array of numbers"],
    ["a split that is infinite in 32 bits", inTree("split_conditions", [1e39, 1, 1, 1, 1]), "finite 32-bit"],
    ["a leaf that is infinite", inTree("split_conditions", [1, 1, 1, 1, -1e300]), "finite 32-bit"],
    [
      "a child out of range",
      inTree("left_children", [1, 5, -1, -1, -1]),
      "node 1 leads to node 5, expected 1",
    ],
    ["a child between nodes", inTree("left_children", [1, 2.5, -1, -1, -1]), "node 1 leads to node 2.5"],
    ["one child alone", inTree("right_children", [2, -1, -1, -1, -1]), "node 1 leads to node -1"],
    ["a child above the root", inTree("left_children", [1, 0, -1, -1, -1]), "node 1 leads to node 0"],
    ["a circle", inTree("left_children", [1, 1, -1, -1, -1]), "leads to node 1 twice, expected no circles"],
    ["two ways to a node", inTree("left_children", [1, 2, -1, -1, -1]), "leads to node 2 twice"],
    ["a column too many", inTree("split_indices", [0, 2, 0, 0, 0]), "splits by feature 2, expected 0 to 1"],
    ["a column below 0", inTree("split_indices", [-1, 1, 0, 0, 0]), "splits by feature -1"],
    ["a direction of 2", inTree("default_left", [2, 0, 0, 0, 0]), "expected an array of 0 and 1"],
    ["deleted nodes that are not", inTree("tree_param.num_deleted", "1"), "0 deleted nodes, expected the 1"],
  ] as const
) {
  Deno.test(`readXgboost() refuses ${what}`, () => assertStringIncludes(lineOf(data), line));
}

Deno.test("readXgboost() refuses nodes that nothing leads to", () => {
  const lost: Json = { ...TREE, left_children: [1, -1, -1, -1, -1], right_children: [2, -1, -1, -1, -1] };
  assertStringIncludes(lineOf(changed(TREE_PATH, lost)), "tree 0 has node 3, which nothing leads to");
});

/** A tree that goes on to the right for so many steps. */
function chain(steps: number): Json {
  const size = 2 * steps + 1;
  const nodes = Array.from({ length: size }, (_, node) => node);
  const inner = (node: number) => node % 2 === 0 && node < size - 1;
  return {
    ...TREE,
    ...Object.fromEntries(
      ["base_weights", "loss_changes", "sum_hessian", "split_type", "default_left", "split_indices"]
        .map((name) => [name, nodes.map(() => 0)]),
    ),
    split_conditions: nodes,
    left_children: nodes.map((node) => inner(node) ? node + 1 : -1),
    right_children: nodes.map((node) => inner(node) ? node + 2 : -1),
    tree_param: { ...TREE.tree_param, num_nodes: String(size) },
  };
}

Deno.test("readXgboost() takes a tree of 100 steps and refuses a deeper one", () => {
  assertEquals(margin(must(readXgboost(changed(TREE_PATH, chain(100)))), 1e9, 0), 200);
  assertStringIncludes(lineOf(changed(TREE_PATH, chain(101))), "tree 0 is deeper than 100 steps");
  assertStringIncludes(lineOf(changed(TREE_PATH, chain(100_000))), "is deeper than 100 steps");
});

Deno.test("readXgboost() refuses a million trees, and a million wrong numbers, in one line", () => {
  const million = new Array<Json>(1_000_000).fill(null);
  assertStringIncludes(
    lineOf(changed("learner.gradient_booster.model.trees", million)),
    "at most 10000 trees, was 1000000",
  );
  assertStringIncludes(lineOf(inTree("left_children", million)), "expected an array of node numbers");
  assertStringIncludes(lineOf(changed("learner.feature_names", million)), "learner.feature_names");
});

Deno.test("readXgboostJson() refuses what is no JSON, nests a million deep, or is too long", () => {
  const cases = [
    ["{", "model_not_json", "expected JSON"],
    ["", "model_not_json", "expected JSON"],
    [`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`, "model_too_large", "at most 320000 arrays"],
    [`${"[".repeat(300_000)}${"]".repeat(300_000)}`, "model_not_xgboost", "expected object"],
    [`[${"{},".repeat(400_000)}{}]`, "model_too_large", "at most 320000 arrays"],
    [" ".repeat(64 * 1_024 * 1_024 + 1), "model_too_large", "at most 67108864 characters"],
  ] as const;
  for (const [text, code, line] of cases) {
    const read = readXgboostJson(text);
    assert(!read.ok);
    assertEquals(read.reason.code, code);
    assertStringIncludes(read.reason.message, line);
  }
});

/** Paths to every value of the model. */
function pathsOf(data: Json, prefix = ""): string[] {
  if (data === null || typeof data !== "object") return [prefix];
  const inner = Object.entries(data).flatMap(([key, value]) => pathsOf(value, `${prefix}.${key}`));
  return [...prefix === "" ? [] : [prefix], ...inner];
}

Deno.test("whatever stands anywhere in a file, it is read as trees that end, or refused in one line", () => {
  const paths = pathsOf(MODEL as Json).map((path) => path.slice(1));
  const anything = fc.oneof(
    fc.constantFrom(null, true, "", "x", "-1", "NaN", [], {}, [null], -1, 0, 1, 2, 4, 1e9, 1e300, 0.5),
    fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 5, maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...paths), anything, (path, value) => {
      const read = readXgboost(changed(path, value as Json));
      if (!read.ok) return assert(!read.reason.message.includes("\n"));
      const row = Float64Array.from(read.value.features, () => 1);
      assert(Number.isFinite(predictMargin(read.value, row)));
    }),
    { numRuns: 2_000 },
  );
});
