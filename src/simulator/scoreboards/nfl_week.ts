/**
 * Which week of a football season a day is in.
 *
 * Weeks begin on Tuesdays; the first is the one after Labor Day, the first Monday of September.
 *
 * @module
 */
import { easternDate } from "../../lib/new_york.ts";

const DAY_MS = 86_400_000;
const REGULAR_WEEKS = 18;

/** A week of a season. */
export interface NflWeek {
  /** The year in which the season starts. */
  readonly year: number;
  /** 1–18; days outside the season count to the nearest end of it. */
  readonly week: number;
}

/** The week of a moment. */
export function nflWeek(unixMs: number): NflWeek {
  const [year, month, day] = easternDate(unixMs).split("-");
  const today = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const season = Number(year) - (Number(month) < 3 ? 1 : 0);
  const september = new Date(Date.UTC(season, 8, 1));
  const laborDay = 1 + (8 - september.getUTCDay()) % 7;
  const firstTuesday = Date.UTC(season, 8, laborDay + 1);
  const week = Math.floor((today - firstTuesday) / (7 * DAY_MS)) + 1;
  return { year: season, week: Math.min(REGULAR_WEEKS, Math.max(1, week)) };
}
