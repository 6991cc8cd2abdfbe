/**
 * One part of a model from the rows of a table whose pregame numbers are set.
 *
 * @module
 */
import { type Result, succeed } from "../../core/result.ts";
import type { Anchor } from "../anchor/anchor.ts";
import { fitAnchor } from "../anchor/fit.ts";
import { featureColumns } from "../data/feature_columns.ts";
import type { PlayTable } from "../data/play_table.ts";
import { holdOutGames, type Rows, sampleRows } from "../data/split.ts";
import { featuresOf } from "../features/reader.ts";
import type { ModelPart } from "../format/part.ts";
import type { Direction, Examples, RoundReport } from "../trees/boosting/options.ts";
import { trainForest } from "../trees/boosting/train.ts";
import type { Forest } from "../trees/forest.ts";
import { hasMirror, readLabels, withMirrored } from "./labels.ts";
import type { Kind, PartRecipe, TreesRecipe } from "./recipe.ts";
import { softLabels } from "./teacher.ts";

/** Share of the games that early stopping watches, and that the trees then do not grow from. */
const WATCHED_SHARE = 0.15;

/** How a part is trained beside its recipe. */
export interface PartOptions {
  readonly kind: Kind;
  readonly seed: number;
  readonly onRound?: (report: RoundReport) => void;
}

/** A trained part and how it came about. */
export interface TrainedPart {
  readonly part: ModelPart;
  /** Rows that the anchor was fitted to, and that the trees were grown from (mirrors not counted). */
  readonly anchorRows: number;
  readonly treeRows: number;
  /** Trees that were kept, and that were grown. */
  readonly trees: number;
  readonly grown: number;
  /** Whether a reference model of the data had a share in the labels. */
  readonly taught: boolean;
}

/** Numbers that tell one use of the run's seed from another. */
const USES = { anchor: 1, trees: 2, watched: 3, growth: 4 } as const;

function seedFor(seed: number, use: number): number {
  return (Math.imul(seed, 16) + use) >>> 0;
}

/**
 * Trains a part.
 *
 * @param table with the pregame numbers that the part learns by
 * @param rows of the games that may be learned from
 */
export async function trainPart(
  table: PlayTable,
  rows: Rows,
  recipe: PartRecipe,
  options: PartOptions,
): Promise<Result<TrainedPart>> {
  const { kind, seed } = options;
  const forAnchor = sampleRows(rows, recipe.anchor.rows, seedFor(seed, USES.anchor));
  const anchor = kind === "trees" ? undefined : fitTo(table, forAnchor, recipe);
  if (anchor !== undefined && !anchor.ok) return anchor;
  const forTrees = sampleRows(rows, recipe.trees.rows, seedFor(seed, USES.trees));
  const trees = kind === "anchor" ? undefined : await growFrom(table, forTrees, recipe, options);
  if (trees !== undefined && !trees.ok) return trees;
  const forest = trees?.value.forest;
  return succeed({
    part: partOf(recipe, anchor?.value, forest),
    anchorRows: anchor === undefined ? 0 : forAnchor.length,
    treeRows: trees?.value.rows ?? 0,
    trees: forest?.depths.length ?? 0,
    grown: trees?.value.grown ?? 0,
    taught: recipe.teacher !== undefined && table.reference !== undefined,
  });
}

function partOf(recipe: PartRecipe, anchor: Anchor | undefined, trees: Forest | undefined): ModelPart {
  const { sources, treeWeight } = recipe;
  if (anchor !== undefined && trees !== undefined) {
    return { sources, anchor, trees, join: { how: "share", treeWeight } };
  }
  if (anchor !== undefined) return { sources, anchor };
  if (trees !== undefined) return { sources, trees };
  throw new RangeError("Cannot train a part: expected an anchor, trees or both");
}

function fitTo(table: PlayTable, rows: Rows, { anchor: recipe, teacher }: PartRecipe): Result<Anchor> {
  const labels = labelsOf(table, rows, teacher);
  if (!labels.ok) return labels;
  const columns = featureColumns(table, ["left", ...recipe.terms], rows);
  if (!columns.ok) return columns;
  const [left = new Float64Array(), ...values] = columns.value.map((column) => Float64Array.from(column));
  const { knots, terms, l2, units, atLeastZero } = recipe;
  const fitted = fitAnchor({ knots, terms, left, values, labels: labels.value }, { l2, units, atLeastZero });
  return fitted.ok ? succeed(fitted.value.anchor) : fitted;
}

async function growFrom(
  table: PlayTable,
  rows: Rows,
  { trees: recipe, teacher }: PartRecipe,
  { seed, onRound }: PartOptions,
): Promise<Result<{ readonly forest: Forest; readonly grown: number; readonly rows: number }>> {
  const stopsEarly = recipe.growth.patience !== undefined;
  const { kept, held } = stopsEarly
    ? holdOutGames(table, WATCHED_SHARE, seedFor(seed, USES.watched), rows)
    : { kept: rows, held: undefined };
  const examples = examplesOf(table, kept, recipe, teacher);
  if (!examples.ok) return examples;
  // Whatever the rows learned by, those that are watched are judged by who won.
  const watched = held && examplesOf(table, held, recipe, undefined);
  if (watched !== undefined && !watched.ok) return watched;
  const { forest, history } = await trainForest(
    examples.value,
    { ...recipe.growth, seed: seedFor(seed, USES.growth) },
    {
      monotone: directionsOf(table, recipe.features),
      ...watched && { validation: watched.value },
      ...onRound && { onRound },
    },
  );
  return succeed({ forest, grown: history.length, rows: kept.length });
}

function examplesOf(
  table: PlayTable,
  rows: Rows,
  { features }: TreesRecipe,
  teacher: PartRecipe["teacher"],
): Result<Examples> {
  const labels = labelsOf(table, rows, teacher);
  if (!labels.ok) return labels;
  const columns = featureColumns(table, features, rows);
  if (!columns.ok) return columns;
  const names = features;
  if (!hasMirror(table.sport)) {
    return succeed({ matrix: { names, columns: columns.value, rows: rows.length }, labels: labels.value });
  }
  const mirrored = featureColumns(table, features, rows, true);
  if (!mirrored.ok) return mirrored;
  const both = columns.value.map((column, index) => {
    const joined = new Float32Array(2 * rows.length);
    joined.set(column);
    joined.set(mirrored.value[index] ?? [], rows.length);
    return joined;
  });
  return succeed({
    matrix: { names, columns: both, rows: 2 * rows.length },
    labels: withMirrored(labels.value),
  });
}

function labelsOf(table: PlayTable, rows: Rows, teacher: PartRecipe["teacher"]): Result<Float32Array> {
  const labels = readLabels(table, rows);
  return teacher === undefined ? succeed(labels) : softLabels(table, rows, labels, teacher);
}

/** Which way each feature may push: more points cannot hurt. */
function directionsOf({ sport }: PlayTable, features: readonly string[]): readonly Direction[] {
  const facts = new Map(featuresOf(sport).map(({ name, monotone }) => [name, monotone]));
  return features.map((name) => facts.get(name) ?? 0);
}
