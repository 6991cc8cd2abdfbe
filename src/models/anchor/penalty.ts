/**
 * What holds the weights of an anchor small and, where wanted, alike at neighbouring knots.
 *
 * @module
 */

/** λ of the squares and of the squared differences between knots, for each term, in the term's own unit. */
export interface Penalty {
  readonly terms: number;
  readonly squares: Float64Array;
  readonly differences: Float64Array;
}

/** Half the penalty of the weights (by knot, then by term). */
export function penaltyValue({ terms, squares, differences }: Penalty, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? NaN;
    const term = i % terms;
    sum += (squares[term] ?? 0) * weight * weight;
    if (i < terms) continue;
    const step = weight - (weights[i - terms] ?? NaN);
    sum += (differences[term] ?? 0) * step * step;
  }
  return sum / 2;
}

/** Adds the penalty's derivatives to those of the loss. */
export function addPenalty(
  { terms, squares, differences }: Penalty,
  weights: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const size = weights.length;
  const add = (i: number, j: number, by: number) => {
    hessian[i * size + j] = (hessian[i * size + j] ?? NaN) + by;
  };
  for (let i = 0; i < size; i++) {
    const term = i % terms;
    const square = squares[term] ?? 0;
    const weight = weights[i] ?? NaN;
    gradient[i] = (gradient[i] ?? NaN) + square * weight;
    add(i, i, square);
    const before = i - terms;
    const difference = differences[term] ?? 0;
    if (before < 0 || difference === 0) continue;
    const pull = difference * (weight - (weights[before] ?? NaN));
    gradient[i] = (gradient[i] ?? NaN) + pull;
    gradient[before] = (gradient[before] ?? NaN) - pull;
    add(i, i, difference);
    add(before, before, difference);
    add(i, before, -difference);
    add(before, i, -difference);
  }
}
