/**
 * Ratings from earlier results alone: a game is expected first, and counted afterwards.
 *
 * Points are of margin. At a team's first game of a season its rating shrinks, once for each season since; then
 *
 *     expected  = rating[home] − rating[away] + home − backToBack · (played yesterday[home] − … [away])
 *     surprise  = scale · tanh((margin − expected) / scale)
 *     rating[home] += k(games of home) · surprise;  rating[away] −= k(games of away) · surprise
 *
 * @module
 */
import type { GameResult } from "./result.ts";
import type { RatingRecipe } from "./recipe.ts";
import { daysBetween } from "./season.ts";

/** A team as it stands after a game. */
export interface TeamRating {
  /** Points by which it is better than an average team. */
  readonly rating: number;
  /** Games counted in its season. */
  readonly games: number;
  /** The season of its last game. */
  readonly season: number;
  /** The day of its last game. */
  readonly last: string;
}

/** A game before it is played. */
export type Fixture = Pick<GameResult, "season" | "date" | "home" | "away">;

/** The teams' ratings; games are counted in the order of their dates. */
export class Ratings {
  readonly recipe: RatingRecipe;
  readonly #teams: Map<string, TeamRating>;

  /** @param teams where they stand; a team that is not among them begins as an average one */
  constructor(recipe: RatingRecipe, teams: Iterable<readonly [string, TeamRating]> = []) {
    this.recipe = recipe;
    this.#teams = new Map(teams);
  }

  /** The teams by code, in order of their codes. */
  get teams(): ReadonlyMap<string, TeamRating> {
    return new Map([...this.#teams].sort(([a], [b]) => a < b ? -1 : 1));
  }

  /** A team, once it has played. */
  team(code: string): TeamRating | undefined {
    return this.#teams.get(code);
  }

  /** Points by which the home team is expected to win; of the game itself its day and its teams alone are looked at. */
  expected(game: Fixture): number {
    const { home: advantage, backToBack } = this.recipe;
    const [home, away] = [this.#before(game, game.home), this.#before(game, game.away)];
    return home.rating - away.rating + advantage - backToBack * (home.tired - away.tired);
  }

  /** The game is over: both teams' ratings move by its closing line, where it has one, and by its result. */
  count(game: GameResult): void {
    const { scale, lineShare } = this.recipe;
    const [home, away] = [this.#before(game, game.home), this.#before(game, game.away)];
    const expected = this.expected(game);
    let [forHome, forAway] = [0, 0];
    if (game.line !== undefined) forHome = forAway = lineShare * (game.line - expected);
    if (game.score !== undefined) {
      // As the line, the result is compared with what the ratings expected before either.
      const surprise = scale * Math.tanh((game.score.home - game.score.away - expected) / scale);
      forHome += this.#weight(home.games) * surprise;
      forAway += this.#weight(away.games) * surprise;
    }
    this.#played(game, game.home, home.rating + forHome, home.games);
    this.#played(game, game.away, away.rating - forAway, away.games);
  }

  #weight(games: number): number {
    const { settled, early, fade } = this.recipe;
    return settled + early * Math.exp(-games / fade);
  }

  #played({ season, date }: Fixture, code: string, rating: number, games: number): void {
    this.#teams.set(code, { rating, games: games + 1, season, last: date });
  }

  /** A team on the day of a game: shrunk at its first one of a season, and 1 where it played the day before. */
  #before({ season, date }: Fixture, code: string): { rating: number; games: number; tired: number } {
    const team = this.#teams.get(code);
    if (team === undefined) return { rating: 0, games: 0, tired: 0 };
    const tired = daysBetween(team.last, date) === 1 ? 1 : 0;
    if (team.season === season) return { rating: team.rating, games: team.games, tired };
    const since = Math.max(1, season - team.season);
    return { rating: team.rating * this.recipe.carry ** since, games: 0, tired };
  }
}

/**
 * Counts games and says what was expected of each before it.
 *
 * @param games in the order of their dates
 * @param ratings where the teams stand; they move on
 * @returns points by which each game's home team was expected to win
 */
export function rateGames(games: readonly GameResult[], ratings: Ratings): Float64Array {
  const expected = new Float64Array(games.length);
  for (const [index, game] of games.entries()) {
    expected[index] = ratings.expected(game);
    ratings.count(game);
  }
  return expected;
}

/**
 * The logit per point under which results were likeliest (one number, by Newton's method).
 *
 * @param expected points, as {@linkcode rateGames} gives them
 * @param games the same games; ties and games without a result do not count
 * @returns `undefined` where they do not say: no game was decided, or all as expected
 */
export function fitLogitPerPoint(
  expected: ArrayLike<number>,
  games: readonly GameResult[],
): number | undefined {
  let slope = 0.1;
  for (let step = 0; step < 50; step++) {
    let [gradient, curvature] = [0, 0];
    for (const [index, { score }] of games.entries()) {
      const points = expected[index] ?? 0;
      if (score === undefined || score.home === score.away) continue;
      const chance = 1 / (1 + Math.exp(-slope * points));
      gradient += points * ((score.home > score.away ? 1 : 0) - chance);
      curvature += points * points * chance * (1 - chance);
    }
    if (!(curvature > 1e-9)) return undefined;
    const change = gradient / curvature;
    slope += change;
    if (Math.abs(change) < 1e-12) break;
  }
  return Number.isFinite(slope) ? slope : undefined;
}
