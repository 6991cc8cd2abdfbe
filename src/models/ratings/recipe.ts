/**
 * The numbers by which ratings are made, one recipe a sport. All of it is in points of margin.
 *
 * @module
 */
import type { Sport } from "../situation/sport.ts";

/** How results become ratings. */
export interface RatingRecipe {
  /** How much of a rating is left when a team begins its next season. */
  readonly carry: number;
  /** Points by which a team at home is expected to beat an equal. */
  readonly home: number;
  /** Points that a team loses where it played the day before. */
  readonly backToBack: number;
  /** A result moves a rating little more beyond so many unexpected points: e = scale · tanh(unexpected / scale). */
  readonly scale: number;
  /** A result moves a rating by (settled + early · exp(−games / fade)) · e; games are the team's of this season. */
  readonly settled: number;
  readonly early: number;
  readonly fade: number;
  /** A closing line moves a rating by this share of the points that it differs from what the ratings expected. */
  readonly lineShare: number;
  /** Logit of the home team's chance for each point that it is expected to win by. */
  readonly logitPerPoint: number;
}

/**
 * NBA: measured over 2020-21…2024-25. NFL: results as measured over 2020–2022; a closing line, where the game has one, moves
 * the ratings before its result does, and its logit per point was fitted on those seasons.
 */
export const RECIPES: Readonly<Record<Sport, RatingRecipe>> = {
  nba: {
    carry: 0.7,
    home: 2,
    backToBack: 2.2,
    scale: 18,
    settled: 0.045,
    early: 0.045,
    fade: 12,
    lineShare: 0,
    logitPerPoint: 0.1255,
  },
  nfl: {
    carry: 0.6,
    home: 1.8,
    backToBack: 0,
    scale: 14,
    settled: 0.08,
    early: 0.02,
    fade: 6,
    lineShare: 0.2,
    logitPerPoint: 0.1296,
  },
};
