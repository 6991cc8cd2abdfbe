/**
 * How a model is trained: its parts, and the numbers of each.
 *
 * @module
 */
import type { WeightByLeft } from "../format/part.ts";
import type { PregameSource } from "../situation/pregame.ts";
import type { Sport } from "../situation/sport.ts";
import type { GrowthOptions } from "../trees/boosting/options.ts";

/** How an anchor is fitted. */
export interface AnchorRecipe {
  /** Seconds left, rising. */
  readonly knots: readonly number[];
  /** Names of features. */
  readonly terms: readonly string[];
  /** What one step of a term is to the penalty; 1 where not named. */
  readonly units: Readonly<Record<string, number>>;
  readonly l2: number;
  /** Terms whose weights are held at 0 or above. */
  readonly atLeastZero: readonly string[];
  /** At most so many rows are fitted to; they are drawn. */
  readonly rows: number;
}

/** How trees are grown; the seed is the run's. */
export interface TreesRecipe {
  /** Names of features. Which way each may push is the feature's own. */
  readonly features: readonly string[];
  readonly growth: Omit<GrowthOptions, "seed">;
  /** At most so many rows are grown from; they are drawn. In the NBA each is taken with its mirror. */
  readonly rows: number;
}

/** Where the pregame numbers of the games are from that a part learns by. */
export type TaughtBy = "closing" | "rating" | "none";

/** One part: what it answers, and what it learns by. */
export interface PartRecipe {
  /** Sources of the pregame number that it answers for. */
  readonly sources: readonly PregameSource[];
  readonly taughtBy: TaughtBy;
  readonly anchor: AnchorRecipe;
  readonly trees: TreesRecipe;
  /** Share of the trees in the mean of both logits, by seconds left. */
  readonly treeWeight: WeightByLeft;
  /** See `Teacher`; nothing where the part learns by who won alone. */
  readonly teacher?: TeacherRecipe;
}

/**
 * Rows learn by a mean of who won and of what the reference model of the data says of the row.
 *
 * 834 games say little about how a lead of 3 with a minute left compares with one of 4; a model that was made from twenty
 * earlier seasons knows it. Only the training sees it: a prediction never does. The shipped models have none.
 */
export interface TeacherRecipe {
  /** Share of who won; the rest is the reference's. */
  readonly ownShare: number;
  /** Seconds left at which the reference's weight and that of the pregame number are fitted to who won. */
  readonly knots: readonly number[];
  readonly l2: number;
}

/** A whole model. */
export interface Recipe {
  readonly sport: Sport;
  readonly parts: readonly PartRecipe[];
}

/** What is trained: both, or one kind alone. */
export const KINDS = ["both", "anchor", "trees"] as const;

/** What is trained: both, or one kind alone. */
export type Kind = typeof KINDS[number];
