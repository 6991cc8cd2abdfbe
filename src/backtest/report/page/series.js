/** Arithmetic on series before they are drawn. */

/** How far each value is below the highest so far: zero or less; a gap stays a gap. */
export function drawdownOf(values) {
  let peak = -Infinity;
  return values.map((value) => {
    if (value === null) return null;
    peak = Math.max(peak, value);
    return value - peak;
  });
}

/** All times of several series, ascending, each once. */
export function unionOf(lists) {
  const times = new Set();
  for (const list of lists) for (const at of list) times.add(at);
  return [...times].sort((one, other) => one - other);
}

/**
 * What a series was at each of `times`: its latest value until then, null before its first. After its last
 * point it is null too, unless `lasting`: a score stands, a price that is no longer recorded is unknown.
 */
export function valuesAt(times, at, values, lasting) {
  const end = lasting ? Infinity : at[at.length - 1];
  let next = 0;
  return times.map((time) => {
    while (next < at.length && at[next] <= time) next++;
    return next === 0 || time > end ? null : values[next - 1] ?? null;
  });
}

/** Rows ordered by a key, stable; what has no key comes last. `direction` 0 leaves them as they were. */
export function orderedBy(rows, keyOf, direction) {
  if (direction === 0) return [...rows];
  return [...rows].sort((one, other) => {
    const [first, second] = [keyOf(one), keyOf(other)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return first < second ? -direction : first > second ? direction : 0;
  });
}
