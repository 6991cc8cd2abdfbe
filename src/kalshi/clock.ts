/**
 * Arrival times.
 *
 * @module
 */

/** Beyond this the wall clock has been set, or the machine has slept: the fine clock is set after it. */
const MOST_DRIFT_MS = 50;

/**
 * Makes a clock of Unix milliseconds with fraction that never goes backward.
 *
 * `Date.now` has no fraction; `performance.now` has, but it stands still while a laptop sleeps. So the second is used
 * and set after the first where they part.
 *
 * @param wall Unix milliseconds
 * @param fine milliseconds since anything, with fraction
 */
export function createClock(
  wall: () => number = Date.now,
  fine: () => number = () => performance.now(),
): () => number {
  let offset = wall() - fine();
  let last = -Infinity;
  return () => {
    const wallNow = wall();
    let now = fine() + offset;
    if (Math.abs(now - wallNow) > MOST_DRIFT_MS) {
      offset += wallNow - now;
      now = wallNow;
    }
    // The clock may have been set back; two inputs still arrive one after the other.
    last = Math.max(last, now);
    return last;
  };
}
