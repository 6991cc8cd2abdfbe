/**
 * The weights of an anchor that make what happened most likely: logistic regression with a quadratic penalty.
 *
 * Newton's method (iteratively reweighted least squares) on a convex function, so there is one answer, and the same
 * numbers give the same answer to the bit. Weights that must not be negative are held at 0 while the data pull them
 * below, and the others are fitted beside them; nothing is cut off afterwards.
 *
 * @module
 */
import { type Refusal, refuse, type Result, succeed } from "../../core/result.ts";
import { type Anchor, faultOfAnchor } from "./anchor.ts";
import { Loss } from "./loss.ts";
import { addPenalty, type Penalty, penaltyValue } from "./penalty.ts";
import type { AnchorRows } from "./rows.ts";
import { solve } from "./solve.ts";

type Refused = { readonly ok: false; readonly reason: Refusal };

/** How to fit. */
export interface AnchorOptions {
  /** λ: the sum over the rows of the log loss is raised by λ/2 times the sum of the squared weights in `units`. */
  readonly l2: number;
  /** What one step of a term is, for the penalty alone: 10 for points, 2 for expected points; 1 where not named. */
  readonly units?: Readonly<Record<string, number>>;
  /** Terms whose weights must not be below 0. */
  readonly atLeastZero?: readonly string[];
  /** λ of the squared differences between neighbouring knots, in `units`; 0 where not given. */
  readonly smooth?: number;
}

/** A fitted anchor and how it came about. */
export interface AnchorFit {
  readonly anchor: Anchor;
  /** Mean log loss over the rows, weighted, without the penalty. */
  readonly loss: number;
  readonly steps: number;
}

const MOST_STEPS = 60;
/** A step that lowers the loss of a row by less than this on the average is the last. */
const TOLERANCE = 1e-13;
const SHORTEST_STEP = 1e-9;
/** A bounded weight so near 0, in units of its term, that is pulled below it is held. */
const AT_ZERO = 1e-9;
/** λ where none is wanted: the weights of a knot without rows stay at 0 instead of having no answer. */
const LEAST_L2 = 1e-9;

/**
 * Fits.
 *
 * Refused: `anchor_form` (knots, terms or options that make no anchor), `anchor_rows` (no rows, columns of other lengths,
 * a value that is no number), `anchor_no_fit` (the steps did not end: the data separate the winners exactly and nothing
 * holds the weights; a higher `l2` does).
 */
export function fitAnchor(rows: AnchorRows, options: AnchorOptions): Result<AnchorFit> {
  const wrong = faultOfForm(rows, options) ?? faultOfRows(rows);
  if (wrong !== undefined) return wrong;
  const { terms } = rows;
  const size = rows.knots.length * terms.length;
  const loss = new Loss(rows);
  const penalty = penaltyOf(terms, options);
  const atLeastZero = Uint8Array.from(terms, (term) => options.atLeastZero?.includes(term) ? 1 : 0);
  const bounded = Uint8Array.from({ length: size }, (_, i) => atLeastZero[i % terms.length] ?? 0);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const objective = (weights: Float64Array) => loss.value(weights) + penaltyValue(penalty, weights);
  let weights: Float64Array = new Float64Array(size);
  let value = objective(weights);
  for (let step = 1; step <= MOST_STEPS; step++) {
    loss.derivatives(weights, gradient, hessian);
    addPenalty(penalty, weights, gradient, hessian);
    const direction = directionOf(weights, gradient, hessian, bounded);
    if (direction === undefined) break;
    const before = value;
    for (let length = 1; length > SHORTEST_STEP && value === before; length /= 2) {
      const next = moved(weights, direction, length, bounded);
      const after = objective(next);
      if (after < value) [weights, value] = [next, after];
    }
    if (before - value <= TOLERANCE * loss.total) {
      const anchor = anchorOf(rows, weights);
      return succeed({ anchor, loss: loss.value(weights) / loss.total, steps: step });
    }
  }
  return refuse(
    "anchor_no_fit",
    `Cannot fit the anchor: it does not settle with l2 ${options.l2}; expected a higher one, or more rows`,
  );
}

