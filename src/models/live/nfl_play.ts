/**
 * What the words of an NFL play say of the ball, where the scoreboard lags.
 *
 * A real log of December 2025 (PHI at LAC) shows it: after a kick-off ESPN has the new line of scrimmage at once and the
 * kicking team in possession until the next snap. Taken as it stands, that is the other team deep in the wrong half.
 *
 * @module
 */
import type { Down, TeamSide, TeamState } from "../../core/game/game.ts";
import { standardCode } from "../../core/game/leagues.ts";

/** Who has the ball, and where. */
export interface BallPosition {
  readonly ball: TeamSide;
  readonly spot: Down;
}

/** A play that did not stand says nothing of who has the ball. */
const UNDONE = /\b(no play|nullified|reversed|overturned)\b/i;

/** The other team. */
export function otherSide(side: TeamSide): TeamSide {
  return side === "home" ? "away" : "home";
}

/**
 * Who has the ball after a play, by its words.
 *
 * @param play as the feed words it
 * @param before who had the ball when it began
 * @returns `undefined` where the words do not tell
 */
export function ballByWords(
  play: string,
  before: TeamSide | undefined,
  home: TeamState,
  away: TeamState,
): TeamSide | undefined {
  if (UNDONE.test(play)) return undefined;
  const sideOf = (code: string | undefined): TeamSide | undefined => {
    if (code === undefined) return undefined;
    const standard = standardCode("nfl", code);
    if (standard === standardCode("nfl", home.code)) return "home";
    return standard === standardCode("nfl", away.code) ? "away" : undefined;
  };
  const recovered = [...play.matchAll(/\brecovered by ([A-Z]{2,3})\b/gi)].at(-1)?.[1];
  if (recovered !== undefined) return sideOf(recovered);
  // Who has a loose ball the words would have to say.
  if (/\b(fumbles|muffs)\b/i.test(play)) return undefined;
  const kicker = sideOf(/\bkicks (?:onside )?-?\d+ yards? from ([A-Z]{2,3}) \d+/.exec(play)?.[1]);
  if (kicker !== undefined) return otherSide(kicker);
  const isGivenAway = /\b(punts -?\d+ yards?|intercepted by)\b/i.test(play);
  return isGivenAway && before !== undefined ? otherSide(before) : undefined;
}

/** Plays that give the ball away: one after which it is first down is not followed by another of its kind. */
const GIVEAWAYS: readonly RegExp[] = [/\bpunts\b/i, /\bintercepted\b/i, /\bkicks\b/i];

/** Whether two texts, both beside a first down, are of one play. */
export function isReworded(play: string, before: string): boolean {
  return GIVEAWAYS.some((words) => words.test(play) && words.test(before));
}

/** Whether the team that kicked may have the ball: only where the words speak of a loose ball, or of a short kick. */
export function mayBeKept(play: string): boolean {
  return UNDONE.test(play) || /\b(onside|recovered|fumbles|muffs)\b/i.test(play);
}

/**
 * Whether a first down of the team that had the fourth is none: it gained less than it needed, so the ball is the other
 * team's and the scoreboard has not changed the possession yet.
 */
export function isTurnoverOnDowns(before: BallPosition, now: BallPosition, play: string): boolean {
  if (before.spot.down !== 4 || now.spot.down !== 1 || before.ball !== now.ball) return false;
  const gained = before.spot.yardsToGoal - now.spot.yardsToGoal;
  return gained < before.spot.distance && !/\bpenalty\b/i.test(play);
}

/** The same spot with the other team in possession: its first and 10. */
export function turnedOver({ ball, spot: { yardsToGoal } }: BallPosition): BallPosition {
  const left = 100 - yardsToGoal;
  return { ball: otherSide(ball), spot: { down: 1, distance: Math.min(10, left), yardsToGoal: left } };
}
