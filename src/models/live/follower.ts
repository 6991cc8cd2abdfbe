/**
 * One game as its scoreboard shows it → the moment that a model judges.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import type { Result } from "../../core/result.ts";
import type { Situation } from "../situation/situation.ts";

/** Follows one game. It remembers what a single state does not say, such as who had the ball last. */
export interface GameFollower {
  /**
   * The next state that is believed; one that was corrected may go back.
   *
   * @param at when it was confirmed, Unix milliseconds
   */
  see(game: GameState, at: number): void;
  /** The moment of the last state that was seen, its pregame number 0; refused where a model cannot judge it. */
  situation(): Result<Situation>;
}
