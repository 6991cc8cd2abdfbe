/**
 * The best split of a node: which column, where, and which way a missing value goes.
 *
 * The loss falls by half of `gain(left) + gain(right) − gain(node)`, with `gain = G²/(H + l2)` for a node whose gradients sum
 * up to G and H. Where a column may only raise the answer, or only lower it, a node's answer is held between bounds, and the
 * gain is that of the bounded answer w: `−(2Gw + (H + l2)w²)`. All of it is as in XGBoost.
 *
 * @module
 */
import type { BinnedRows } from "./binned.ts";
import type { Cuts } from "./cuts.ts";
import type { Direction } from "./options.ts";

/** Least gain of any split: below it lies rounding. */
const LEAST_GAIN = 1e-6;

/** A split, with what its left child sums up to. */
export interface Split {
  readonly gain: number;
  /** Number of the column in the matrix. */
  readonly column: number;
  /** Bins below this one go left. */
  readonly bound: number;
  readonly missingLeft: boolean;
  readonly leftFirst: number;
  readonly leftSecond: number;
}

/** A node as far as a split of it depends on it. */
export interface NodeSums {
  /** Sums of the first and second derivatives. */
  readonly first: number;
  readonly second: number;
  /** Between which its answer must lie. */
  readonly lower: number;
  readonly upper: number;
}

/** What holds for all splits of a tree. */
export interface SplitRules {
  readonly rows: BinnedRows;
  readonly cuts: readonly Cuts[];
  readonly l2: number;
  readonly gamma: number;
  readonly minChildWeight: number;
  /** One for each column of the matrix; nothing where every column may go either way. */
  readonly monotone: readonly Direction[] | undefined;
}

/** A node's best answer between its bounds. */
export function answerOf({ first, second, lower, upper }: NodeSums, l2: number): number {
  return Math.min(Math.max(-first / (second + l2), lower), upper);
}

/** What an answer gains, where it need not be the best one. */
function boundedGain(first: number, second: number, answer: number, l2: number): number {
  return -(2 * first * answer + (second + l2) * answer * answer);
}

/** The best split so far, and what the next ones are held against. */
class Search {
  best: Split | undefined;
  readonly #histogram: Float64Array;
  readonly #node: NodeSums;
  readonly #rules: SplitRules;
  /** What the node gains unsplit. */
  readonly #own: number;

  constructor(histogram: Float64Array, node: NodeSums, rules: SplitRules) {
    this.#histogram = histogram;
    this.#node = node;
    this.#rules = rules;
    this.#own = rules.monotone === undefined
      ? node.first * node.first / (node.second + rules.l2)
      : boundedGain(node.first, node.second, answerOf(node, rules.l2), rules.l2);
  }

  /** Tries every cut of one of the chosen columns. */
  tryColumn(index: number): void {
    const { rows: { chosen, starts }, cuts } = this.#rules;
    const column = chosen[index] ?? 0;
    const cut = cuts[column];
    if (cut === undefined) return;
    const start = starts[index] ?? 0;
    const behind = 2 * (start + cut.bins);
    const second = cut.missing ? this.#histogram[behind + 1] ?? 0 : 0;
    if (second > 0) {
      const missing = { first: this.#histogram[behind] ?? 0, second };
      // Either way for the missing ones; and they alone against all others, with the others on either side.
      this.#scan(column, start, 1, cut.bins, { first: 0, second: 0 }, false);
      this.#scan(column, start, 0, cut.bins - 1, missing, true);
    } else {
      this.#scan(column, start, 1, cut.bins - 1, { first: 0, second: 0 }, undefined);
    }
  }

  /**
   * Tries the cuts at the bounds from `low` to `high`.
   *
   * @param missing sums of the missing values where they go left, 0 otherwise
   * @param missingLeft `undefined` where the node has no missing value
   */
  #scan(
    column: number,
    start: number,
    low: number,
    high: number,
    missing: { readonly first: number; readonly second: number },
    missingLeft: boolean | undefined,
  ): void {
    const { l2, minChildWeight, gamma, monotone } = this.#rules;
    const { first, second } = this.#node;
    const histogram = this.#histogram;
    const own = this.#own;
    let gain = this.best?.gain ?? Math.max(LEAST_GAIN, gamma);
    let [bestBound, bestFirst, bestSecond] = [-1, 0, 0];
    let leftFirst = missing.first;
    let leftSecond = missing.second;
    const direction = monotone?.[column] ?? 0;
    for (let bound = low; bound <= high; bound++) {
      if (bound > 0) {
        const place = 2 * (start + bound - 1);
        const inBin = histogram[place + 1] as number;
        // An empty bin moves nothing from one side to the other.
        if (inBin === 0) continue;
        leftFirst += histogram[place] as number;
        leftSecond += inBin;
      }
      const rightSecond = second - leftSecond;
      if (leftSecond < minChildWeight || leftSecond <= 0) continue;
      if (rightSecond < minChildWeight || rightSecond <= 0) break;
      const rightFirst = first - leftFirst;
      const gained = monotone === undefined
        ? leftFirst * leftFirst / (leftSecond + l2) + rightFirst * rightFirst / (rightSecond + l2) - own
        : this.#bounded(leftFirst, leftSecond, direction) - own;
      if (gained > gain) {
        gain = gained;
        bestBound = bound;
        bestFirst = leftFirst;
        bestSecond = leftSecond;
      }
    }
    if (bestBound < 0) return;
    this.best = {
      gain,
      column,
      bound: bestBound,
      // Where none is missing here, one that is missing later goes with the most.
      missingLeft: missingLeft ?? 2 * bestSecond >= second,
      leftFirst: bestFirst,
      leftSecond: bestSecond,
    };
  }

  /** What two children gain whose answers lie between the node's bounds and in the column's order; −∞ where they do not. */
  #bounded(leftFirst: number, leftSecond: number, direction: Direction): number {
    const { l2 } = this.#rules;
    const { first, second, lower, upper } = this.#node;
    const rightFirst = first - leftFirst;
    const rightSecond = second - leftSecond;
    const left = Math.min(Math.max(-leftFirst / (leftSecond + l2), lower), upper);
    const right = Math.min(Math.max(-rightFirst / (rightSecond + l2), lower), upper);
    if ((right - left) * direction < 0) return -Infinity;
    return boundedGain(leftFirst, leftSecond, left, l2) + boundedGain(rightFirst, rightSecond, right, l2);
  }
}

/** Finds the best split of a node, or nothing where none gains enough. */
export function findSplit(histogram: Float64Array, node: NodeSums, rules: SplitRules): Split | undefined {
  const search = new Search(histogram, node, rules);
  for (let index = 0; index < rules.rows.chosen.length; index++) search.tryColumn(index);
  return search.best;
}
