/**
 * XGBoost's JSON models as forests: `binary:logistic` with trees (`gbtree`), all of its trees, as `Booster.predict` takes
 * them.
 *
 * @module
 */
import type { z } from "zod";
import { refuse, type Result, succeed } from "../../../core/result.ts";
import { type Forest, layOut, type TreeNodes } from "../forest.ts";
import { parseBoundedJson } from "./bounded_json.ts";
import { MOST_NODES, MOST_TREES } from "./limits.ts";
import { ModelSchema, TreeSchema, type XgboostModel } from "./schema.ts";
import { checkTree } from "./tree_nodes.ts";

type Refused = ReturnType<typeof refuse>;

function refused(problem: string): Refused {
  return refuse("model_not_xgboost", `Cannot read the XGBoost model: ${problem}`);
}

/** The first thing a schema found, in one line. */
function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return `${path === "" ? "" : `${path}: `}${issue?.message ?? "expected another form"}`;
}

/**
 * Reads a model's text.
 *
 * A model without names of features gets `f0`, `f1`, …, as XGBoost calls them.
 */
export function readXgboostJson(text: string): Result<Forest> {
  const parsed = parseBoundedJson(text);
  return parsed.ok ? readXgboost(parsed.value) : parsed;
}

/** Reads a model that was parsed already, such as the part of a larger file. */
export function readXgboost(data: unknown): Result<Forest> {
  const parsed = ModelSchema.safeParse(data);
  if (!parsed.success) return refused(firstIssue(parsed.error));
  const { learner } = parsed.data;
  const names = namesOf(learner);
  if (!names.ok) return names;
  const trees = treesOf(learner.gradient_booster.model, names.value.length);
  if (!trees.ok) return trees;
  const base = learner.learner_model_param.base_score;
  return succeed(layOut(names.value, Math.log(base / (1 - base)), trees.value));
}

function namesOf(learner: XgboostModel["learner"]): Result<readonly string[]> {
  const count = learner.learner_model_param.num_feature;
  const names = learner.feature_names ?? [];
  if (names.length === 0) return succeed(Array.from({ length: count }, (_, index) => `f${index}`));
  if (names.length !== count) return refused(`it has ${names.length} names for ${count} features`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? succeed(names) : refused(`two features are called ${twice}`);
}

function treesOf(
  model: XgboostModel["learner"]["gradient_booster"]["model"],
  columns: number,
): Result<readonly TreeNodes[]> {
  const { trees, gbtree_model_param: { num_trees: counted } } = model;
  if (trees.length > MOST_TREES) return refused(`expected at most ${MOST_TREES} trees, was ${trees.length}`);
  if (trees.length !== counted) return refused(`it has ${trees.length} trees, its num_trees says ${counted}`);
  const checked: TreeNodes[] = [];
  let nodes = 0;
  for (const [index, data] of trees.entries()) {
    const parsed = TreeSchema.safeParse(data);
    if (!parsed.success) return refused(`tree ${index}: ${firstIssue(parsed.error)}`);
    nodes += parsed.data.left_children.length;
    if (nodes > MOST_NODES) return refused(`expected at most ${MOST_NODES} nodes, there are more`);
    const tree = checkTree(parsed.data, columns);
    if (!tree.ok) return refused(`tree ${index} ${tree.problem}`);
    checked.push(tree.nodes);
  }
  return succeed(checked);
}
