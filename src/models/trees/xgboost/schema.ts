/**
 * The parts of XGBoost's JSON model that say what it predicts, as its versions 1 to 3 write them.
 *
 * Source: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html and files of version 1.7.4. Numbers of
 * parameters stand in text; `base_score` is `"5E-1"` up to 3.0 and `"[5E-1]"` from 3.1; what goes left when it is missing is
 * `true`/`false` in the oldest files, 1/0 since.
 *
 * @module
 */
import { z } from "zod";
import { MOST_FEATURES } from "../forest.ts";

const LONGEST_NAME = 200;

/** A count, in text or as a number. */
const Count = z.union([z.string().regex(/^\d{1,9}$/).transform(Number), z.int().min(0)]);

/** A probability between 0 and 1 as a 32-bit float; in text or as a number, bare or the only one of a list. */
const Probability = z.union([
  z.string().max(40).transform((text) => Number(text.replace(/^\[(.*)\]$/, "$1") || NaN)),
  z.number(),
  z.array(z.number()).length(1).transform(([only]) => only),
]).transform((score) => score === undefined ? NaN : Math.fround(score)).pipe(z.number().gt(0).lt(1));

/** Numbers; looked at by hand, since a million wrong ones are one mistake. */
function numbers(what: string) {
  return z.custom<readonly number[]>(
    (value) => Array.isArray(value) && value.every((item) => typeof item === "number"),
    `expected an array of ${what}`,
  );
}

const Flags = z.custom<readonly (number | boolean)[]>(
  (value) =>
    Array.isArray(value) && value.every((item) => item === 0 || item === 1 || typeof item === "boolean"),
  "expected an array of 0 and 1",
);

const NOT_CATEGORICAL = "expected none: splits by category are not supported";

/** XGBoost itself forbids `[`, `]` and `<` in a name. */
const Name = z.string().min(1).max(LONGEST_NAME).regex(/^[^\p{C}[\]<]+$/u, "expected a plain name");

/** One tree. */
export const TreeSchema = z.object({
  left_children: numbers("node numbers"),
  right_children: numbers("node numbers"),
  split_indices: numbers("columns"),
  split_conditions: numbers("numbers"),
  default_left: Flags,
  base_weights: numbers("numbers").optional(),
  loss_changes: numbers("numbers").optional(),
  sum_hessian: numbers("numbers").optional(),
  split_type: numbers("zeros").refine((types) => types.every((type) => type === 0), NOT_CATEGORICAL)
    .optional(),
  categories: z.custom<readonly []>((value) => Array.isArray(value) && value.length === 0, NOT_CATEGORICAL)
    .optional(),
  tree_param: z.object({
    num_nodes: Count,
    num_deleted: Count.optional(),
    size_leaf_vector: Count.refine((size) => size <= 1, "expected one value a leaf").optional(),
  }),
});

/** One tree as a file holds it. */
export type XgboostTree = z.infer<typeof TreeSchema>;

/** A whole model; its trees are looked at one by one. */
export const ModelSchema = z.object({
  version: z.array(z.int()).min(1).max(4)
    .refine(([major]) => major !== undefined && major >= 1 && major <= 3, "expected XGBoost 1 to 3"),
  learner: z.object({
    feature_names: z.array(Name).max(MOST_FEATURES).optional(),
    feature_types: z.array(z.string())
      .refine((types) => !types.includes("c"), NOT_CATEGORICAL).optional(),
    gradient_booster: z.object({
      name: z.literal("gbtree"),
      model: z.object({
        trees: z.custom<readonly unknown[]>(Array.isArray, "expected an array of trees"),
        gbtree_model_param: z.object({ num_trees: Count }),
      }),
    }),
    learner_model_param: z.object({
      base_score: Probability,
      num_class: Count.refine((classes) => classes <= 1, "expected one outcome"),
      num_feature: Count.refine(
        (count) => count >= 1 && count <= MOST_FEATURES,
        `expected 1 to ${MOST_FEATURES} features`,
      ),
      num_target: Count.refine((targets) => targets <= 1, "expected one outcome").optional(),
    }),
    objective: z.object({ name: z.literal("binary:logistic") }),
  }),
});

/** A whole model as a file holds it. */
export type XgboostModel = z.infer<typeof ModelSchema>;
