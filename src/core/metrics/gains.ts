/**
 * What a run gained by game and by day: the observations of the ratios.
 *
 * @module
 */
import { toMicros } from "../money.ts";
import type { MeasuredRun } from "./measured.ts";

/** Days in a year: games are played on any of them. */
export const DAYS_PER_YEAR = 365;

/** A day of trading ends at 05:00 UTC, midnight in New York in winter, as the engine's own day does. */
const DAY_TURNS_MS = 5 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** The gain of each game in micro-dollars, by their beginning; games without a trade are zeros. */
export function gameGains(run: MeasuredRun): Float64Array {
  return Float64Array.from(run.games, (game) => game.pnl);
}

/**
 * The gain of each day in micro-dollars, from the day of the first game to that of the last. A game belongs to the day
 * on which it begins, with all that it gained; days without games are zeros.
 *
 * @throws {RangeError} if the games' gains are no whole numbers of micro-dollars
 */
export function dailyGains(run: MeasuredRun): Float64Array {
  const days = run.games.map((game) => Math.floor((game.from - DAY_TURNS_MS) / DAY_MS));
  if (days.length === 0) return new Float64Array();
  const first = days.reduce((one, other) => Math.min(one, other));
  const last = days.reduce((one, other) => Math.max(one, other));
  const gains = new Float64Array(last - first + 1);
  days.forEach((day, index) => {
    const place = day - first;
    gains[place] = toMicros((gains[place] ?? 0) + (run.games[index]?.pnl ?? 0));
  });
  return gains;
}
