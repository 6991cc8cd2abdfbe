/**
 * Dates and times of day in the eastern United States, by which games are listed.
 *
 * The system's own time-zone data decides when summer time begins and ends.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../core/result.ts";

/** The zone that leagues and the exchange date their games in. */
export const EASTERN = "America/New_York";

const HOUR_MS = 3_600_000;
const DATE = /^(20\d{2})-(\d{2})-(\d{2})$/;

const WALL = new Intl.DateTimeFormat("en-US", {
  timeZone: EASTERN,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

function wall(unixMs: number): { readonly date: string; readonly time: string } {
  const parts = new Map(WALL.formatToParts(unixMs).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}

/**
 * The date in the east at a moment, for example `2026-11-22`.
 *
 * @param unixMs Unix milliseconds
 */
export function easternDate(unixMs: number): string {
  return wall(unixMs).date;
}

/**
 * The clock in the east at a moment, for example `19:30`.
 *
 * @param unixMs Unix milliseconds
 */
export function easternClock(unixMs: number): string {
  return wall(unixMs).time;
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
  const hours = `${Math.floor(minutes / 60)}`.padStart(2, "0");
  const clock = `${hours}:${`${minutes % 60}`.padStart(2, "0")}`;
  // New York is 4 hours behind UTC in summer and 5 in winter.
  const [summer, winter] = [utc + 4 * HOUR_MS, utc + 5 * HOUR_MS];
  return wall(summer).date === date && wall(summer).time === clock ? summer : winter;
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
