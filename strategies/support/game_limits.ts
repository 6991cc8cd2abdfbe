/**
 * Conditions of a rule on the game: that it is played, the period, the clock, and how close the score is.
 *
 * @module
 */
import type { GameState } from "../../src/core/game/game.ts";
import { outOfBounds, type Reason } from "../../src/core/reasons.ts";

const SECONDS = 60;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** No scoreboard has the game yet. */
export const NO_GAME: Reason = { code: "NO_GAME" };

/** Bounds of period, clock and score; each is met at its end unless said otherwise. */
export interface GameLimits {
  readonly minPeriod: number;
  readonly maxPeriod: number;
  /** Minutes left in the period. */
  readonly minMinutes: number;
  readonly maxMinutes: number;
  /** Whether the minutes must lie between the bounds, not on them. */
  readonly minutesStrictly: boolean;
  /** Highest |score difference|, in points. */
  readonly maxScoreDiff: number;
}

/** Home − away. */
export function scoreDifference({ home, away }: GameState): number {
  return home.score - away.score;
}

/**
 * Why the game is not being played: it has not started, is over, or is put off; `undefined` when it is
 * played.
 */
export function notInPlay({ phase }: GameState): Reason | undefined {
  return phase === "live" || phase === "break" ? undefined : { code: "GAME_NOT_LIVE", detail: phase };
}

/** Why the period is too early; `undefined` when it is not. */
export function tooEarly({ period }: GameState, minPeriod: number): Reason | undefined {
  return period >= minPeriod
    ? undefined
    : outOfBounds("PERIOD_BELOW_MIN", "period", period, "min", minPeriod, "count");
}

/** The first of the limits that the game does not meet. */
export function outsideLimits(game: GameState, limits: GameLimits): Reason | undefined {
  const hindered = notInPlay(game) ?? tooEarly(game, limits.minPeriod);
  if (hindered !== undefined) return hindered;
  if (game.period > limits.maxPeriod) {
    return outOfBounds("PERIOD_ABOVE_MAX", "period", game.period, "max", limits.maxPeriod, "count");
  }
  const seconds = game.secondsLeftInPeriod;
  const minutes = seconds / SECONDS;
  const { minMinutes, maxMinutes, minutesStrictly } = limits;
  if (minutes < minMinutes || (minutesStrictly && minutes === minMinutes)) {
    return outOfTime("TIME_BELOW_MIN", seconds, "min", minMinutes);
  }
  if (minutes > maxMinutes || (minutesStrictly && minutes === maxMinutes)) {
    return outOfTime("TIME_ABOVE_MAX", seconds, "max", maxMinutes);
  }
  const apart = Math.abs(scoreDifference(game));
  return apart > limits.maxScoreDiff
    ? outOfBounds("SCORE_APART", "difference", apart, "max", limits.maxScoreDiff, "count")
    : undefined;
}

function outOfTime(code: string, seconds: number, bound: "min" | "max", minutes: number): Reason {
  return outOfBounds(code, "left", seconds * SECOND_MS, bound, minutes * MINUTE_MS, "milliseconds");
}