/** Newton's step, to be taken away from the weights; a weight that is held at 0 gets its own slope's step alone. */
function directionOf(
  weights: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
  bounded: Uint8Array,
): Float64Array | undefined {
  const size = weights.length;
  const held = (i: number) => bounded[i] === 1 && (weights[i] ?? NaN) <= AT_ZERO && (gradient[i] ?? NaN) > 0;
  const free = Uint8Array.from({ length: size }, (_, i) => held(i) ? 0 : 1);
  const direction = solve(hessian, gradient, free);
  if (direction === undefined) return undefined;
  for (let i = 0; i < size; i++) {
    if (free[i] === 0) direction[i] = (gradient[i] ?? NaN) / (hessian[i * size + i] ?? NaN);
  }
  return direction;
}

function moved(
  weights: Float64Array,
  direction: Float64Array,
  length: number,
  bounded: Uint8Array,
): Float64Array {
  return weights.map((weight, i) => {
    const next = weight - length * (direction[i] ?? NaN);
    return bounded[i] === 1 && next < 0 ? 0 : next;
  });
}

function penaltyOf(terms: readonly string[], { l2, smooth = 0, units }: AnchorOptions): Penalty {
  const squared = terms.map((term) => (units?.[term] ?? 1) ** 2);
  return {
    terms: terms.length,
    squares: Float64Array.from(squared, (unit) => Math.max(LEAST_L2, l2) * unit),
    differences: Float64Array.from(squared, (unit) => smooth * unit),
  };
}

function anchorOf({ knots, terms }: AnchorRows, weights: Float64Array): Anchor {
  return {
    knots: [...knots],
    terms: [...terms],
    weights: terms.map((_, term) => knots.map((_, knot) => weights[knot * terms.length + term] ?? NaN)),
  };
}

function faultOfForm({ knots, terms }: AnchorRows, options: AnchorOptions): Refused | undefined {
  const { l2, smooth = 0, units = {}, atLeastZero = [] } = options;
  const fault = faultOfAnchor({ knots, terms, weights: terms.map(() => knots.map(() => 0)) });
  if (fault !== undefined) return refuse("anchor_form", `Cannot fit the anchor: ${fault}`);
  if (!(l2 >= 0 && smooth >= 0 && Number.isFinite(l2 + smooth))) {
    return refuse(
      "anchor_form",
      `Cannot fit the anchor: l2 and smooth must be 0 or more, are ${l2} and ${smooth}`,
    );
  }
  const unknown = [...Object.keys(units), ...atLeastZero].find((name) => !terms.includes(name));
  if (unknown === undefined) return undefined;
  return refuse("anchor_form", `Cannot fit the anchor: ${unknown} is none of its terms: ${terms.join(", ")}`);
}

function faultOfRows({ terms, left, values, labels, weights, offsets }: AnchorRows): Refused | undefined {
  const rows = left.length;
  if (rows === 0) return refuse("anchor_rows", "Cannot fit the anchor: there are no rows");
  const columns: [string, ArrayLike<number> | undefined][] = [
    ["left", left],
    ["labels", labels],
    ["weights", weights],
    ["offsets", offsets],
    ...terms.map((term, index): [string, ArrayLike<number> | undefined] => [term, values[index] ?? []]),
  ];
  for (const [name, column] of columns) {
    if (column === undefined) continue;
    if (column.length !== rows) {
      return refuse(
        "anchor_rows",
        `Cannot fit the anchor: expected ${rows} rows of ${name}, got ${column.length}`,
      );
    }
    for (let row = 0; row < rows; row++) {
      const value = column[row];
      if (Number.isFinite(value) && fits(name, value ?? NaN)) continue;
      return refuse("anchor_rows", `Cannot fit the anchor: ${name} is ${value} in row ${row}`);
    }
  }
  return undefined;
}

/** Whether a number can stand in one of the columns that are no term. */
function fits(name: string, value: number): boolean {
  if (name === "labels") return value >= 0 && value <= 1;
  return name === "left" || name === "weights" ? value >= 0 : true;
}
