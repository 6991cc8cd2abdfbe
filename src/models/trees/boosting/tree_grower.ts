/**
 * One tree, grown node by node from histograms.
 *
 * Only the smaller child's histogram is summed up from rows; its sibling's is the parent's less it. A node's descendants are
 * grown before its sibling is, so that one histogram a level is enough and stays in the processor's cache; without a bound
 * on the number of leaves the tree is the same as one that is grown level by level.
 *
 * @module
 */
import type { BinnedColumns, BinnedRows } from "./binned.ts";
import { fillHistogram, subtractHistogram } from "./histogram.ts";
import type { Direction, GrowthOptions } from "./options.ts";
import { goesLeft, partitionRows } from "./partition.ts";
import { answerOf, findSplit, type NodeSums, type Split, type SplitRules } from "./split.ts";

/** A tree in the order in which it was grown, by bins and by values. */
export interface GrownTree {
  readonly left: number[];
  readonly right: number[];
  readonly column: number[];
  readonly split: number[];
  /** Bins below this one go left. */
  readonly bound: number[];
  readonly missingLeft: number[];
  readonly value: number[];
  readonly gain: number[];
  readonly cover: number[];
}

/** A node whose rows and sums are known. */
interface Grown extends NodeSums {
  readonly node: number;
  readonly depth: number;
  /** The node's rows among all rows of the tree. */
  readonly from: number;
  readonly to: number;
}

function emptyTree(): GrownTree {
  return {
    left: [],
    right: [],
    column: [],
    split: [],
    bound: [],
    missingLeft: [],
    value: [],
    gain: [],
    cover: [],
  };
}

/** Grows trees over the same columns, with room that is made once. */
export class TreeGrower {
  readonly #binned: BinnedColumns;
  readonly #options: GrowthOptions;
  readonly #monotone: readonly Direction[] | undefined;
  readonly #spare: Int32Array;
  /** Room for histograms by depth; of each the first sums are used. */
  readonly #histograms: Float64Array[] = [];

  constructor(
    binned: BinnedColumns,
    options: GrowthOptions,
    monotone: readonly Direction[] | undefined,
  ) {
    this.#binned = binned;
    this.#options = options;
    this.#monotone = monotone?.some((direction) => direction !== 0) ? monotone : undefined;
    this.#spare = new Int32Array(binned.rows);
  }

  /**
   * Grows one tree, and adds its leaves' values to the logits of the rows it was grown from.
   *
   * @param laidOut the columns that it may split by
   * @param rows numbers of the rows that it is grown from; their order is changed
   * @param gradients two numbers a row
   */
  grow(laidOut: BinnedRows, rows: Int32Array, gradients: Float64Array, margins: Float64Array): GrownTree {
    const { l2, gamma, minChildWeight } = this.#options;
    return new Growth({
      binned: this.#binned,
      options: this.#options,
      rules: { rows: laidOut, cuts: this.#binned.cuts, l2, gamma, minChildWeight, monotone: this.#monotone },
      rows,
      gradients,
      margins,
      spare: this.#spare,
      histogramAt: (depth) => this.#histogramAt(depth, laidOut.sums),
    }).tree;
  }

  #histogramAt(depth: number, sums: number): Float64Array {
    let room = this.#histograms[depth];
    if (room === undefined || room.length < sums) room = this.#histograms[depth] = new Float64Array(sums);
    return room.length === sums ? room : room.subarray(0, sums);
  }
}

/** What one tree is grown from. */
interface Ground {
  readonly binned: BinnedColumns;
  readonly options: GrowthOptions;
  readonly rules: SplitRules;
  readonly rows: Int32Array;
  readonly gradients: Float64Array;
  readonly margins: Float64Array;
  readonly spare: Int32Array;
  histogramAt(depth: number): Float64Array;
}

