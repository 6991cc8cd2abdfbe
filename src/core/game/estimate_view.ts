/**
 * A model's estimate as it is seen: by strategies, on screens, and beside what was decided by it.
 *
 * @module
 */

/** Where the chance before the game came from, the best first. */
export const PREGAME_SOURCES = ["market", "spread", "rating", "none"] as const;

/**
 * Where the chance before the game came from: the market's own price at the start, the closing spread, ratings of the teams,
 * or nowhere.
 */
export type PregameSource = typeof PREGAME_SOURCES[number];

/** The estimate of a market as strategies and screens see it. */
export interface EstimateView {
  /** The chance that YES of this market pays, 0 to 1. */
  readonly probability: number;
  /** The same before the game. */
  readonly pregame: number;
  /** Where the chance before the game came from. */
  readonly source: PregameSource;
  /** The name and the digest of the model. */
  readonly model: string;
  /** Since a scoreboard last confirmed the state that it was made from. */
  readonly ageMs: number;
}
