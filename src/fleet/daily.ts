/**
 * The daily cycle: when the next day's games are run, and waiting for it.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { addDays, easternTime } from "../lib/new_york.ts";
import { tradingDate } from "../core/numbers/trading_day.ts";

/**
 * When the next day begins: today at that time, or tomorrow where today was run already or its time has passed by a day's
 * work. Until 06:00 in New York "today" is the evening before, whose games may still be on.
 *
 * @param now Unix milliseconds
 * @param minutes of the day in New York, from 06:00 on
 * @param lastRun the date of the day of trading that was run last
 */
export function nextRun(now: number, minutes: number, lastRun: string | undefined): number {
  const today = tradingDate(now);
  const todayAt = easternTime(today, minutes);
  if (lastRun !== today) return Math.max(now, todayAt);
  return easternTime(addDays(today, 1), minutes);
}

/** Waits. @returns whether it was waited to the end */
export async function waitUntil(at: number, signal: AbortSignal): Promise<boolean> {
  while (Date.now() < at) {
    try {
      // In parts: a machine that slept, or whose clock was set, is noticed within a minute.
      await delay(Math.min(60_000, at - Date.now()), { signal });
    } catch {
      return false;
    }
  }
  return !signal.aborted;
}
