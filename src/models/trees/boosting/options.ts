/**
 * What trees are grown with, and what they are grown from.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../../core/result.ts";
import type { Forest } from "../forest.ts";

/** Settings of the growth; each is what XGBoost calls by the name in brackets. */
export interface GrowthOptions {
  /** Trees (`num_boost_round`). */
  readonly rounds: number;
  /** Steps from the root to the deepest leaf (`max_depth`). */
  readonly depth: number;
  /** Share of a tree's answer that is taken (`eta`). */
  readonly eta: number;
  /** Penalty on the square of a leaf's value (`lambda`). */
  readonly l2: number;
  /** Least gain of a split (`gamma`). */
  readonly gamma: number;
  /** Least sum of second derivatives, p·(1 − p) a row, in a leaf (`min_child_weight`). */
  readonly minChildWeight: number;
  /** Share of the rows that a tree is grown from (`subsample`). */
  readonly rowSample: number;
  /** Share of the columns that a tree may split by (`colsample_bytree`). */
  readonly columnSample: number;
  /** Most different values that a column is cut into, 2 to 256 (`max_bin`). */
  readonly bins: number;
  /** Seed of the samples. */
  readonly seed: number;
  /** Rounds without a better loss of the validation rows after which growing ends; none without it. */
  readonly patience?: number;
}

/** XGBoost's own defaults, with one seed. */
export const DEFAULT_GROWTH: GrowthOptions = {
  rounds: 100,
  depth: 6,
  eta: 0.3,
  l2: 1,
  gamma: 0,
  minChildWeight: 1,
  rowSample: 1,
  columnSample: 1,
  bins: 256,
  seed: 1,
};

/** Rows by columns; `NaN` where a value is missing. */
export interface Matrix {
  readonly names: readonly string[];
  /** One array a name, of as many values as there are rows. Values are taken as 32-bit floats. */
  readonly columns: readonly (Float32Array | Float64Array)[];
  readonly rows: number;
}

/** Rows with what came of them. */
export interface Examples {
  readonly matrix: Matrix;
  /** 1 or 0 a row. */
  readonly labels: Uint8Array | Float32Array;
  /** Logit of each row that the trees are added to, such as another model's; the forest's `baseMargin` without. */
  readonly baseMargins?: Float32Array | Float64Array;
  /** How often a row counts; once each without. */
  readonly weights?: Float32Array | Float64Array;
}

/** Which way the prediction may go when the value of a column rises: up, down, or either. */
export type Direction = 1 | -1 | 0;

/** One round as it ended. */
export interface RoundReport {
  /** From 1. */
  readonly round: number;
  readonly rounds: number;
  /** Log loss of the validation rows, if there are any. */
  readonly validationLoss?: number;
}

/** What growing is watched and steered by. */
export interface TrainingContext {
  /** Rows that are not grown from; early stopping goes by their loss. */
  readonly validation?: Examples;
  /** One for each column; either way for all without. */
  readonly monotone?: readonly Direction[];
  /** Logit that all rows begin at which have no `baseMargins`; 0 without. */
  readonly baseMargin?: number;
  readonly onRound?: (report: RoundReport) => void;
  /** Growing ends after the round in which this is aborted; what was grown until then is returned. */
  readonly signal?: AbortSignal;
}

/** What growing gave. */
export interface Trained {
  /** Up to the best round, where the growth was stopped early or had validation rows and `patience`. */
  readonly forest: Forest;
  /** Every round that was grown, also those that the forest leaves out. */
  readonly history: readonly RoundReport[];
  /** How many trees the forest kept. */
  readonly bestRound: number;
}

/** The range of each number, as people are told it. */
const RANGES: Readonly<
  Record<Exclude<keyof GrowthOptions, "seed">, readonly [low: number, high: number, whole: boolean]>
> = {
  rounds: [1, 10_000, true],
  depth: [1, 16, true],
  eta: [1e-6, 1, false],
  l2: [0, 1e9, false],
  gamma: [0, 1e9, false],
  minChildWeight: [0, 1e12, false],
  rowSample: [1e-6, 1, false],
  columnSample: [1e-6, 1, false],
  bins: [2, 256, true],
  patience: [1, 10_000, true],
};

/** Refuses numbers that no tree can be grown with, in one line that names the first of them. */
export function checkGrowth(options: GrowthOptions): Result<GrowthOptions> {
  for (const [name, [low, high, whole]] of Object.entries(RANGES)) {
    const value = options[name as keyof GrowthOptions];
    if (value === undefined) continue;
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      const kind = whole ? "a whole number" : "a number";
      return refuse(
        "growth_out_of_range",
        `Cannot grow trees: expected ${name} to be ${kind} from ${low} to ${high}, was ${value}`,
      );
    }
  }
  return succeed(options);
}
