/**
 * Clocks, dates and ordinals as the feeds write them.
 *
 * @module
 */

/** Where American leagues keep their calendar. */
const EASTERN = "America/New_York";

/** The parts of a date in New York. */
export interface EasternDate {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** 00–23. */
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const parts = new Intl.DateTimeFormat("en-US", {
  timeZone: EASTERN,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** A moment in New York. */
export function easternDate(unixMs: number): EasternDate {
  const found = new Map<string, string>(
    parts.formatToParts(unixMs).map(({ type, value }) => [type, value]),
  );
  const part = (name: string) => found.get(name) ?? "";
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}

/** The calendar date in New York without separators, for example `20261122`. */
export function easternDay(unixMs: number): string {
  const { year, month, day } = easternDate(unixMs);
  return year + month + day;
}

/** Wall-clock time in New York, for example `2026-11-22T19:30:00`. */
export function easternTime(unixMs: number): string {
  const { year, month, day, hour, minute, second } = easternDate(unixMs);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

/** New York's offset, for example `-05:00`. */
export function easternOffset(unixMs: number): string {
  const whole = Math.floor(unixMs / 1000) * 1000;
  const hours = Math.round((Date.parse(`${easternTime(whole)}Z`) - whole) / 3_600_000);
  return `${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
}

/** UTC to the second, for example `2026-11-23T00:30:00Z`. */
export function utcSeconds(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19)}Z`;
}

/** A clock such as `5:22`; tenths below a minute where they are shown. */
export function gameClock(seconds: number, tenths: boolean): string {
  if (tenths && seconds < 60) return seconds.toFixed(1);
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** For example `3rd`. */
export function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? "th" : ["th", "st", "nd", "rd"][number % 10] ?? "th";
  return `${number}${ending}`;
}
