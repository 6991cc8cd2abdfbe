/**
 * A logit that is linear in a few numbers, with coefficients that change with the clock.
 *
 * Between two knots a coefficient runs linearly in √left, since a score's spread grows with the square root of the time
 * left. There is no intercept: where every term changes sign with the teams exchanged, so does the logit, exactly.
 *
 * @module
 */

/** The numbers of an anchor, as they stand in a model file. */
export interface Anchor {
  /** Seconds left, rising. Before the first and after the last the coefficients are those of the first and the last. */
  readonly knots: readonly number[];
  /** Names of features. */
  readonly terms: readonly string[];
  /** Logit of one unit of a term: `weights[term][knot]`. */
  readonly weights: readonly (readonly number[])[];
}

/** The most knots of an anchor, and the most terms. */
export const MOST_KNOTS = 64;
/** The most terms of an anchor. */
export const MOST_TERMS = 64;

/** An anchor as flat arrays, to be asked often: nothing is allocated by a call. */
export class AnchorCurve {
  readonly #roots: Float64Array;
  /** By knot, then by term. */
  readonly #weights: Float64Array;
  readonly #terms: number;

  /** @param anchor as `checkAnchor` lets it pass */
  constructor({ knots, terms, weights }: Anchor) {
    this.#roots = Float64Array.from(knots, Math.sqrt);
    this.#terms = terms.length;
    this.#weights = Float64Array.from(
      { length: knots.length * terms.length },
      (_, index) => weights[index % terms.length]?.[Math.floor(index / terms.length)] ?? NaN,
    );
  }

  /**
   * The logit.
   *
   * @param left seconds left
   * @param values of the terms, in their order
   * @returns NaN where a value of a term is not known
   */
  margin(left: number, values: Float64Array): number {
    const roots = this.#roots;
    const weights = this.#weights;
    const terms = this.#terms;
    const last = roots.length - 1;
    const u = Math.sqrt(left);
    let upper = 1;
    while (upper < last && u > (roots[upper] ?? Infinity)) upper++;
    const share = hatShare(roots, upper, u);
    let sum = 0;
    const low = (upper - 1) * terms;
    for (let term = 0; term < terms; term++) {
      const below = weights[low + term] ?? NaN;
      const above = weights[low + terms + term] ?? NaN;
      sum += (below + share * (above - below)) * (values[term] ?? NaN);
    }
    return sum;
  }
}

/**
 * How much of the knot `upper` there is at u, the rest being of the knot before it: 0 at and before that one, 1 at and
 * after `upper`.
 */
export function hatShare(roots: Float64Array, upper: number, u: number): number {
  const from = roots[upper - 1] ?? 0;
  const to = roots[upper] ?? 0;
  return Math.min(1, Math.max(0, (u - from) / (to - from)));
}

/** The logit of an anchor that is asked once; `AnchorCurve` is for many times. */
export function anchorMargin(anchor: Anchor, left: number, values: Float64Array): number {
  return new AnchorCurve(anchor).margin(left, values);
}

/** What is wrong with the numbers of an anchor, in words; nothing where they are sound. */
export function faultOfAnchor({ knots, terms, weights }: Anchor): string | undefined {
  if (knots.length < 2 || knots.length > MOST_KNOTS) return `expected 2 to ${MOST_KNOTS} knots`;
  if (terms.length < 1 || terms.length > MOST_TERMS) return `expected 1 to ${MOST_TERMS} terms`;
  if (new Set(terms).size < terms.length) return "a term stands there twice";
  if (knots.some((knot) => !Number.isFinite(knot) || knot < 0)) return "a knot is no number of seconds";
  if (knots.some((knot, index) => index > 0 && knot <= (knots[index - 1] ?? 0))) return "knots must rise";
  if (weights.length !== terms.length) return `expected ${terms.length} rows of weights, one for each term`;
  const uneven = weights.findIndex((row) => row.length !== knots.length);
  if (uneven >= 0) return `expected ${knots.length} weights of ${terms[uneven]}, one for each knot`;
  if (weights.flat().some((weight) => !Number.isFinite(weight))) return "a weight is no number";
  return undefined;
}
