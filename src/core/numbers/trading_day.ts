/**
 * The day of trading. It turns at 06:00 in New York, when an evening's games are over everywhere, so that a game that goes
 * on past midnight is of the day on which it began.
 *
 * @module
 */
import { easternOffsetMs } from "./eastern.ts";

const HOUR_MS = 3_600_000;

/** A day in milliseconds. */
export const DAY_MS = 24 * HOUR_MS;

/** When the day turns, in milliseconds after midnight in New York. */
export const DAY_TURNS_MS = 6 * HOUR_MS;

/**
 * The day of trading as a whole number: the days from 1970-01-01 to its date in New York.
 *
 * @param at Unix milliseconds
 */
export function tradingDay(at: number): number {
  return Math.floor((at + easternOffsetMs(at) - DAY_TURNS_MS) / DAY_MS);
}

/**
 * When a day of trading begins; it lasts 24 hours, or 23 or 25 where the clocks change.
 *
 * @param day as {@linkcode tradingDay} counts
 * @returns Unix milliseconds
 */
export function tradingDayStart(day: number): number {
  const wall = day * DAY_MS + DAY_TURNS_MS;
  // By 06:00 the clocks that change that night have changed.
  return wall - easternOffsetMs(wall + 5 * HOUR_MS);
}
