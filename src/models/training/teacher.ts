/**
 * What rows learn by where the data come with a model of their own: a mean of who won and of what that model says.
 *
 * The reference knows nothing of the pregame number. So its logit and the pregame number's are first weighed against who won,
 * by the time left; then each row's label is the mean.
 *
 * @module
 */
import { type Result, succeed } from "../../core/result.ts";
import { AnchorCurve } from "../anchor/anchor.ts";
import { fitAnchor } from "../anchor/fit.ts";
import type { PlayTable } from "../data/play_table.ts";
import { chanceOf, logitOf } from "../situation/pregame.ts";
import { homeView, readByView } from "./labels.ts";
import { newSituation } from "../situation/situation.ts";
import type { TeacherRecipe } from "./recipe.ts";
import type { Rows } from "../data/split.ts";

/** The reference is not believed to be surer than 1 in 8,000. */
const SUREST_LOGIT = 9;

/**
 * Labels between 0 and 1.
 *
 * @param labels who won, by the view of each row
 * @returns `labels` themselves where the data have no reference
 */
export function softLabels(
  table: PlayTable,
  rows: Rows,
  labels: Float32Array,
  { ownShare, knots, l2 }: TeacherRecipe,
): Result<Float32Array> {
  const { reference } = table;
  if (reference === undefined) return succeed(labels);
  const logits = Float64Array.from(
    readByView(table, rows, (row) => reference[row] ?? NaN),
    (chance) => Math.min(SUREST_LOGIT, Math.max(-SUREST_LOGIT, logitOf(chance))),
  );
  const taught = table.source === "none" ? succeed(logits) : weighed(table, rows, labels, logits, knots, l2);
  if (!taught.ok) return taught;
  return succeed(labels.map((label, index) => {
    const logit = taught.value[index] ?? NaN;
    // A row of which the reference says nothing learns by who won.
    return Number.isNaN(logit) ? label : ownShare * label + (1 - ownShare) * chanceOf(logit);
  }));
}

/** The reference's logit and the pregame number's as one, fitted to who won. */
function weighed(
  table: PlayTable,
  rows: Rows,
  labels: Float32Array,
  reference: Float64Array,
  knots: readonly number[],
  l2: number,
): Result<Float64Array> {
  const situation = newSituation(table.sport);
  const left = new Float64Array(rows.length);
  const pregame = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    table.situation(rows[index] ?? 0, situation);
    left[index] = situation.left;
    pregame[index] = homeView(situation) ? situation.pregame : 0 - situation.pregame;
  }
  const known = reference.map((logit) => Number.isNaN(logit) ? 0 : 1);
  const fitted = fitAnchor({
    knots,
    terms: ["reference", "pregame"],
    left,
    values: [reference.map((logit) => Number.isNaN(logit) ? 0 : logit), pregame],
    labels,
    weights: known,
  }, { l2, units: { reference: 2 }, atLeastZero: ["reference", "pregame"] });
  if (!fitted.ok) return fitted;
  const curve = new AnchorCurve(fitted.value.anchor);
  const values = new Float64Array(2);
  return succeed(reference.map((logit, index) => {
    values[0] = logit;
    values[1] = pregame[index] ?? NaN;
    return curve.margin(left[index] ?? NaN, values);
  }));
}
