/**
 * Dates and times of day in the eastern United States, by which games are listed.
 *
 * @module
 */
import { easternOffsetMs } from "../core/numbers/eastern.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { DAY_MS, tradingDay } from "../core/numbers/trading_day.ts";

const HOUR_MS = 3_600_000;
const DATE = /^(20\d{2})-(\d{2})-(\d{2})$/;

/** The clock on the wall, as if it were UTC: `2026-11-22T19:30:00.000Z`. */
function wall(unixMs: number): string {
  return new Date(unixMs + easternOffsetMs(unixMs)).toISOString();
}

/**
 * The date in the east at a moment, for example `2026-11-22`.
 *
 * @param unixMs Unix milliseconds
 */
export function easternDate(unixMs: number): string {
  return wall(unixMs).slice(0, 10);
}

/**
 * The date of the day of trading at a moment: until 06:00 that of the evening before, whose games may still be on.
 *
 * @param unixMs Unix milliseconds
 */
export function tradingDate(unixMs: number): string {
  return new Date(tradingDay(unixMs) * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The clock in the east at a moment, for example `19:30`.
 *
 * @param unixMs Unix milliseconds
 */
export function easternClock(unixMs: number): string {
  return wall(unixMs).slice(11, 16);
}

/**
 * The moment at which clocks in the east show a time of day.
 *
 * A time that is skipped when summer time begins is taken an hour later, one that comes twice at its first time.
 *
 * @param date a date that {@linkcode readDate} accepted
 * @param minutes minutes of the day, 0…1439
 * @returns Unix milliseconds
 */
export function easternTime(date: string, minutes: number): number {
  const utc = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000;
  // New York is 4 hours behind UTC in summer and 5 in winter.
  const [summer, winter] = [utc + 4 * HOUR_MS, utc + 5 * HOUR_MS];
  return summer + easternOffsetMs(summer) === utc ? summer : winter;
}

/** A span of time, Unix milliseconds. */
export interface Span {
  readonly from: number;
  /** The first moment that is no longer in it. */
  readonly to: number;
}

/** Whether a moment is in a span. */
export function isIn(span: Span, unixMs: number): boolean {
  return unixMs >= span.from && unixMs < span.to;
}

/**
 * From midnight to midnight of a date in the east: 23, 24 or 25 hours.
 *
 * @param date a date that {@linkcode readDate} accepted
 */
export function easternSpan(date: string): Span {
  return { from: easternTime(date, 0), to: easternTime(addDays(date, 1), 0) };
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  const moment = new Date(`${date}T12:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/** A date that there is, such as `2026-11-22`. */
export function readDate(text: string): Result<string> {
  const written = DATE.test(text);
  const moment = new Date(`${text}T12:00:00Z`);
  // A day that its month does not have is moved into the next month.
  if (written && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)) {
    return succeed(text);
  }
  return refuse("bad_date", `expected a date such as 2026-11-22, was "${text}"`);
}
