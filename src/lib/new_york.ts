/**
 * Dates and times of day in New York, by the machine's time-zone data.
 *
 * @module
 */

const ZONE = "America/New_York";
const DATE = /^20\d{2}-\d{2}-\d{2}$/;

/** The clock on the wall at a moment. */
function wallAt(unixMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(unixMs)).toZonedDateTimeISO(ZONE);
}

/**
 * The date at a moment, for example `2026-11-22`.
 *
 * @param unixMs Unix milliseconds
 */
export function easternDate(unixMs: number): string {
  return wallAt(unixMs).toPlainDate().toString();
}

/** The clock at a moment, for example `19:30`. */
export function easternClock(unixMs: number): string {
  return easternDateTime(unixMs).slice(11, 16);
}

/** Date and clock at a moment, for example `2026-11-22T19:30:00`. */
export function easternDateTime(unixMs: number): string {
  return wallAt(unixMs).toPlainDateTime().toString({ smallestUnit: "second" });
}

/** How far the clock is from UTC at a moment: `-05:00`, in summer `-04:00`. */
export function easternOffset(unixMs: number): string {
  return wallAt(unixMs).offset;
}

/** The day of the week at a moment, 1 for Monday … 7 for Sunday, and the hour, 0…23. */
export function easternWeekHour(unixMs: number): { readonly dayOfWeek: number; readonly hour: number } {
  const { dayOfWeek, hour } = wallAt(unixMs);
  return { dayOfWeek, hour };
}

/**
 * A moment as it is written in American English, for example `Sunday, November 22`.
 *
 * @param options which parts, and in which form
 */
export function easternText(unixMs: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-US", { ...options, timeZone: ZONE }).format(unixMs);
}

/**
 * The moment at which the clock shows a time of day.
 *
 * A time that is skipped when summer time begins is taken an hour later, one that comes twice at its first time.
 *
 * @param date a date that {@linkcode readDate} accepted
 * @param minutes minutes of the day, 0…1439
 * @returns Unix milliseconds
 */
export function easternTime(date: string, minutes: number): number {
  const plainTime = Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: ZONE, plainTime }).epochMilliseconds;
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
 * From midnight to midnight of a date: 23, 24 or 25 hours.
 *
 * @param date a date that {@linkcode readDate} accepted
 */
export function easternSpan(date: string): Span {
  return { from: easternTime(date, 0), to: easternTime(addDays(date, 1), 0) };
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The text where it is a date that there is, such as `2026-11-22`; else `undefined`. */
export function readDate(text: string): string | undefined {
  if (!DATE.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    // No such month, or a day that its month does not have.
    return undefined;
  }
}
