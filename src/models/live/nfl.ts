/**
 * An NFL game as its scoreboard shows it → the moment that a model judges.
 *
 * @module
 */
import type { GameState, TeamSide } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { refuse, type Result } from "../../core/result.ts";
import { AFTER_KICKOFF, checkNflSituation, newNflSituation, type NflSituation } from "../situation/nfl.ts";
import type { GameFollower } from "./follower.ts";

const { periods, periodSeconds } = LEAGUE_INFO.nfl.regulation;

/** Follows an NFL game. */
export function nflFollower(): GameFollower {
  const situation = newNflSituation();
  let ball: TeamSide | undefined;
  /** Who received the first kick-off: the other team receives the second half's. */
  let firstBall: TeamSide | undefined;
  let joinedLate: boolean | undefined;
  let last: GameState | undefined;
  return {
    see(game) {
      joinedLate ??= game.period > 1 || game.period === 1 && game.secondsLeftInPeriod < periodSeconds - 30;
      if (game.phase === "live" || game.phase === "break") {
        ball = game.possession ?? ball;
        if (!joinedLate && game.period === 1) firstBall ??= game.possession;
      }
      last = game;
    },
    situation(): Result<NflSituation> {
      if (last === undefined) return refuse("nothing_seen", "no state of the game was seen");
      const receives = last.phase === "break" && last.period === 2 && firstBall !== undefined
        ? firstBall === "home" ? "away" : "home"
        : ball;
      if (receives === undefined) return refuse("ball_unknown", "no scoreboard has said who has the ball");
      fill(last, receives, firstBall, situation);
      return checkNflSituation(situation);
    },
  };
}

function fill(game: GameState, ball: TeamSide, firstBall: TeamSide | undefined, into: NflSituation): void {
  const [own, other] = ball === "home" ? [game.home, game.away] : [game.away, game.home];
  const left = game.secondsLeftInGame;
  into.ballHome = ball === "home";
  into.diff = own.score - other.score;
  into.left = left;
  into.half = game.period > periods / 2 ? 2 : 1;
  into.overtime = game.overtime;
  into.halfLeft = into.half === 1 ? left - periods / 2 * periodSeconds : left;
  const { down, distance, yardsToGoal } = game.situation ??
    { down: AFTER_KICKOFF.down, distance: AFTER_KICKOFF.toGo, yardsToGoal: AFTER_KICKOFF.yardsToGoal };
  into.down = down;
  into.toGo = distance;
  into.yardsToGoal = yardsToGoal;
  into.ownTimeouts = own.timeoutsLeft ?? NaN;
  into.otherTimeouts = other.timeoutsLeft ?? NaN;
  into.secondHalfKick = into.half === 2 || firstBall === undefined ? 0 : firstBall === ball ? -1 : 1;
  into.pregame = 0;
}
