/**
 * A part of a model: what it says where the pregame number is from certain sources.
 *
 * @module
 */
import type { Anchor } from "../anchor/anchor.ts";
import type { PregameSource } from "../situation/pregame.ts";
import type { Forest } from "../trees/forest.ts";

/** A weight by the seconds left, which rise: linear between two, and as the first and the last beyond them. */
export type WeightByLeft = readonly (readonly [left: number, weight: number])[];

/** An anchor and trees for moments of which the pregame number has one of these sources. */
export type ModelPart =
  & { readonly sources: readonly PregameSource[] }
  & (
    | { readonly anchor: Anchor; readonly trees?: undefined; readonly join?: undefined }
    | { readonly anchor?: undefined; readonly trees: Forest; readonly join?: undefined }
    | { readonly anchor: Anchor; readonly trees: Forest; readonly join: Join }
  );

/**
 * How the logits of both become one:
 *
 * - `share`: the mean, of which the trees have this share, 0 to 1;
 * - `added`: the trees' logit times the weight is added to the anchor's, as trees are that were trained with the anchor as
 *   their base margin.
 */
export interface Join {
  readonly how: "share" | "added";
  readonly treeWeight: WeightByLeft;
}

/** A weight by the seconds left, to be asked often: nothing is allocated by a call. */
export class WeightCurve {
  readonly #left: Float64Array;
  readonly #weights: Float64Array;

  /** @param points at least one, their seconds rising */
  constructor(points: WeightByLeft) {
    this.#left = Float64Array.from(points, ([left]) => left);
    this.#weights = Float64Array.from(points, ([, weight]) => weight);
  }

  /** The weight with so many seconds left. */
  at(left: number): number {
    const points = this.#left;
    const weights = this.#weights;
    let next = 0;
    while (next < points.length && left >= (points[next] ?? NaN)) next++;
    const above = weights[next];
    const below = weights[next - 1];
    if (below === undefined || above === undefined) return above ?? below ?? NaN;
    const from = points[next - 1] ?? NaN;
    return below + (above - below) * (left - from) / ((points[next] ?? NaN) - from);
  }
}
