/**
 * Mean, deviation, skewness and kurtosis of a sample, and its Sharpe ratio.
 *
 * @module
 */

/** The first two moments. */
export interface MeanAndDeviation {
  readonly mean: number;
  /**
   * The deviation of the sample: divided by n − 1. Exactly 0 where all values are the same; `NaN` of fewer
   * than two.
   */
  readonly deviation: number;
}

/** Four moments of a sample that has a spread. */
export interface Moments extends MeanAndDeviation {
  readonly count: number;
  /** m₃ / m₂^1.5 of central moments divided by n: 0 if symmetric. */
  readonly skewness: number;
  /** m₄ / m₂² of central moments divided by n: 3 for a normal distribution; at least skewness² + 1. */
  readonly kurtosis: number;
}

/**
 * Mean and sample deviation in one pass. It measures from the first value, which keeps the digits of samples far from
 * zero, and makes the deviation of equal values exactly 0.
 */
export function meanAndDeviation(values: Float64Array): MeanAndDeviation {
  const count = values.length;
  const pivot = values[0] ?? NaN;
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const distance = (values[index] ?? 0) - pivot;
    sum += distance;
    squares += distance * distance;
  }
  const variance = (squares - sum * sum / count) / (count - 1);
  return { mean: pivot + sum / count, deviation: Math.sqrt(Math.max(variance, 0)) };
}

/** The mean; `undefined` of no values. */
export function mean(values: Float64Array): number | undefined {
  return values.length === 0 ? undefined : meanAndDeviation(values).mean;
}

/** Four moments; `undefined` with fewer than two values or no spread. */
export function moments(values: Float64Array): Moments | undefined {
  const count = values.length;
  const { mean, deviation } = meanAndDeviation(values);
  if (!(deviation > 0)) return undefined;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (const value of values) {
    const score = (value - mean) / deviation;
    second += score ** 2;
    third += score ** 3;
    fourth += score ** 4;
  }
  const variance = second / count;
  return {
    count,
    mean,
    deviation,
    skewness: third / count / variance ** 1.5,
    kurtosis: fourth / count / variance ** 2,
  };
}

/**
 * Mean / sample deviation, not annualised, without a riskless return: cash at the exchange is the alternative to a game.
 * `undefined` with fewer than two gains or no spread. A factor common to all gains cancels.
 */
export function sharpeRatio(gains: Float64Array): number | undefined {
  if (gains.length < 2) return undefined;
  const { mean, deviation } = meanAndDeviation(gains);
  return deviation > 0 ? mean / deviation : undefined;
}