/** The growth of one tree. */
class Growth {
  readonly tree: GrownTree = emptyTree();
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
    const { rows, gradients } = ground;
    let [first, second] = [0, 0];
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      first += gradients[2 * row] as number;
      second += gradients[2 * row + 1] as number;
    }
    const sums = { first, second, lower: -Infinity, upper: Infinity };
    const root = this.#add(sums, 0, 0, rows.length);
    if (this.#mayDivide(root)) this.#divide(root, this.#sumUp(root, 0));
    else this.#settle(root);
  }

  /** Adds a node that is a leaf until it is split. */
  #add(sums: NodeSums, depth: number, from: number, to: number): Grown {
    const { tree } = this;
    const { eta, l2 } = this.#ground.options;
    tree.left.push(-1);
    tree.right.push(-1);
    tree.column.push(0);
    tree.split.push(NaN);
    tree.bound.push(0);
    tree.missingLeft.push(0);
    const value = sums.second + l2 > 0 ? eta * answerOf(sums, l2) : 0;
    tree.value.push(Math.fround(value));
    tree.gain.push(0);
    tree.cover.push(sums.second);
    return { ...sums, node: tree.left.length - 1, depth, from, to };
  }

  /** Whether a node could have children at all. */
  #mayDivide({ depth, from, to, second }: Grown): boolean {
    const { options } = this.#ground;
    return depth < options.depth && to - from > 1 && second >= 2 * options.minChildWeight;
  }

  #sumUp({ from, to }: Grown, depth: number): Float64Array {
    const { rules: { rows: laidOut }, gradients, rows } = this.#ground;
    const histogram = this.#ground.histogramAt(depth);
    fillHistogram(laidOut, gradients, rows, from, to, histogram);
    return histogram;
  }

  /** Ends a node as a leaf: its rows get its value. */
  #settle({ node, from, to }: Grown): void {
    const { rows, margins } = this.#ground;
    const value = this.tree.value[node] ?? 0;
    for (let index = from; index < to; index++) {
      const row = rows[index] as number;
      margins[row] = (margins[row] as number) + value;
    }
  }

  /** Splits a node as often as it pays; what its histogram held is overwritten. */
  #divide(parent: Grown, histogram: Float64Array): void {
    const split = findSplit(histogram, parent, this.#ground.rules);
    if (split === undefined) return this.#settle(parent);
    const { binned: { columns, cuts }, rows, spare } = this.#ground;
    const cut = cuts[split.column];
    const bins = columns[split.column];
    if (cut === undefined || bins === undefined) return this.#settle(parent);
    const left = goesLeft(split.bound, cut.bins, split.missingLeft);
    const middle = partitionRows(rows, parent.from, parent.to, bins, left, spare);
    // Rounding alone found a side without rows.
    if (middle === parent.from || middle === parent.to) return this.#settle(parent);
    const [low, high] = this.#addChildren(parent, split, middle, cut.bounds[split.bound] ?? NaN);
    this.#divideChildren(low, high, histogram);
  }

  #addChildren(parent: Grown, split: Split, middle: number, value: number): readonly [Grown, Grown] {
    const { tree } = this;
    const { node, depth, from, to, lower, upper } = parent;
    const { rules: { monotone, l2 } } = this.#ground;
    const left = { first: split.leftFirst, second: split.leftSecond, lower, upper };
    const right = {
      first: parent.first - left.first,
      second: parent.second - left.second,
      lower,
      upper,
    };
    const direction = monotone?.[split.column] ?? 0;
    const middleAnswer = (answerOf(left, l2) + answerOf(right, l2)) / 2;
    if (direction > 0) left.upper = right.lower = middleAnswer;
    if (direction < 0) left.lower = right.upper = middleAnswer;
    const low = this.#add(left, depth + 1, from, middle);
    const high = this.#add(right, depth + 1, middle, to);
    tree.left[node] = low.node;
    tree.right[node] = high.node;
    tree.column[node] = split.column;
    tree.split[node] = value;
    tree.bound[node] = split.bound;
    tree.missingLeft[node] = split.missingLeft ? 1 : 0;
    tree.gain[node] = split.gain;
    return [low, high];
  }

  #divideChildren(low: Grown, high: Grown, histogram: Float64Array): void {
    const [small, large] = low.to - low.from <= high.to - high.from ? [low, high] : [high, low];
    const smallMay = this.#mayDivide(small);
    const largeMay = this.#mayDivide(large);
    const sums = smallMay || largeMay ? this.#sumUp(small, small.depth) : undefined;
    if (sums !== undefined && largeMay) subtractHistogram(histogram, sums);
    if (sums !== undefined && smallMay) this.#divide(small, sums);
    else this.#settle(small);
    if (largeMay) this.#divide(large, histogram);
    else this.#settle(large);
  }
}
