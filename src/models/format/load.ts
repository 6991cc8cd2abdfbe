/**
 * Model files → models: the program's own form, and JSON models of XGBoost.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import { faultOfAnchor } from "../anchor/anchor.ts";
import { makeFeatureReader } from "../features/reader.ts";
import { PREGAME_SOURCES } from "../situation/pregame.ts";
import { type Sport, SPORTS } from "../situation/sport.ts";
import type { Forest } from "../trees/forest.ts";
import { parseBoundedJson } from "../trees/xgboost/bounded_json.ts";
import { readXgboost } from "../trees/xgboost/read.ts";
import { makeModel } from "./loaded_model.ts";
import type { Model } from "./model.ts";
import type { Join, ModelPart } from "./part.ts";
import {
  LONGEST_MODEL_NAME,
  LONGEST_NAME,
  MODEL_FORMAT,
  MODEL_VERSION,
  type ModelFile,
  ModelFileSchema,
  type PartFile,
} from "./schema.ts";

const LONGEST_REFUSAL = 1_000;

/** What is known of a file beside its text. */
export interface LoadOptions {
  /** The sport that is wanted: a model of another is refused. A bare XGBoost model needs it where its names fit several. */
  readonly sport?: Sport;
  /** Name of a bare XGBoost model, such as its file's, of which letters, digits and . _ - stay; else `xgboost`. */
  readonly name?: string;
}

/**
 * Reads a model.
 *
 * Refused, each in one line: `model_not_json`, `model_too_large`, `model_unreadable` (another form: what was expected
 * where), `model_not_xgboost` (its trees are none), `model_of_other_version`, `model_of_other_sport`, `unknown_feature`
 * (the nearest is named). A hostile file costs a bounded
 * time, and nothing of a refused one is kept.
 */
export function loadModel(text: string, options: LoadOptions = {}): Result<Model> {
  const model = load(text, options);
  // What is quoted from the file may be long, and hold what moves a terminal's cursor.
  return model.ok ? model : refuse(model.reason.code, safeText(model.reason.message, LONGEST_REFUSAL));
}

function load(text: string, options: LoadOptions): Result<Model> {
  const parsed = parseBoundedJson(text);
  if (!parsed.ok) return parsed;
  const data = parsed.value;
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    if ("format" in data && data.format === MODEL_FORMAT) return loadOwn(data, text, options);
    if ("learner" in data) return loadXgboost(data, text, options);
  }
  return unreadable(`expected a file with "format": "${MODEL_FORMAT}", or a JSON model of XGBoost`);
}

function loadOwn(data: object, text: string, { sport }: LoadOptions): Result<Model> {
  const version = "version" in data ? data.version : undefined;
  if (version !== MODEL_VERSION) {
    const was = typeof version === "number" ? `version ${version}` : "no version";
    return refuse(
      "model_of_other_version",
      `Cannot read the model: expected version ${MODEL_VERSION}, it has ${was}`,
    );
  }
  const file = ModelFileSchema.safeParse(data);
  if (!file.success) return unreadable(firstIssue(file.error));
  if (sport !== undefined && file.data.sport !== sport) {
    return otherSport(file.data.name, file.data.sport, sport);
  }
  const parts = partsOf(file.data);
  if (!parts.ok) return parts;
  const { name, trained } = file.data;
  return makeModel(
    { name, sport: file.data.sport, ...trained && { trained }, parts: parts.value },
    hashOf(text),
  );
}

