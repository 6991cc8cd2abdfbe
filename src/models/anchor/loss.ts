/**
 * The log loss of an anchor over rows, its gradient and its second derivatives.
 *
 * A row touches two knots, so the second derivatives are blocks along the diagonal: they are summed by interval between
 * knots and spread into a square afterwards.
 *
 * @module
 */
import { hatShare } from "./anchor.ts";
import type { AnchorRows } from "./rows.ts";

/** Sums over the rows, as functions of the weights (by knot, then by term). */
export class Loss {
  /** The sum of the rows' weights. */
  readonly total: number;
  readonly #rows: AnchorRows;
  readonly #terms: number;
  readonly #knots: number;
  /** The interval between knots in which a row is, and how far into it. */
  readonly #interval: Uint8Array;
  readonly #share: Float64Array;

  constructor(rows: AnchorRows) {
    const { knots, terms, left, weights } = rows;
    const roots = Float64Array.from(knots, Math.sqrt);
    this.#rows = rows;
    this.#terms = terms.length;
    this.#knots = knots.length;
    this.#interval = new Uint8Array(left.length);
    this.#share = new Float64Array(left.length);
    let total = 0;
    for (let row = 0; row < left.length; row++) {
      const u = Math.sqrt(left[row] ?? NaN);
      let upper = 1;
      while (upper < roots.length - 1 && u > (roots[upper] ?? Infinity)) upper++;
      this.#interval[row] = upper - 1;
      this.#share[row] = hatShare(roots, upper, u);
      total += weights?.[row] ?? 1;
    }
    this.total = total;
  }

  /** The log loss, summed. */
  value(weights: Float64Array): number {
    const { labels, weights: counts, left } = this.#rows;
    let sum = 0;
    for (let row = 0; row < left.length; row++) {
      const margin = this.#margin(weights, row);
      const count = counts?.[row] ?? 1;
      // log(1 + e^m) − y·m, without overflow for large m.
      const over = Math.max(0, margin) + Math.log1p(Math.exp(-Math.abs(margin)));
      sum += count * (over - (labels[row] ?? NaN) * margin);
    }
    return sum;
  }

  /** The derivatives of the log loss, summed; both are overwritten. */
  derivatives(weights: Float64Array, gradient: Float64Array, hessian: Float64Array): void {
    const { labels, values, weights: counts, left } = this.#rows;
    const terms = this.#terms;
    const pairs = terms * (terms + 1) / 2;
    const blocks = new Float64Array((this.#knots - 1) * pairs * 3);
    const x = new Float64Array(terms);
    gradient.fill(0);
    for (let row = 0; row < left.length; row++) {
      const chance = 1 / (1 + Math.exp(-this.#margin(weights, row)));
      const count = counts?.[row] ?? 1;
      const error = count * (chance - (labels[row] ?? NaN));
      const spread = count * chance * (1 - chance);
      const interval = this.#interval[row] ?? 0;
      const high = this.#share[row] ?? NaN;
      const low = 1 - high;
      const below = interval * terms;
      let pair = interval * pairs * 3;
      for (let term = 0; term < terms; term++) {
        const value = values[term]?.[row] ?? NaN;
        x[term] = value;
        gradient[below + term] = (gradient[below + term] ?? 0) + error * low * value;
        gradient[below + terms + term] = (gradient[below + terms + term] ?? 0) + error * high * value;
        for (let other = 0; other <= term; other++) {
          const product = spread * value * (x[other] ?? NaN);
          blocks[pair] = (blocks[pair] ?? 0) + low * low * product;
          blocks[pair + 1] = (blocks[pair + 1] ?? 0) + low * high * product;
          blocks[pair + 2] = (blocks[pair + 2] ?? 0) + high * high * product;
          pair += 3;
        }
      }
    }
    this.#spread(blocks, hessian);
  }

  #margin(weights: Float64Array, row: number): number {
    const { values, offsets } = this.#rows;
    const terms = this.#terms;
    const low = (this.#interval[row] ?? 0) * terms;
    const share = this.#share[row] ?? NaN;
    let sum = offsets?.[row] ?? 0;
    for (let term = 0; term < terms; term++) {
      const below = weights[low + term] ?? NaN;
      const above = weights[low + terms + term] ?? NaN;
      sum += (below + share * (above - below)) * (values[term]?.[row] ?? NaN);
    }
    return sum;
  }

  #spread(blocks: Float64Array, hessian: Float64Array): void {
    const terms = this.#terms;
    const size = this.#knots * terms;
    hessian.fill(0);
    const add = (i: number, j: number, value: number) => {
      hessian[i * size + j] = (hessian[i * size + j] ?? 0) + value;
      if (i !== j) hessian[j * size + i] = (hessian[j * size + i] ?? 0) + value;
    };
    let pair = 0;
    for (let below = 0; below < size - terms; below += terms) {
      const above = below + terms;
      for (let term = 0; term < terms; term++) {
        for (let other = 0; other <= term; other++) {
          const mixed = blocks[pair + 1] ?? NaN;
          add(below + term, below + other, blocks[pair] ?? NaN);
          add(below + term, above + other, mixed);
          if (other !== term) add(below + other, above + term, mixed);
          add(above + term, above + other, blocks[pair + 2] ?? NaN);
          pair += 3;
        }
      }
    }
  }
}
