/**
 * Clocks, times and ordinals as the feeds write them.
 *
 * @module
 */
import { minutesText } from "../../core/numbers/text.ts";

/** UTC to the second, for example `2026-11-23T00:30:00Z`. */
export function utcSeconds(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19)}Z`;
}

/** A clock such as `5:22`; tenths below a minute where they are shown. */
export function gameClock(seconds: number, tenths: boolean): string {
  if (tenths && seconds < 60) return seconds.toFixed(1);
  return minutesText(Math.ceil(seconds));
}

/** For example `3rd`. */
export function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? "th" : ["th", "st", "nd", "rd"][number % 10] ?? "th";
  return `${number}${ending}`;
}
