/**
 * Calls a football team's plays, and draws what comes of them.
 *
 * @module
 */
import type { Random } from "../../core/numbers/prng.ts";

/** The situation from which a coach calls a play. */
export interface Call {
  readonly down: number;
  readonly distance: number;
  readonly yardsToGoal: number;
  /** In the period. */
  readonly secondsLeft: number;
  /** The fourth quarter or overtime. */
  readonly lastPeriod: boolean;
  /** The half ends with this period. */
  readonly half: boolean;
  /** Points the team with the ball is behind; negative where it leads. */
  readonly behind: number;
}

/** The play that a team runs on a snap. */
export type Play = "run" | "pass" | "punt" | "field_goal";

const FIELD_GOAL_YARDS = 38;

/** The chance of a field goal from so many yards to the goal; the kick is 18 yards longer. */
export function fieldGoalChance(yardsToGoal: number): number {
  return Math.max(0.05, Math.min(0.985, 1.06 - 0.0006 * (yardsToGoal + 4) ** 1.75 / 1.15));
}

function fourthDown(call: Call): Play {
  const desperate = call.lastPeriod && call.behind > 3 && call.secondsLeft < 240;
  if (desperate && (call.behind > 10 || call.secondsLeft < 200)) return "pass";
  if (call.yardsToGoal <= FIELD_GOAL_YARDS) {
    return call.distance <= 1 && call.yardsToGoal > 2 && call.behind > 3 ? "run" : "field_goal";
  }
  return call.distance <= 1 && call.yardsToGoal < 55 ? "run" : "punt";
}

/** Chooses the play. */
export function choosePlay(random: Random, call: Call): Play {
  const lastKick = call.half && call.secondsLeft < 12 && call.yardsToGoal <= FIELD_GOAL_YARDS;
  const useful = !call.lastPeriod || (call.behind <= 3 && call.behind >= -8);
  if (lastKick && useful) return "field_goal";
  if (call.down === 4) return fourthDown(call);
  if (call.lastPeriod && call.secondsLeft < 300) {
    if (call.behind < 0) return random.chance(0.8) ? "run" : "pass";
    if (call.behind > 3) return random.chance(0.12) ? "run" : "pass";
  }
  const runChance = call.down === 3 && call.distance > 4 ? 0.12 : call.distance <= 2 ? 0.6 : 0.44;
  return random.chance(runChance) ? "run" : "pass";
}

/** The result of a snap. */
export interface PlayResult {
  /** Gained; negative where lost. */
  readonly yards: number;
  readonly turnover: boolean;
  /** An incomplete pass is not. */
  readonly complete: boolean;
  readonly clockStops: boolean;
  readonly seconds: number;
}

/** Yards a snap for a point of edge over a game: some 63 snaps a team share it. */
const YARDS_BY_EDGE_POINT = 0.107;

/** Plays one run or pass. */
export function playResult(random: Random, run: boolean, edge: number): PlayResult {
  const seconds = 4.5 + random.next() * 3;
  const better = edge * YARDS_BY_EDGE_POINT;
  if (run) {
    const long = random.chance(0.03) ? random.exponential(16) : 0;
    const yards = Math.round(Math.max(-5, random.normal(3.9 + better, 3.6) + long));
    return {
      yards,
      turnover: random.chance(0.009),
      complete: true,
      clockStops: random.chance(0.1),
      seconds,
    };
  }
  if (random.chance(0.024)) {
    return { yards: 0, turnover: true, complete: false, clockStops: true, seconds };
  }
  if (random.chance(0.063)) {
    return { yards: -random.integer(3, 10), turnover: false, complete: true, clockStops: false, seconds };
  }
  if (!random.chance(0.655)) {
    return { yards: 0, turnover: false, complete: false, clockStops: true, seconds };
  }
  const yards = Math.round(Math.max(-4, 1 + better * 1.6 + random.exponential(9.8)));
  return { yards, turnover: false, complete: true, clockStops: random.chance(0.22), seconds };
}
