/**
 * Examples made up from a seed.
 *
 * @module
 */
import { Random } from "../../../../src/core/numbers/prng.ts";
import type { Examples, GrowthOptions } from "../../../../src/models/trees/boosting/options.ts";
import { DEFAULT_GROWTH } from "../../../../src/models/trees/boosting/options.ts";
import type { Forest } from "../../../../src/models/trees/forest.ts";
import { predictBatch, predictMargin } from "../../../../src/models/trees/predict.ts";

/** Few, plain trees that take all of what they find. */
export const PLAIN: GrowthOptions = {
  ...DEFAULT_GROWTH,
  rounds: 1,
  depth: 1,
  eta: 1,
  minChildWeight: 0,
};

/** Examples of columns that are written out. */
export function examplesOf(
  columns: Readonly<Record<string, readonly number[]>>,
  labels: readonly number[],
): Examples {
  const names = Object.keys(columns);
  return {
    matrix: {
      names,
      columns: names.map((name) => Float64Array.from(columns[name] ?? [])),
      rows: labels.length,
    },
    labels: Float32Array.from(labels),
  };
}

/** Something like a game: score, share of the time left, strength, and noise; one value in ten of strength is missing. */
export function madeUp(rows: number, seed: number): Examples {
  const random = new Random(seed);
  const [score, share, strength, noise, label]: [number[], number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  for (let row = 0; row < rows; row++) {
    score.push(Math.round(random.normal(0, 8)));
    share.push(random.next());
    const known = random.normal();
    strength.push(random.chance(0.1) ? NaN : known);
    noise.push(random.normal());
    const logit = 0.15 * (score[row] ?? 0) / Math.sqrt(0.1 + (share[row] ?? 0)) + 0.8 * known;
    label.push(random.chance(1 / (1 + Math.exp(-logit))) ? 1 : 0);
  }
  return examplesOf({ score, share, strength, noise }, label);
}

/** The rows of examples, one behind the other. */
export function rowsOf({ matrix: { columns, rows } }: Examples): Float64Array {
  const width = columns.length;
  return Float64Array.from(
    { length: rows * width },
    (_, at) => columns[at % width]?.[Math.floor(at / width)] ?? NaN,
  );
}

/** The logits of all rows of examples. */
export function marginsOf(forest: Forest, examples: Examples): Float64Array {
  const margins = new Float64Array(examples.matrix.rows);
  predictBatch(forest, rowsOf(examples), margins.length, margins);
  return margins;
}

/** The logit of one row. */
export function marginOf(forest: Forest, ...row: number[]): number {
  return predictMargin(forest, Float64Array.from(row));
}
