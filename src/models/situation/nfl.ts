/**
 * One moment of an NFL game, seen from the team with the ball.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { type Result, succeed } from "../../core/result.ts";
import { HIGHEST_PREGAME_LOGIT } from "./pregame.ts";
import { checkNumbers, outOfRange, type Range, type Refused } from "./range.ts";

/**
 * Fields are changed in place, so that a loop over millions of rows fills one object. NaN: not known.
 *
 * While a kick-off is pending this is the receiver's first and 10 at its own 25.
 */
export interface NflSituation {
  readonly sport: "nfl";
  /** Whether the home team has the ball, or is about to receive it. */
  ballHome: boolean;
  /** Points of the team with the ball less those of the other, before the play. */
  diff: number;
  /** Seconds left of regulation (3,600 at the start); in overtime, of the overtime being played. */
  left: number;
  /** Seconds left of the half; in overtime as `left`. */
  halfLeft: number;
  /** In overtime 2. */
  half: 1 | 2;
  overtime: boolean;
  down: number;
  /** Yards to a first down. */
  toGo: number;
  /** Yards to the other team's goal line: `yardline_100` of nflfastR. */
  yardsToGoal: number;
  ownTimeouts: number;
  otherTimeouts: number;
  /** In the first half: 1 where this team gets the second half's kick-off, −1 where the other; 0 not known, or after it. */
  secondHalfKick: 1 | 0 | -1;
  /** Logit of the HOME team's chance before the game, whoever has the ball; 0 where nothing is known. */
  pregame: number;
}

const { periods, periodSeconds } = LEAGUE_INFO.nfl.regulation;

/** Seconds of a game's regulation. */
export const NFL_SECONDS = periods * periodSeconds;

const HALF_SECONDS = NFL_SECONDS / 2;

/** Time-outs of a team in a half. */
export const NFL_TIMEOUTS = 3;

/** Where a drive begins after a kick-off that nobody has returned yet. */
export const AFTER_KICKOFF = { down: 1, toGo: 10, yardsToGoal: 75 } as const;

/** The start of a game of which nothing is known, the home team receiving. */
export function newNflSituation(): NflSituation {
  return {
    sport: "nfl",
    ballHome: true,
    diff: 0,
    left: NFL_SECONDS,
    halfLeft: HALF_SECONDS,
    half: 1,
    overtime: false,
    ...AFTER_KICKOFF,
    ownTimeouts: NaN,
    otherTimeouts: NaN,
    secondHalfKick: 0,
    pregame: 0,
  };
}

/** The pregame logit of the team with the ball. */
export function ballPregame({ ballHome, pregame }: NflSituation): number {
  return ballHome ? pregame : 0 - pregame;
}

const RANGES: readonly Range<NflSituation>[] = [
  { field: "diff", from: -100, to: 100, whole: true },
  { field: "left", from: 0, to: NFL_SECONDS },
  { field: "halfLeft", from: 0, to: HALF_SECONDS },
  { field: "half", from: 1, to: 2, whole: true },
  { field: "down", from: 1, to: 4, whole: true },
  { field: "toGo", from: 0, to: 99, whole: true },
  { field: "yardsToGoal", from: 1, to: 99, whole: true },
  { field: "ownTimeouts", from: 0, to: NFL_TIMEOUTS, whole: true, unknown: true },
  { field: "otherTimeouts", from: 0, to: NFL_TIMEOUTS, whole: true, unknown: true },
  { field: "secondHalfKick", from: -1, to: 1, whole: true },
  { field: "pregame", from: -HIGHEST_PREGAME_LOGIT, to: HIGHEST_PREGAME_LOGIT },
];

/**
 * The first field that no game can have, as a refusal (`situation_out_of_range`); `undefined` where all is well, and then
 * nothing is allocated.
 */
export function nflFault(situation: NflSituation): Refused | undefined {
  const wrong = checkNumbers(situation, RANGES);
  if (wrong !== undefined) return wrong;
  const { left, halfLeft, half, overtime, secondHalfKick } = situation;
  // Overtimes of play-offs are as long as a quarter.
  if (overtime && left > periodSeconds) {
    return outOfRange("left", `from 0 to ${periodSeconds} in overtime`, left);
  }
  if (overtime && half !== 2) return outOfRange("half", "2 in overtime", half);
  const expected = overtime || half === 2 ? left : left - HALF_SECONDS;
  if (Math.abs(halfLeft - expected) > 0.01) {
    const where = overtime ? "overtime" : `half ${half}`;
    return outOfRange("halfLeft", `${expected} with ${left} s left in ${where}`, halfLeft);
  }
  if ((half === 2 || overtime) && secondHalfKick !== 0) {
    return outOfRange("secondHalfKick", "0 after the first half", secondHalfKick);
  }
  return undefined;
}

/** The situation, or the refusal of `nflFault`. */
export function checkNflSituation(situation: NflSituation): Result<NflSituation> {
  return nflFault(situation) ?? succeed(situation);
}

/** The same moment with home and away exchanged; `into` is filled and returned, and may be `from` itself. */
export function mirrorNfl(from: NflSituation, into: NflSituation = newNflSituation()): NflSituation {
  into.ballHome = !from.ballHome;
  into.diff = from.diff;
  into.left = from.left;
  into.halfLeft = from.halfLeft;
  into.half = from.half;
  into.overtime = from.overtime;
  into.down = from.down;
  into.toGo = from.toGo;
  into.yardsToGoal = from.yardsToGoal;
  into.ownTimeouts = from.ownTimeouts;
  into.otherTimeouts = from.otherTimeouts;
  into.secondHalfKick = from.secondHalfKick;
  into.pregame = 0 - from.pregame;
  return into;
}
