/**
 * A forest asked about two rows at once: a moment of a game and its mirror.
 *
 * The steps of one walk wait for each other, those of four do not: two rows go down two trees at a time, in a third less
 * time than one row after the other. The rules of a walk are those of `predict.ts`.
 *
 * @module
 */
import type { Forest } from "./forest.ts";

/** A forest that is ready for pairs of rows; nothing is allocated by a call. */
export class PairWalk {
  readonly #forest: Forest;
  /** Each row twice: with −∞ for a missing value and with +∞. */
  readonly #copies: Float64Array;

  constructor(forest: Forest) {
    this.#forest = forest;
    this.#copies = new Float64Array(4 * forest.features.length);
  }

  /**
   * The logits of two rows.
   *
   * @param first values in the order of `forest.features`; `NaN` where one is missing
   * @param second as `first`
   * @param out where the two logits go
   */
  margins(first: Float64Array, second: Float64Array, out: Float64Array): void {
    const { roots, depths, slots, splits, left, values, baseMargin, features } = this.#forest;
    const copies = this.#copies;
    const other = 2 * features.length;
    copyRow(first, copies, 0, features.length);
    copyRow(second, copies, other, features.length);
    const trees = depths.length;
    let sum = baseMargin;
    let otherSum = baseMargin;
    let tree = 0;
    for (; tree + 1 < trees; tree += 2) {
      let a = roots[tree] as number;
      let b = a;
      let c = roots[tree + 1] as number;
      let d = c;
      // A leaf leads to itself, so the shallower of the two trees may be walked on.
      for (let step = Math.max(depths[tree] as number, depths[tree + 1] as number); step > 0; step--) {
        a = (left[a] as number) + Number((copies[slots[a] as number] as number) >= (splits[a] as number));
        b = (left[b] as number) +
          Number((copies[other + (slots[b] as number)] as number) >= (splits[b] as number));
        c = (left[c] as number) + Number((copies[slots[c] as number] as number) >= (splits[c] as number));
        d = (left[d] as number) +
          Number((copies[other + (slots[d] as number)] as number) >= (splits[d] as number));
      }
      // One after the other, so that a sum is that of one row alone to the bit.
      sum = sum + (values[a] as number) + (values[c] as number);
      otherSum = otherSum + (values[b] as number) + (values[d] as number);
    }
    if (tree < trees) {
      let a = roots[tree] as number;
      let b = a;
      for (let step = depths[tree] as number; step > 0; step--) {
        a = (left[a] as number) + Number((copies[slots[a] as number] as number) >= (splits[a] as number));
        b = (left[b] as number) +
          Number((copies[other + (slots[b] as number)] as number) >= (splits[b] as number));
      }
      sum += values[a] as number;
      otherSum += values[b] as number;
    }
    out[0] = sum;
    out[1] = otherSum;
  }
}

/** Writes a row's values as 32-bit floats into both copies, which are compared as XGBoost compares them. */
function copyRow(row: Float64Array, copies: Float64Array, from: number, columns: number): void {
  for (let column = 0; column < columns; column++) {
    const value = Math.fround(row[column] ?? NaN);
    const missing = value !== value;
    copies[from + column] = missing ? -Infinity : value;
    copies[from + columns + column] = missing ? Infinity : value;
  }
}
