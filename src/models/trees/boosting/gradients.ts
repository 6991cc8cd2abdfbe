/**
 * First and second derivatives of the logistic loss, and the loss itself.
 *
 * @module
 */

/** Least second derivative of a row, as in XGBoost: a row that is certain still counts a little. */
const LEAST_CURVATURE = 1e-16;

/** Logits beyond which a row is as certain as can be told. */
const CERTAIN = 40;
/** Powers of e are made of steps of this many a doubling, whose values stand in a table. */
const STEPS = 64;
const STEP_POWERS = Float64Array.from({ length: STEPS }, (_, step) => 2 ** (step / STEPS));
const DOUBLINGS = Float64Array.from({ length: 2 * STEPS + 1 }, (_, power) => 2 ** (power - STEPS));
const STEPS_PER_UNIT = STEPS / Math.LN2;

/**
 * The probability of a logit, to 1e-13: the platform's own `Math.exp` takes twice as long, and each round needs one a row.
 *
 * e^x = 2^(steps/64) · e^rest, and the rest, at most 0.0055, is five terms of its series.
 */
function chanceOf(margin: number): number {
  const power = Math.min(Math.max(-margin, -CERTAIN), CERTAIN);
  const steps = Math.floor(power * STEPS_PER_UNIT + 0.5);
  const rest = power - steps / STEPS_PER_UNIT;
  const series = 1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest / 24)));
  const whole = (STEP_POWERS[steps & (STEPS - 1)] as number) * (DOUBLINGS[STEPS + (steps >> 6)] as number);
  return 1 / (1 + whole * series);
}

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
    const chance = chanceOf(margins[row] as number);
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
