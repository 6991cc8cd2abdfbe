/**
 * A model: a moment of a game → the home team's chance to win it.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import type { PregameSource } from "../situation/pregame.ts";
import type { Situation } from "../situation/situation.ts";
import type { Sport } from "../situation/sport.ts";
import type { ModelPart } from "./part.ts";

/** A model that was loaded from a file. */
export interface Model {
  /** `nba@` and twelve hexadecimal digits of the SHA-256 of the file's text: what a recording names. */
  readonly id: string;
  /** SHA-256 of the file's text, all 64 digits. */
  readonly hash: string;
  readonly name: string;
  readonly sport: Sport;
  /** What it was trained on; nothing where the file does not say, as one that was made elsewhere. */
  readonly trained: Trained | undefined;
  /** The sources of the pregame number of which it has a part, in the order of `PREGAME_SOURCES`. */
  readonly sources: readonly PregameSource[];
  /** The names of the features that it asks for, of all parts, each once. */
  readonly features: readonly string[];
  /** Its parts, for who measures or writes them. */
  readonly parts: readonly ModelPart[];

  /**
   * The home team's chance, 0 to 1: for loops over rows that were checked before. Nothing is allocated.
   *
   * @returns NaN where `estimate` refuses: never a guess
   */
  probability(situation: Situation, source: PregameSource): number;

  /**
   * The home team's chance and what it was made of.
   *
   * Refused as `check` refuses, and with `value_unknown` where the anchor asks for a number that the situation has not.
   */
  estimate(situation: Situation, source: PregameSource): Result<Estimate>;

  /**
   * Refused: `situation_out_of_range` (no game can be there), `situation_of_other_sport`, `no_part_for_source` (the model
   * was not trained with a pregame number from there).
   */
  check(situation: Situation, source: PregameSource): Result<Situation>;
}

/** A chance and what it was made of. */
export interface Estimate {
  /** The home team's chance, 0 to 1. */
  readonly probability: number;
  /** The home team's chance by the anchor alone, before any rule; nothing where the part has none. */
  readonly anchor: number | undefined;
  /** The home team's chance by the trees (with the anchor where they were trained on top of it), before any rule. */
  readonly trees: number | undefined;
  /** The rule that made or bounded the chance; nothing where none did. */
  readonly rule: EndRule | undefined;
  readonly source: PregameSource;
}

/**
 * What is known without a model:
 *
 * - `final`: no time is left and a team leads (NFL: and no try is due);
 * - `overtime_next`: no time is left and nobody leads: the chance is that of an overtime's first second;
 * - `out_of_reach`: the lead is larger than what can be scored in the time left;
 * - `kneel_out`: the team that leads has the ball and can let the clock run out.
 */
export type EndRule = "final" | "overtime_next" | "out_of_reach" | "kneel_out";

/** What a model was trained on. */
export interface Trained {
  /** Seasons as the data number them: NBA by the year they end in, NFL by the year they begin in. */
  readonly seasons: readonly number[];
  readonly rows: number;
  readonly games: number;
  /** The day, YYYY-MM-DD. */
  readonly on: string;
  readonly seed: number;
}
