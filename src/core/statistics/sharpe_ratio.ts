/**
 * The Sharpe ratio of a sample of gains.
 *
 * @module
 */
import { meanAndDeviation } from "./moments.ts";

/**
 * Mean / sample deviation, not annualised, without a riskless return: cash at the exchange is the alternative to a game.
 * `undefined` with fewer than two gains or no spread. A factor common to all gains cancels.
 */
export function sharpeRatio(gains: Float64Array): number | undefined {
  if (gains.length < 2) return undefined;
  const { mean, deviation } = meanAndDeviation(gains);
  return deviation > 0 ? mean / deviation : undefined;
}
