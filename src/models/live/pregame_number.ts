/**
 * The home team's chance before the game, from the best source there is at a moment.
 *
 * @module
 */
import type { GameSight } from "../../core/strategy/estimate.ts";
import type { Sport } from "../situation/sport.ts";
import {
  HIGHEST_PREGAME_LOGIT,
  logitOf,
  NBA_LOGIT_PER_POINT,
  NFL_LOGIT_PER_POINT,
  NO_PREGAME,
  type PregameNumber,
  type PregameSource,
} from "../situation/pregame.ts";

/** Logit of the home team's chance for each point of a closing spread. */
const LOGIT_PER_POINT: Readonly<Record<Sport, number>> = {
  nba: NBA_LOGIT_PER_POINT,
  nfl: NFL_LOGIT_PER_POINT,
};

/** What ratings say of a game before it begins; `undefined` where they say nothing of it. */
export type RateGame = (home: string, away: string, at: number) => PregameNumber | undefined;

/**
 * The number to begin with: the market's price at the start, else the closing spread, else ratings, else nothing; of the
 * sources that the model knows.
 *
 * @param known the sources of which the model has a part
 */
export function pregameNumber(
  sport: Sport,
  { startPrice, pregame, game, at }: GameSight,
  known: readonly PregameSource[],
  rate?: RateGame,
): PregameNumber {
  if (startPrice !== undefined && known.includes("market")) {
    return { logit: bounded(logitOf(startPrice.probability)), source: "market" };
  }
  const spread = pregame?.closingSpread;
  if (spread !== undefined && known.includes("spread")) {
    return { logit: bounded(spread.value * LOGIT_PER_POINT[sport]), source: "spread" };
  }
  const rated = known.includes("rating") ? rate?.(game.home.code, game.away.code, at) : undefined;
  return rated ?? NO_PREGAME;
}

function bounded(logit: number): number {
  return Math.max(-HIGHEST_PREGAME_LOGIT, Math.min(HIGHEST_PREGAME_LOGIT, logit));
}
