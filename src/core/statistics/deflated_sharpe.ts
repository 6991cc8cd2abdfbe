/**
 * How likely the best of many tries is more than luck.
 *
 * Of many sets of parameters without any merit, one has a good Sharpe ratio by chance. The deflated Sharpe ratio is the
 * probability that the true ratio of the best is above what the best of so many would show by chance (Bailey and López
 * de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40 (2014); the probabilistic Sharpe ratio is
 * from their "The Sharpe Ratio Efficient Frontier", 2012). All ratios here are per observation, not annualised.
 *
 * The tries are taken as independent. Neighbours on a grid resemble each other, so the benchmark is rather too high.
 *
 * @module
 */
import { meanAndDeviation, moments } from "./moments.ts";
import { normalCdf, normalInverseCdf } from "./normal.ts";

/** A Sharpe ratio, and how it was found. */
export interface SharpeEvidence {
  /** Mean / sample deviation of the observations. */
  readonly sharpe: number;
  /** How many observations, for example games. */
  readonly observations: number;
  /** 0 if symmetric. */
  readonly skewness: number;
  /** 3 for normal ones. */
  readonly kurtosis: number;
}

/** The verdict on the best of several tries. */
export interface DeflatedSharpe {
  readonly sharpe: number;
  /** How many tries there were. */
  readonly trials: number;
  /** The Sharpe ratio that the best of so many is expected to show by chance. */
  readonly benchmark: number;
  /** The probability that the true ratio is above the benchmark: above 0.95 is commonly asked for. */
  readonly probability: number;
}

/** Below this the variance of the ratio is rounding. */
const LEAST_VARIANCE = 1e-12;
const EULER_MASCHERONI = 0.5772156649015329;

/** The evidence in a sample of gains; `undefined` with fewer than two or no spread. */
export function sharpeEvidence(gains: Float64Array): SharpeEvidence | undefined {
  const known = moments(gains);
  if (known === undefined) return undefined;
  const { count, mean, deviation, skewness, kurtosis } = known;
  return { sharpe: mean / deviation, observations: count, skewness, kurtosis };
}

/**
 * The largest of the Sharpe ratios that tries without merit are expected to show:
 * `√variance × ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e)))`, γ being the constant of Euler and Mascheroni. One try has
 * nothing to choose from: 0.
 *
 * @param trials N, a whole number of 1 or more
 * @param variance of the tries' ratios
 * @throws {RangeError} if either is out of range
 */
export function expectedMaximumSharpe(trials: number, variance: number): number {
  if (!Number.isSafeInteger(trials) || trials < 1 || !(variance >= 0)) {
    throw new RangeError(
      `Cannot expect a maximum: expected 1 try or more and a variance, was ${trials} and ${variance}`,
    );
  }
  if (trials === 1) return 0;
  // Φ⁻¹(1 − q) = −Φ⁻¹(q), which keeps the digits of a small q.
  const ordinary = -normalInverseCdf(1 / trials);
  const extreme = -normalInverseCdf(1 / (trials * Math.E));
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * ordinary + EULER_MASCHERONI * extreme);
}

/**
 * The probability that the true Sharpe ratio is above a benchmark:
 * `Φ((SR − benchmark) √(T − 1) / √(1 − skewness × SR + (kurtosis − 1) / 4 × SR²))`. `undefined` with fewer than two
 * observations, or where the root is of nothing (gains of two values only, at one ratio).
 */
export function probabilisticSharpe(evidence: SharpeEvidence, benchmark: number): number | undefined {
  const { sharpe, observations, skewness, kurtosis } = evidence;
  const variance = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe ** 2;
  if (observations < 2 || !(variance > LEAST_VARIANCE)) return undefined;
  return normalCdf((sharpe - benchmark) * Math.sqrt(observations - 1) / Math.sqrt(variance));
}

/**
 * The deflated Sharpe ratio of the best of several tries; `undefined` where its probability is.
 *
 * @param best the evidence for the try that was chosen
 * @param trialSharpes the ratios of all tries, the chosen one too; those without a ratio (no spread, for example because
 * they never traded) had no chance to be chosen and are left out
 * @throws {RangeError} if there are none
 */
export function deflatedSharpe(best: SharpeEvidence, trialSharpes: Float64Array): DeflatedSharpe | undefined {
  const trials = trialSharpes.length;
  const variance = trials < 2 ? 0 : meanAndDeviation(trialSharpes).deviation ** 2;
  const benchmark = expectedMaximumSharpe(trials, variance);
  const probability = probabilisticSharpe(best, benchmark);
  return probability === undefined ? undefined : { sharpe: best.sharpe, trials, benchmark, probability };
}
