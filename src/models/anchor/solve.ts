/**
 * Symmetric linear equations by Cholesky's decomposition.
 *
 * @module
 */

/**
 * Solves A·x = b over the unknowns that are free; the others are 0.
 *
 * @param matrix A by rows, symmetric
 * @param free 1 for an unknown that is free, 0 for one that is not
 * @returns nothing where A is not positive definite
 */
export function solve(
  matrix: Float64Array,
  right: Float64Array,
  free: Uint8Array,
): Float64Array | undefined {
  const size = right.length;
  const chosen: number[] = [];
  for (let i = 0; i < size; i++) if (free[i] === 1) chosen.push(i);
  const n = chosen.length;
  const lower = new Float64Array(n * n);
  const y = new Float64Array(n);
  for (const [i, from] of chosen.entries()) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[from * size + (chosen[j] ?? 0)] ?? NaN;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? NaN) * (lower[j * n + k] ?? NaN);
      if (i > j) lower[i * n + j] = sum / (lower[j * n + j] ?? NaN);
      else if (sum > 0) lower[i * n + i] = Math.sqrt(sum);
      else return undefined;
    }
    let sum = right[from] ?? NaN;
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] ?? NaN) * (y[k] ?? NaN);
    y[i] = sum / (lower[i * n + i] ?? NaN);
  }
  const x = new Float64Array(size);
  for (let i = n - 1; i >= 0; i--) {
    let sum = y[i] ?? NaN;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] ?? NaN) * (x[chosen[k] ?? 0] ?? NaN);
    x[chosen[i] ?? 0] = sum / (lower[i * n + i] ?? NaN);
  }
  return x;
}