function partsOf(file: ModelFile): Result<readonly ModelPart[]> {
  const parts: ModelPart[] = [];
  const sources = file.parts.flatMap((part) => part.sources);
  const twice = sources.find((source, index) => sources.indexOf(source) !== index);
  if (twice !== undefined) return unreadable(`source ${twice} stands there twice`);
  for (const [index, given] of file.parts.entries()) {
    const part = partOf(given);
    if (typeof part === "string") return unreadable(`parts.${index}: ${part}`);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return succeed(parts);
}

/** A checked part; what is wrong with it in words; or why its trees were refused. */
function partOf({ sources, anchor, trees, join }: PartFile): string | Result<ModelPart> {
  const fault = anchor && faultOfAnchor(anchor);
  if (fault !== undefined) return `anchor: ${fault}`;
  if (trees === undefined) {
    if (anchor === undefined) return "expected an anchor, trees or both";
    return join === undefined
      ? succeed({ sources, anchor })
      : "join is for an anchor and trees, it has no trees";
  }
  const forest = forestOf(trees);
  if (!forest.ok) return forest;
  if (anchor === undefined) {
    if (join !== undefined) return "join is for an anchor and trees, it has no anchor";
    return succeed({ sources, trees: forest.value });
  }
  if (join === undefined) return "expected join, which says how the logits of anchor and trees become one";
  return faultOfJoin(join) ?? succeed({ sources, anchor, trees: forest.value, join });
}

/** Trees whose features have names that can be looked for. */
function forestOf(data: unknown): Result<Forest> {
  const forest = readXgboost(data);
  if (!forest.ok) return forest;
  const long = forest.value.features.find((name) => name.length > LONGEST_NAME);
  return long === undefined
    ? forest
    : unreadable(`a feature's name is longer than ${LONGEST_NAME} characters`);
}

function faultOfJoin({ treeWeight }: Join): string | undefined {
  const falls = treeWeight.some(([left], index) => index > 0 && left <= (treeWeight[index - 1]?.[0] ?? 0));
  return falls ? "join.treeWeight: seconds must rise" : undefined;
}

function loadXgboost(data: object, text: string, { sport, name = "" }: LoadOptions): Result<Model> {
  const forest = forestOf(data);
  if (!forest.ok) return forest;
  const chosen = sport === undefined ? sportOf(forest.value) : succeed(sport);
  if (!chosen.ok) return chosen;
  return makeModel(
    {
      name: plainName(name),
      sport: chosen.value,
      parts: [{ sources: PREGAME_SOURCES, trees: forest.value }],
    },
    hashOf(text),
  );
}

/** A name that can stand in a model's id, of whatever a file is called. */
function plainName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "").slice(
    0,
    LONGEST_MODEL_NAME,
  );
  return plain === "" ? "xgboost" : plain;
}

/** The one sport that has all features of a forest. */
function sportOf({ features }: Forest): Result<Sport> {
  const read = SPORTS.map((sport) => ({ sport, reader: makeFeatureReader(sport, features) }));
  const fitting = read.filter(({ reader }) => reader.ok).map(({ sport }) => sport);
  const [first, ...others] = fitting;
  if (first !== undefined && others.length === 0) return succeed(first);
  if (first !== undefined) {
    return refuse(
      "model_of_other_sport",
      `Cannot tell the model's sport: its features are known in ${fitting.join(" and ")}; expected --sport`,
    );
  }
  // The sport that knows most of them was meant.
  const known = read.map(({ sport }) =>
    features.filter((name) => makeFeatureReader(sport, [name]).ok).length
  );
  const meant = read[known.indexOf(Math.max(...known))]?.reader;
  return meant !== undefined && !meant.ok ? meant : unreadable("its features are of no sport");
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function otherSport(name: string, is: Sport, wanted: Sport): ReturnType<typeof refuse> {
  return refuse(
    "model_of_other_sport",
    `Cannot use model ${name}: it speaks of ${is.toUpperCase()}, expected one of ${wanted.toUpperCase()}`,
  );
}

function unreadable(problem: string): ReturnType<typeof refuse> {
  return refuse("model_unreadable", `Cannot read the model: ${problem}`);
}

/** The first thing a schema found, in one line. */
function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return `${path === "" ? "" : `${path}: `}${issue?.message ?? "expected another form"}`;
}
