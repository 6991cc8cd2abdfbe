/**
 * Facts of a game that were known before it began.
 *
 * @module
 */

/** A number, where it is from and when it was read: before that moment it is not shown. */
export interface PregameFact {
  readonly value: number;
  /** Who says so, for example `espn`. */
  readonly source: string;
  /** Unix milliseconds. */
  readonly readAt: number;
}

/** The facts, each where it is known. */
export interface Pregame {
  /** Points by which the home team was expected to win when betting closed; below 0 the away team. */
  readonly closingSpread?: PregameFact | undefined;
  /** Points that both teams together were expected to score. */
  readonly total?: PregameFact | undefined;
  /** How strong each team is, on the scale of the source. */
  readonly homeStrength?: PregameFact | undefined;
  readonly awayStrength?: PregameFact | undefined;
}

/** The facts that had been read by a moment; `undefined` where none had. */
export function knownBy(pregame: Pregame, at: number): Pregame | undefined {
  const facts = Object.entries(pregame).filter(([, fact]) => fact !== undefined && fact.readAt <= at);
  return facts.length === 0 ? undefined : Object.fromEntries(facts);
}
