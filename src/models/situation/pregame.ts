/**
 * What was known of a game before it began, as one number.
 *
 * @module
 */

import { PREGAME_SOURCES, type PregameSource } from "../../core/game/estimate_view.ts";

export { PREGAME_SOURCES, type PregameSource };

/** The home team's chance before the game began. */
export interface PregameNumber {
  /** Logit of the chance; 0 where nothing is known. */
  readonly logit: number;
  readonly source: PregameSource;
}

/** Nothing is known. */
export const NO_PREGAME: PregameNumber = { logit: 0, source: "none" };

/**
 * Logit of one point of expected margin in the NBA: measured over the ratings of five seasons. A price stands in for a
 * rating as `logit / NBA_LOGIT_PER_POINT` points.
 */
export const NBA_LOGIT_PER_POINT = 0.1255;

/** Logit of one point of closing spread in the NFL: 0.138 over the lines and their chances of 2009–2025. */
export const NFL_LOGIT_PER_POINT = 0.14;

/** No chance before a game is further from even than this: 1 in 22,000. */
export const HIGHEST_PREGAME_LOGIT = 10;

/** Logit of a chance; a chance of 0 or 1 is infinite. */
export function logitOf(chance: number): number {
  return Math.log(chance / (1 - chance));
}

/** The chance that a logit stands for. */
export function chanceOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
