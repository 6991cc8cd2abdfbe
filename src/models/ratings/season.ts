/**
 * Which season a day belongs to, and on which days regular games are played.
 *
 * @module
 */
import type { Sport } from "../situation/sport.ts";

/** The first month of a season's games, and the year of its number: the NBA's is the one it ends in, the NFL's the one it begins in. */
const SEASONS: Readonly<
  Record<Sport, { readonly from: number; readonly later: number; readonly earlier: number }>
> = {
  nba: { from: 8, later: 1, earlier: 0 },
  nfl: { from: 3, later: 0, earlier: -1 },
};

/**
 * The season of a date, as the sport's data number it: `2026-11-22` is in the NBA's 2027 and in the NFL's 2026.
 *
 * @param date such as `2026-11-22`, US Eastern
 */
export function seasonOf(sport: Sport, date: string): number {
  const { from, later, earlier } = SEASONS[sport];
  return Number(date.slice(0, 4)) + (Number(date.slice(5, 7)) >= from ? later : earlier);
}

/** A season for people: `2025-26` in the NBA, `2025` in the NFL. */
export function seasonText(sport: Sport, season: number): string {
  return sport === "nba" ? `${season - 1}-${String(season % 100).padStart(2, "0")}` : String(season);
}

/** The first day of a month that is a certain day of the week (1 Monday … 7 Sunday), from a day of the month on. */
function weekday(year: number, month: number, from: number, dayOfWeek: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: from });
  return first.add({ days: (dayOfWeek - first.dayOfWeek + 7) % 7 });
}

/**
 * The first day on which a game surely is no preseason game: in the NBA the first Tuesday from 18 October on, as every season
 * since 2021 has begun; in the NFL the Thursday after Labor Day.
 */
export function firstRegularDay(sport: Sport, season: number): string {
  return sport === "nba"
    ? weekday(season - 1, 10, 18, 2).toString()
    : weekday(season, 9, 1, 1).add({ days: 3 }).toString();
}

/** Weeks of an NFL season, play-offs included: from 2021 on there is one more. */
export function nflWeeks(season: number): number {
  return season >= 2021 ? 22 : 21;
}

/**
 * The Sunday of a week of the NFL: its first one follows Labor Day, and a week is free before the last one, the Super Bowl.
 * Where a source has weeks and no days this stands for the day.
 */
export function nflSunday(season: number, week: number): string {
  const free = week >= nflWeeks(season) ? 7 : 0;
  return weekday(season, 9, 1, 1).add({ days: 6 + 7 * (week - 1) + free }).toString();
}

/** Whole days from a date to a later one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
