/**
 * What is known at the end of an NFL game without a model.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { AFTER_KICKOFF, type NflSituation } from "../situation/nfl.ts";

/** Plays of a series; the ball is lost after the last one. */
const DOWNS = 4;
/** What the clock runs from one snap to the next with nothing to stop it: the play and the play clock of 40 s. */
const DOWN_SECONDS = 40;
/** A kneel-down alone, where the other team stops the clock after it. */
const KNEEL_SECONDS = 2;
/** Kneeling loses a yard or so a play, and behind the own goal line it is a safety: so many yards must be behind. */
const YARDS_BEHIND = 6;

/**
 * Whether the team with the ball, if it leads, can let the clock run out by kneeling down on the downs before the last.
 *
 * A time-out of the other team stops the clock once, and a number that is not known counts as three. The stop at the
 * two-minute warning needs no count of its own: with three downs to kneel on the clock runs for 120 s, so with more than
 * 120 s left, of which the warning takes the rest of a down, it never runs out.
 *
 * Among the plays of 2020–2022 (834 games; kneel-downs themselves are not among them) one such lead was lost, by a fumbled
 * snap on the own one-yard line (2022, MIN at BUF): hence `YARDS_BEHIND`.
 */
export function canKneelOut(situation: NflSituation): boolean {
  const { left, half, overtime, down, toGo, yardsToGoal, otherTimeouts } = situation;
  // After a try the other team gets the ball.
  if (half !== 2 || overtime || toGo === 0 || yardsToGoal > 100 - YARDS_BEHIND) return false;
  const kneels = DOWNS - down;
  const stops = Math.min(kneels, Number.isNaN(otherTimeouts) ? kneels : otherTimeouts);
  return left <= DOWN_SECONDS * (kneels - stops) + KNEEL_SECONDS * stops;
}

/** A touchdown and a try for two. */
const SCORE_POINTS = 8;
/** What a further score takes at least: a kick-off that is recovered, and a play. */
const SCORE_SECONDS = 10;

/**
 * The most points that a team can make up in so many seconds, all going its way; never less with more time.
 *
 * In the 834 games of 2020–2022 nobody made up more than 8 points in the last 90 s; 13 were in 115 s.
 */
export function pointsInReach(left: number): number {
  return SCORE_POINTS * (1 + Math.floor(left / SCORE_SECONDS));
}

/** An overtime of the regular season; those of play-offs are longer. */
const { overtimeSeconds } = LEAGUE_INFO.nfl.regulation;
/** Time-outs of a team in an overtime of the regular season (rule 16 of the NFL's official rules). */
const OVERTIME_TIMEOUTS = 2;

/** The first second of the overtime that comes after this moment, the home team receiving or the other. */
export function overtimeAfter(
  { pregame }: NflSituation,
  homeReceives: boolean,
  into: NflSituation,
): NflSituation {
  into.ballHome = homeReceives;
  into.diff = 0;
  into.left = into.halfLeft = overtimeSeconds;
  into.half = 2;
  into.overtime = true;
  into.down = AFTER_KICKOFF.down;
  into.toGo = AFTER_KICKOFF.toGo;
  into.yardsToGoal = AFTER_KICKOFF.yardsToGoal;
  into.ownTimeouts = into.otherTimeouts = OVERTIME_TIMEOUTS;
  into.secondHalfKick = 0;
  into.pregame = pregame;
  return into;
}
