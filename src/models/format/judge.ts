/**
 * The home team's chance at a moment: a part's logit, and over it the rules of the end.
 *
 * @module
 */
import type { EndRule } from "./model.ts";
import type { PartMargins } from "./part_margins.ts";

/** Asks a part of a model about moments of one sport; nothing is allocated by a call. */
export interface Judge<Situation> {
  /** The rule that made or bounded the chance of the last call. */
  readonly rule: EndRule | undefined;
  /** The home team's chance, 0 to 1; NaN where the part has no logit. */
  chance(situation: Situation, margins: PartMargins): number;
}

/** While time is left a model says nothing surer than this: 1 in 10,000. */
const SUREST = 1e-4;

/** The chance of a logit, kept from being surer than a model can know. */
export function clippedChance(logit: number): number {
  return Math.min(1 - SUREST, Math.max(SUREST, 1 / (1 + Math.exp(-logit))));
}
