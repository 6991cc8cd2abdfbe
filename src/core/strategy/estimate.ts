/**
 * A model's estimate of a market, and how an engine asks for it.
 *
 * @module
 */

/** A model's answer for one market. */
export interface Estimate {
  /** The chance that YES pays, 0 to 1. */
  readonly probability: number;
  /** The model's name and version. */
  readonly model: string;
  /** When the state was so that it was made from, Unix milliseconds. */
  readonly at: number;
}

/** The estimate as strategies see it. */
export interface EstimateView {
  readonly probability: number;
  readonly model: string;
  /** Since the state was so that it was made from. */
  readonly ageMs: number;
}

/** Models at work. An engine that is given one asks it when a strategy looks, and at no other time. */
export interface Estimator {
  /** The last answer for a market, where there is one. */
  estimate(market: string): Estimate | undefined;
}

/** An answer as it is seen at a moment: one that was made from a later state is not. */
export function estimateAt(estimate: Estimate | undefined, at: number): EstimateView | undefined {
  if (estimate === undefined || estimate.at > at) return undefined;
  const { probability, model } = estimate;
  return Object.freeze({ probability, model, ageMs: at - estimate.at });
}
