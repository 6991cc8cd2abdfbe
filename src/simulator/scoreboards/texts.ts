/**
 * Clocks, dates and ordinals as the feeds write them.
 *
 * @module
 */

import { easternOffsetMs } from "../../core/numbers/eastern.ts";

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

/** A moment in New York. */
export function easternDate(unixMs: number): EasternDate {
  const text = easternTime(unixMs);
  const part = (from: number, to: number) => text.slice(from, to);
  return {
    year: part(0, 4),
    month: part(5, 7),
    day: part(8, 10),
    hour: part(11, 13),
    minute: part(14, 16),
    second: part(17, 19),
  };
}

/** The calendar date in New York without separators, for example `20261122`. */
export function easternDay(unixMs: number): string {
  const { year, month, day } = easternDate(unixMs);
  return year + month + day;
}

/** Wall-clock time in New York, for example `2026-11-22T19:30:00`. */
export function easternTime(unixMs: number): string {
  return new Date(unixMs + easternOffsetMs(unixMs)).toISOString().slice(0, 19);
}

/** New York's offset, for example `-05:00`. */
export function easternOffset(unixMs: number): string {
  return `-0${-easternOffsetMs(unixMs) / 3_600_000}:00`;
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
