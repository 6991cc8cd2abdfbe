/**
 * The pregame numbers of a table's games by ratings: of each game from the results before it alone.
 *
 * @module
 */
import { standardCode } from "../../core/game/leagues.ts";
import { NFL_LOGIT_PER_POINT } from "../situation/pregame.ts";
import { Ratings } from "../ratings/rate.ts";
import { RECIPES } from "../ratings/recipe.ts";
import { byDate, type GameResult } from "../ratings/result.ts";
import type { Sport } from "../situation/sport.ts";
import type { TableGame } from "./play_table.ts";

/**
 * The home team's logit before each game.
 *
 * A game moves the ratings after it was rated: by its result and, where the sport's recipe says so, by its closing line. Games
 * of one day are rated in the order of their dates and teams; no team plays twice on a day.
 *
 * @param games of a table, in any order
 * @param earlier results from before the table, so that its first games are not rated from nothing; those on or after the day
 * of its first game are left out, since the table has them
 * @returns by game, in the order of `games`
 */
export function ratedLogits(
  sport: Sport,
  games: readonly TableGame[],
  earlier: readonly GameResult[] = [],
): Float64Array {
  const recipe = RECIPES[sport];
  const first = games.reduce((least, { date }) => date < least ? date : least, "9999-12-31");
  const ratings = new Ratings(recipe);
  for (const game of earlier.filter(({ date }) => date < first).sort(byDate)) ratings.count(game);
  const logits = new Float64Array(games.length);
  const ordered = games.map((game, index) => ({ index, result: resultOf(sport, game) }))
    .sort((a, b) => byDate(a.result, b.result));
  for (const { index, result } of ordered) {
    logits[index] = recipe.logitPerPoint * ratings.expected(result);
    ratings.count(result);
  }
  return logits;
}

function resultOf(sport: Sport, game: TableGame): GameResult {
  const { season, date, closingLogit } = game;
  return {
    season,
    date,
    home: standardCode(sport, game.home),
    away: standardCode(sport, game.away),
    score: { home: game.homeScore, away: game.awayScore },
    ...Number.isFinite(closingLogit) && { line: closingLogit / NFL_LOGIT_PER_POINT },
  };
}
