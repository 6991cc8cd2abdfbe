/**
 * Ratings as lines and as JSON.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { alignColumns } from "../../lib/columns.ts";
import { teamsTooOld } from "../../models/ratings/pregame.ts";
import { firstRegularDay, seasonOf, seasonText } from "../../models/ratings/season.ts";
import type { RatingsInForce } from "./in_force.ts";

const HEADINGS = ["TEAM", "RATING", "GAMES", "LAST GAME"];
/** Columns that are numbers, and stand to the right. */
const RIGHT: ReadonlySet<number> = new Set([1, 2]);

/** A table, the best team first, and how old it is. */
export function* ratingsTable(inForce: RatingsInForce, today: string): Generator<string> {
  const { ratings } = inForce;
  const { sport, season, asOf, counted } = ratings;
  const from = inForce.path === undefined ? "shipped with the program" : inForce.path;
  yield `${LEAGUE_INFO[sport].title} ratings through ${asOf} (season ${
    seasonText(sport, season)
  }): ${counted} games, ${from}`;
  yield "";
  const teams = [...ratings.teams].sort(([, a], [, b]) => b.rating - a.rating);
  const rows = teams.map(([code, { rating, games, last }]) => [code, signed(rating), String(games), last]);
  yield* alignColumns([HEADINGS, ...rows], { right: RIGHT });
  const line = ageLine(inForce, today);
  if (line !== undefined) yield* ["", line];
}

/** What must be said of the ratings' age; `undefined` where they are good for a game of today. */
export function ageLine({ ratings }: RatingsInForce, today: string): string | undefined {
  const { sport, teams, asOf } = ratings;
  const old = teamsTooOld(ratings, today);
  const update = `bring them up to date: kalshi-live ratings ${sport} --update --results FILE`;
  if (old.length === teams.size) {
    return `Too old for games of ${today}: the last game was on ${asOf}, so that they are not used; ${update}`;
  }
  if (old.length > 0) {
    return `Too old for games of ${today}: ${old.join(", ")}, which are not rated; ${update}`;
  }
  const season = seasonOf(sport, today);
  if (season > ratings.season && today > firstRegularDay(sport, season)) {
    return `No game of season ${seasonText(sport, season)} counts yet; ${update}`;
  }
  return undefined;
}

/** Ratings for programs. */
export function ratingsRecord(inForce: RatingsInForce, today: string) {
  const { ratings, path } = inForce;
  const old = new Set(teamsTooOld(ratings, today));
  return {
    type: "ratings",
    sport: ratings.sport,
    file: path ?? null,
    as_of: ratings.asOf,
    season: ratings.season,
    games: ratings.counted,
    from: ratings.from,
    today,
    recipe: ratings.recipe,
    teams: [...ratings.teams].map(([code, team]) => ({ code, ...team, too_old: old.has(code) })),
  };
}

/** `+3.42`, `−1.05`. */
export function signed(points: number): string {
  return `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)}`;
}
