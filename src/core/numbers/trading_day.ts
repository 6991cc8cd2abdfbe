/**
 * The day of trading. It turns at 06:00 in New York, when an evening's games are over everywhere, so that a game that goes
 * on past midnight is of the day on which it began.
 *
 * @module
 */
import { easternOffsetMs } from "./eastern.ts";

const HOUR_MS = 3_600_000;

const DAY_MS = 24 * HOUR_MS;

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
 * The date of the day of trading at a moment, for example `2026-11-22`: until 06:00 that of the evening before, whose games
 * may still be on.
 *
 * @param at Unix milliseconds
 */
export function tradingDate(at: number): string {
  return dateOfDay(tradingDay(at));
}

/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;
const DAYS_IN_400_YEARS = 146_097;

/** The date of a count of days since 1970. Years are counted from March on, so that a leap day is the last of its year. */
function dateOfDay(day: number): string {
  const days = day + EPOCH_DAYS;
  const era = Math.floor(days / DAYS_IN_400_YEARS);
  const ofEra = days - era * DAYS_IN_400_YEARS;
  const leapDays = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leapDays) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = era * 400 + yearOfEra + (month < 3 ? 1 : 0);
  return `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
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
