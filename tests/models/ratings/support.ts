/** Games for tests of ratings. */
import type { Refusal, Result } from "../../../src/core/result.ts";
import type { GameResult } from "../../../src/models/ratings/result.ts";
import { seasonOf } from "../../../src/models/ratings/season.ts";
import type { Sport } from "../../../src/models/situation/sport.ts";

/** A game: `2024-10-22`, home and away with their points. */
export function game(
  date: string,
  home: string,
  homePoints: number,
  away: string,
  awayPoints: number,
  sport: Sport = "nba",
): GameResult {
  return { season: seasonOf(sport, date), date, home, away, score: { home: homePoints, away: awayPoints } };
}

/** The value, where there is one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.reason.message}`);
  return result.value;
}

/** The refusal, where it is one. */
export function refusalOf(result: Result<unknown>): Refusal {
  if (result.ok) throw new Error("expected a refusal");
  return result.reason;
}

/** Codes of teams that there are. */
export const TEAMS = ["ATL", "BKN", "BOS", "CHA", "CHI", "CLE"] as const;

/**
 * Two seasons of 24 games each between six teams, two games every other day, with scores that a seed decides.
 *
 * @param seed any whole number
 */
export function seasons(seed: number): GameResult[] {
  let state = seed >>> 0;
  const next = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 4_294_967_296 * most);
  };
  const found: GameResult[] = [];
  for (const year of [2023, 2024]) {
    for (let day = 0; day < 12; day++) {
      const date = new Date(Date.UTC(year, 10, 1 + day * 2 - next(2))).toISOString().slice(0, 10);
      const [first, second, third, fourth] = TEAMS.toSorted(() => next(3) - 1);
      for (const [home, away] of [[first, second], [third, fourth]]) {
        const points = 90 + next(40);
        const margin = 1 + next(30);
        const won = next(2) === 0;
        if (home === undefined || away === undefined) continue;
        found.push(game(date, home, won ? points + margin : points, away, won ? points : points + margin));
      }
    }
  }
  return found;
}
