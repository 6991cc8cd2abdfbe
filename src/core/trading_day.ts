/**
 * The day of trading: it ends at 05:00 UTC, which is midnight in New York, or an hour past it in summer. So an evening's
 * games are of one day.
 *
 * @module
 */

/** A day in milliseconds. */
export const DAY_MS = 24 * 3_600_000;

/** How long after midnight UTC one day of trading ends and the next begins, in milliseconds. */
export const DAY_TURNS_MS = 5 * 3_600_000;

/**
 * The day of trading as a whole number; the next day has the next number. Day `n` is from
 * `n * DAY_MS + DAY_TURNS_MS` on, up to that of day `n + 1`.
 *
 * @param at Unix milliseconds
 */
export function tradingDay(at: number): number {
  return Math.floor((at - DAY_TURNS_MS) / DAY_MS);
}
