/**
 * Who has the ball after a play of basketball, from the kind of play alone.
 *
 * Play-by-plays say who acted, not who has the ball next. The rule is the same wherever it is asked, since models learn from
 * it and are asked with it: also where it is coarse (a made free throw gives the ball away, the first of two as well).
 *
 * @module
 */

/** 1 home, −1 away, 0 not known. */
export type BallSide = 1 | 0 | -1;

/** The kinds of play that change who has the ball; all others are `other`. */
export type BasketballPlay = "made" | "missed" | "rebound" | "turnover" | "foul" | "other";

/**
 * Who has the ball, or is about to get it, after a play.
 *
 * @param play made and missed are shots and free throws
 * @param by the team that acted
 * @param before who had it before
 */
export function ballAfter(play: BasketballPlay, by: BallSide, before: BallSide): BallSide {
  switch (play) {
    case "rebound":
      return by;
    case "made":
    case "turnover":
    case "foul":
      return by === 0 ? 0 : by === 1 ? -1 : 1;
    case "missed":
      return 0;
    case "other":
      return before;
  }
}

/** Words of the NBA's play-by-play and of stats.nba.com for shots and free throws. */
const SHOTS = /^(2pt|3pt|free ?throw|made shot|missed shot|heave)$/;

/**
 * The kind of a play, in the words of the NBA's play-by-plays.
 *
 * @param actionType for example `2pt`, `freethrow`, `Made Shot`, `rebound`, in any case
 * @param made whether it went in; not read of what is no shot
 */
export function basketballPlay(actionType: string, made: boolean): BasketballPlay {
  const word = actionType.toLowerCase();
  if (SHOTS.test(word)) return made ? "made" : "missed";
  return word === "rebound" || word === "turnover" || word === "foul" ? word : "other";
}
