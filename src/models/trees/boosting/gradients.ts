/**
 * First and second derivatives of the logistic loss, and the loss itself.
 *
 * @module
 */

/** Least second derivative of a row, as in XGBoost: a row that is certain still counts a little. */
const LEAST_CURVATURE = 1e-16;

/**
 * Writes the derivatives of some rows' loss by their logit, next to each other.
 *
 * @param chosen numbers of the rows
 * @param out two numbers a row, at twice its number: p − y and p·(1 − p), by the row's weight
 */
export function fillGradients(
  chosen: Int32Array,
  margins: Float64Array,
  labels: Uint8Array | Float32Array,
  weights: Float32Array | Float64Array | undefined,
  out: Float64Array,
): void {
  for (let index = 0; index < chosen.length; index++) {
    const row = chosen[index] as number;
    const chance = 1 / (1 + Math.exp(-(margins[row] as number)));
    out[2 * row] = chance - (labels[row] as number);
    out[2 * row + 1] = Math.max(chance * (1 - chance), LEAST_CURVATURE);
  }
  if (weights === undefined) return;
  for (let index = 0; index < chosen.length; index++) {
    const row = chosen[index] as number;
    const weight = weights[row] as number;
    out[2 * row] = (out[2 * row] as number) * weight;
    out[2 * row + 1] = (out[2 * row + 1] as number) * weight;
  }
}

/** Mean log loss of logits, by weight. */
export function logLossOf(
  margins: Float64Array,
  labels: Uint8Array | Float32Array,
  weights?: Float32Array | Float64Array,
): number {
  let loss = 0;
  let total = 0;
  for (let row = 0; row < margins.length; row++) {
    const margin = margins[row] as number;
    const weight = weights === undefined ? 1 : weights[row] as number;
    // log(1 + e^m) − y·m, without an overflow.
    const soft = Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    loss += weight * (soft - (labels[row] as number) * margin);
    total += weight;
  }
  return loss / total;
}
