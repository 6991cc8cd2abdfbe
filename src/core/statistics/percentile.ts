/**
 * Percentiles of a sample.
 *
 * @module
 */

/**
 * The value below which `fraction` of a sample lies: 0 is the smallest, 0.5 the median, 1 the largest. Between two
 * values it is a straight line (definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
 *
 * @param sorted the sample, smallest first
 * @throws {RangeError} if the sample is empty or the fraction outside 0…1
 */
export function percentile(sorted: Float64Array, fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new RangeError(`Cannot take a percentile: expected a fraction in 0…1, was ${fraction}`);
  }
  const place = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) {
    throw new RangeError("Cannot take a percentile: expected at least one value, was an empty sample");
  }
  return below + (above - below) * (place - Math.floor(place));
}
