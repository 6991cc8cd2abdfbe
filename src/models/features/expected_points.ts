/**
 * Expected points of having the ball: what the next score of the half is worth to the team with the ball, on average.
 *
 * Fitted by least squares on plays of seasons before 2023 with more than 150 s left of the half. In a model a point of it turns
 * out to be worth about a point of score. What a try for two is worth is reckoned, not fitted.
 *
 * @module
 */
import { AFTER_KICKOFF } from "../situation/nfl.ts";

/** Farther than this to a first down is as far. */
const FARTHEST = 20;

/** A try for two after a touchdown comes off about every other time. */
const TRY_POINTS = 0.95;

/** Who tries for two kicks off next. */
const TRY_VALUE = TRY_POINTS - drivePoints(AFTER_KICKOFF.down, AFTER_KICKOFF.toGo, AFTER_KICKOFF.yardsToGoal);

/**
 * Expected points of the team with the ball.
 *
 * @param down 1–4
 * @param toGo yards to a first down; 0 is a try for two after a touchdown
 * @param yardsToGoal 1–99
 */
export function expectedPoints(down: number, toGo: number, yardsToGoal: number): number {
  return toGo === 0 ? TRY_VALUE : drivePoints(down, toGo, yardsToGoal);
}

function drivePoints(down: number, toGo: number, yardsToGoal: number): number {
  const x = yardsToGoal / 100;
  const y = Math.min(toGo, FARTHEST);
  const field = 5.852 - 6.468 * x + 0.291 * x * x - 5.95 * Math.max(0.1 - x, 0);
  if (down === 1) return field - 0.022 * Math.max(y - 10, 0);
  if (down === 2) return field + 0.379 - 0.085 * y - 0.246 * x;
  if (down === 3) return field - 0.259 - 0.098 * y - 0.443 * x;
  return field - 1.971 - 0.022 * y - 0.794 * x;
}
