/**
 * What ratings say of a game before it begins.
 *
 * @module
 */
import { LEAGUE_INFO, standardCode } from "../../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { readDate } from "../../lib/new_york.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { PregameNumber } from "../situation/pregame.ts";
import type { Sport } from "../situation/sport.ts";
import { rateGames, Ratings, type TeamRating } from "./rate.ts";
import type { RatingsFile } from "./ratings_file.ts";
import { daysBetween, seasonOf, seasonText } from "./season.ts";

/** Longest time since a team's last game: from its last one of a season to the end of the next season it is shorter. */
const MOST_DAYS = 450;

/** What ratings say of a game. */
export interface RatedGame extends PregameNumber {
  readonly source: "rating";
  /** Points by which the home team is expected to win. */
  readonly points: number;
  /** The day up to which games of both teams count: the earlier of their last ones. */
  readonly through: string;
}

/**
 * The home team's chance by the games before a day.
 *
 * @param home a code of whatever source: `GS` is `GSW`
 * @param date of the game, US Eastern; games of this day and later ones do not count, also where the file has them
 * @returns refused: `unknown_team`; `ratings_old` where a team's last game is older than a season; `ratings_later` where the
 * file begins after the game
 */
export function pregameFromRatings(
  file: RatingsFile,
  home: string,
  away: string,
  date: string,
): Result<RatedGame> {
  const { sport } = file;
  const cannot = cannotRate(home, away, date);
  if (readDate(date) === undefined) {
    return refuse("bad_date", `${cannot}: expected a date such as 2026-11-22`);
  }
  const season = seasonOf(sport, date);
  const start = [...file.before.values()].reduce((latest, { last }) => last > latest ? last : latest, "");
  if (season < file.season || date <= start) {
    const known = start === ""
      ? `begin with season ${seasonText(sport, file.season)}`
      : `know games up to ${start}`;
    return refuse(
      "ratings_later",
      `${cannot}: the ratings ${known}; expected ratings that were made before the game`,
    );
  }
  return rateGame(sport, ratingsOn(file, date), home, away, date);
}

/** The teams on a day: all games before it count, and no other. */
export function ratingsOn({ recipe, asOf, teams, before, games }: RatingsFile, date: string): Ratings {
  if (date > asOf) return new Ratings(recipe, teams);
  const ratings = new Ratings(recipe, before);
  rateGames(games.filter((game) => game.date < date), ratings);
  return ratings;
}

/** As {@linkcode pregameFromRatings}, by teams as they stand on the day. */
export function rateGame(
  sport: Sport,
  ratings: Ratings,
  home: string,
  away: string,
  date: string,
): Result<RatedGame> {
  const [own, other] = [standardCode(sport, home), standardCode(sport, away)];
  const cannot = cannotRate(home, away, date);
  const season = seasonOf(sport, date);
  const lasts: string[] = [];
  for (const code of [own, other]) {
    const team = ratings.team(code);
    if (team === undefined) {
      const title = LEAGUE_INFO[sport].title;
      return refuse(
        "unknown_team",
        `${cannot}: the ${title} ratings have no game of "${safeText(code, 20)}"`,
      );
    }
    if (isTooOld(team, season, date)) {
      return refuse(
        "ratings_old",
        `${cannot}: the ratings' last game of ${code} is of ${team.last}, older than a season; ` +
          `bring them up to date: kalshi-live ratings ${sport} --update`,
      );
    }
    lasts.push(team.last);
  }
  if (own === other) return refuse("unknown_team", `${cannot}: expected two teams`);
  const points = ratings.expected({ season, date, home: own, away: other });
  const through = lasts.sort()[0] ?? date;
  return succeed({ logit: ratings.recipe.logitPerPoint * points, source: "rating", points, through });
}

function cannotRate(home: string, away: string, date: string): string {
  return `Cannot rate ${safeText(away, 20)} at ${safeText(home, 20)} on ${safeText(date, 20)}`;
}

/** Whether a whole season, or more than {@linkcode MOST_DAYS} days, lie between a team's last game and a day. */
export function isTooOld(team: TeamRating, season: number, date: string): boolean {
  return season - team.season >= 2 || daysBetween(team.last, date) > MOST_DAYS;
}

/** Teams of which ratings are too old for a game on a day, by code. */
export function teamsTooOld(file: RatingsFile, date: string): readonly string[] {
  const season = seasonOf(file.sport, date);
  return [...file.teams].filter(([, team]) => isTooOld(team, season, date)).map(([code]) => code);
}
