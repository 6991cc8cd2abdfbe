/**
 * Ratings as a session has them: the teams on the day it began. It is kept in the header of what is recorded, so that a replay
 * sees the numbers of then, whatever games were counted since.
 *
 * @module
 */
import { z } from "zod";
import { tradingDate, tradingDay } from "../../core/numbers/trading_day.ts";
import { readDate } from "../../lib/new_york.ts";
import type { PregameNumber } from "../situation/pregame.ts";
import type { Sport } from "../situation/sport.ts";
import { isTooOld, rateGame, ratingsOn } from "./pregame.ts";
import { Ratings } from "./rate.ts";
import { type RatingsFile, recipeSchema } from "./ratings_file.ts";
import { seasonOf } from "./season.ts";

const date = z.string().refine((text) => readDate(text) !== undefined);

/** The schema of a sport's ratings in a header. */
export const SnapshotSchema = z.object({
  /** The day; games before it count, and games on it or later may be rated. */
  day: date,
  recipe: recipeSchema,
  /** By code: rating in points, games of its last season, that season, and the day of its last game. */
  teams: z.record(z.string(), z.tuple([z.number(), z.int(), z.int(), date])),
});

/** A sport's ratings on a day. */
export type RatingsSnapshot = z.infer<typeof SnapshotSchema>;

/** The ratings on a day; `undefined` where they know nothing of use: all teams are too old, or the day is before their season. */
export function snapshotOn(file: RatingsFile, day: string): RatingsSnapshot | undefined {
  const started = [...file.before.values()].some(({ last }) => last >= day);
  if (started || seasonOf(file.sport, day) < file.season) return undefined;
  const { teams, recipe } = ratingsOn(file, day);
  const season = seasonOf(file.sport, day);
  const useful = [...teams].filter(([, team]) => !isTooOld(team, season, day));
  if (useful.length < 2) return undefined;
  return {
    day,
    recipe,
    teams: Object.fromEntries(useful.map(([code, { rating, games, season, last }]) => [
      code,
      [rating, games, season, last] as [number, number, number, string],
    ])),
  };
}

/**
 * What a snapshot says of games.
 *
 * @returns by home and away team and a moment of the game, Unix milliseconds; `undefined` where it says nothing: a team that is
 * not known or too old, or a game before the snapshot's day, whose result the ratings may know
 */
export function rateBySnapshot(
  sport: Sport,
  { day, recipe, teams }: RatingsSnapshot,
): (home: string, away: string, at: number) => PregameNumber | undefined {
  const rows = Object.entries(teams).map(([code, [rating, games, season, last]]) =>
    [code, { rating, games, season, last }] as const
  );
  const ratings = new Ratings(recipe, rows);
  // A game is asked about at every change of its books, and its answer is one for the whole of it.
  let last: { home: string; away: string; tradingDay: number; number: PregameNumber | undefined } | undefined;
  return (home, away, at) => {
    // A game that goes on past midnight is of the day on which it began.
    const today = tradingDay(at);
    if (last?.tradingDay === today && last.home === home && last.away === away) return last.number;
    const date = tradingDate(at);
    const rated = date < day ? undefined : rateGame(sport, ratings, home, away, date);
    last = { home, away, tradingDay: today, number: rated?.ok === true ? rated.value : undefined };
    return last.number;
  };
}
