/**
 * Scores of forecasts: how far a chance that was named is from what happened. Lower is better.
 *
 * @module
 */

/** A chance and what came of it, both fractions in 0…1. */
export interface ScoredForecast {
  readonly forecast: number;
  /** 0 or 1; between them where the outcome was divided, as a market that pays in part. */
  readonly outcome: number;
}

/** The chance nearest to certain that a logarithm is taken of: whoever is sure and wrong pays much, not endlessly. */
const LEAST = 0.0001;

/** The square of the distance, of which the mean is the Brier score: 0 is perfect, 0.25 is a coin. */
export function squaredError(forecast: number, outcome: number): number {
  return (forecast - outcome) ** 2;
}

/**
 * The logarithmic loss in nats: 0 is perfect, ln 2 is a coin.
 *
 * @param least chances are taken within this and one less this; 0.0001…0.9999 unless said
 */
export function logLoss(forecast: number, outcome: number, least = LEAST): number {
  const p = Math.min(1 - least, Math.max(least, forecast));
  return -(outcome * Math.log(p) + (1 - outcome) * Math.log(1 - p));
}

/** The mean of a score over forecasts; `undefined` without any. */
export function meanScore(
  forecasts: readonly ScoredForecast[],
  score: (forecast: number, outcome: number) => number,
): number | undefined {
  if (forecasts.length === 0) return undefined;
  let sum = 0;
  for (const { forecast, outcome } of forecasts) sum += score(forecast, outcome);
  return sum / forecasts.length;
}
