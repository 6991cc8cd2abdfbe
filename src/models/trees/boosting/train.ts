/**
 * Gradient boosting: each tree learns what the trees before it left over.
 *
 * The same examples, options and seed give the same forest bit for bit.
 *
 * @module
 */
import { Random } from "../../../core/numbers/prng.ts";
import { turn } from "../../../lib/turn.ts";
import { firstTrees, type Forest, layOut, type TreeNodes } from "../forest.ts";
import { binColumns, type BinnedColumns, type BinnedRows, cutColumns, layOutRows } from "./binned.ts";
import { addLeaves } from "./binned_walk.ts";
import { checkExamples, checkMonotone } from "./examples.ts";
import { fillGradients, logLossOf } from "./gradients.ts";
import {
  checkGrowth,
  type Examples,
  type GrowthOptions,
  type RoundReport,
  type Trained,
  type TrainingContext,
} from "./options.ts";
import { everyRow, RowSampler, sampleColumns } from "./sample.ts";
import { type GrownTree, TreeGrower } from "./tree_grower.ts";

/** Logits that rows begin at. */
function startMargins({ matrix, baseMargins }: Examples, baseMargin: number): Float64Array {
  return baseMargins === undefined
    ? new Float64Array(matrix.rows).fill(baseMargin)
    : Float64Array.from(baseMargins);
}

/** Rows that are not grown from, and what the trees so far say of them. */
class Validation {
  readonly #examples: Examples;
  readonly #binned: BinnedColumns;
  readonly #rows: Int32Array;
  readonly #margins: Float64Array;

  constructor(examples: Examples, cuts: BinnedColumns["cuts"], baseMargin: number) {
    this.#examples = examples;
    this.#binned = binColumns(examples.matrix, cuts);
    this.#rows = everyRow(examples.matrix.rows);
    this.#margins = startMargins(examples, baseMargin);
  }

  /** Adds a tree. Returns the log loss with it. */
  add(tree: GrownTree): number {
    addLeaves(tree, this.#binned, this.#rows, this.#margins);
    return logLossOf(this.#margins, this.#examples.labels, this.#examples.weights);
  }
}

/** Trees that are grown one after the other. */
class Boosting {
  readonly trees: GrownTree[] = [];
  readonly cuts: BinnedColumns["cuts"];
  readonly #examples: Examples;
  readonly #options: GrowthOptions;
  readonly #binned: BinnedColumns;
  readonly #grower: TreeGrower;
  readonly #margins: Float64Array;
  readonly #gradients: Float64Array;
  readonly #random: Random;
  readonly #sampler: RowSampler;
  #laidOut: BinnedRows | undefined;

  constructor(examples: Examples, options: GrowthOptions, context: TrainingContext) {
    const { matrix, weights } = examples;
    this.#examples = examples;
    this.#options = options;
    this.cuts = cutColumns(matrix, weights, options.bins);
    this.#binned = binColumns(matrix, this.cuts);
    this.#grower = new TreeGrower(this.#binned, options, context.monotone);
    this.#margins = startMargins(examples, context.baseMargin ?? 0);
    this.#gradients = new Float64Array(2 * matrix.rows);
    this.#random = new Random(options.seed);
    this.#sampler = new RowSampler(matrix.rows, options.rowSample);
  }

  /** Grows the next tree. */
  grow(): GrownTree {
    const { labels, weights, matrix } = this.#examples;
    const { taken, left } = this.#sampler.draw(this.#random);
    const chosen = sampleColumns(matrix.columns.length, this.#options.columnSample, this.#random);
    fillGradients(taken, this.#margins, labels, weights, this.#gradients);
    const tree = this.#grower.grow(this.#layOut(chosen), taken, this.#gradients, this.#margins);
    addLeaves(tree, this.#binned, left, this.#margins);
    this.trees.push(tree);
    return tree;
  }

  /** The chosen columns row by row: laid out once where all are chosen each time. */
  #layOut(chosen: Int32Array): BinnedRows {
    const all = chosen.length === this.#binned.columns.length;
    if (all && this.#laidOut !== undefined) return this.#laidOut;
    return this.#laidOut = layOutRows(this.#binned, chosen, this.#laidOut?.pairs);
  }
}

function nodesOf(tree: GrownTree): TreeNodes {
  return { ...tree, size: tree.left.length };
}

/** Keeps the trees up to the round of the least validation loss, where early stopping was asked for. */
function bestOf(history: readonly RoundReport[], options: GrowthOptions): number {
  if (options.patience === undefined) return history.length;
  let best = 0;
  for (const [index, { validationLoss }] of history.entries()) {
    if (validationLoss === undefined) return history.length;
    if (validationLoss < (history[best]?.validationLoss ?? Infinity)) best = index;
  }
  return best + 1;
}

/**
 * Grows a forest that predicts the probability of label 1.
 *
 * Between rounds the event loop has a turn, so that a signal can come.
 *
 * @param context validation rows, monotone columns, where to begin, reports
 * @throws {RangeError} for examples or options that do not fit together; `checkGrowth` says it of options as a refusal
 */
export async function trainForest(
  examples: Examples,
  options: GrowthOptions,
  context: TrainingContext = {},
): Promise<Trained> {
  const checked = checkGrowth(options);
  if (!checked.ok) throw new RangeError(checked.reason.message);
  checkExamples(examples, "rows to grow from", examples.matrix.names);
  checkMonotone(context.monotone, examples.matrix.names.length);
  if (context.validation !== undefined) {
    checkExamples(context.validation, "validation rows", examples.matrix.names);
  }
  const baseMargin = context.baseMargin ?? 0;
  const boosting = new Boosting(examples, options, context);
  const validation = context.validation && new Validation(context.validation, boosting.cuts, baseMargin);
  const history: RoundReport[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    const tree = boosting.grow();
    const validationLoss = validation?.add(tree);
    const report = {
      round,
      rounds: options.rounds,
      ...validationLoss === undefined ? {} : { validationLoss },
    };
    history.push(report);
    context.onRound?.(report);
    await turn();
    if (context.signal?.aborted) break;
    if (options.patience !== undefined && round - bestOf(history, options) >= options.patience) break;
  }
  const bestRound = bestOf(history, options);
  const forest: Forest = layOut(examples.matrix.names, baseMargin, boosting.trees.map(nodesOf));
  return { forest: firstTrees(forest, bestRound), history, bestRound };
}
