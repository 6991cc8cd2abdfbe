/**
 * Gains by game and by day: the observations of the ratios.
 *
 * @module
 */
import { type Micros, NO_MONEY, toMicros } from "../numbers/money.ts";
import { tradingDay } from "../numbers/trading_day.ts";
import type { MeasuredRun } from "./measured.ts";
import { sumMoney } from "./tally.ts";

/** Days in a year: games are played on any of them. */
export const DAYS_PER_YEAR = 365;

/** With fewer days that have games, ratios of a year are not defined: two days would speak for hundreds. */
export const LEAST_DAYS_WITH_GAMES = 20;

/** The gains of the days from the first game's to the last one's. */
export interface DailyGains {
  /** The gain of each day on which a game starts, in micro-dollars. */
  readonly withGames: Float64Array;
  /** How many days there are, those without a game too: they gained nothing. */
  readonly days: number;
  /** The mean over all days, in micro-dollars; 0 without any. */
  readonly mean: number;
}

/** The gain of each game in micro-dollars, by their beginning; games without a trade are zeros. */
export function gameGains(run: MeasuredRun): Float64Array {
  return Float64Array.from(run.games, (game) => game.pnl);
}

/**
 * The gain of each day. A game belongs to the day of trading on which it begins, with all that it gained. Days without a
 * game are counted, not kept, so that a wrong time far away costs no memory.
 *
 * @throws {RangeError} if the games' gains are not whole numbers of micro-dollars
 */
export function dailyGains(run: MeasuredRun): DailyGains {
  const gains = new Map<number, Micros>();
  let first = Infinity;
  let last = -Infinity;
  for (const { from, pnl } of run.games) {
    const day = tradingDay(from);
    gains.set(day, toMicros((gains.get(day) ?? NO_MONEY) + pnl));
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  if (gains.size === 0) return { withGames: new Float64Array(), days: 0, mean: 0 };
  const days = last - first + 1;
  const mean = sumMoney(gains.values(), (gain) => gain) / days;
  return { withGames: Float64Array.from(gains.values()), days, mean };
}

/**
 * The daily gains as far as a year can be spoken of; `undefined` with fewer than {@linkcode LEAST_DAYS_WITH_GAMES}.
 *
 * @throws {RangeError} as {@linkcode dailyGains}
 */
export function annualGains(run: MeasuredRun): DailyGains | undefined {
  const gains = dailyGains(run);
  return gains.withGames.length < LEAST_DAYS_WITH_GAMES ? undefined : gains;
}
