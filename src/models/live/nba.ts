/**
 * An NBA game as its scoreboard shows it → the moment that a model judges.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { refuse, type Result } from "../../core/result.ts";
import { checkNbaSituation, type NbaSituation, newNbaSituation } from "../situation/nba.ts";
import type { GameFollower } from "./follower.ts";
import { isOn, notOn } from "./phases.ts";

const { periods, overtimeSeconds } = LEAGUE_INFO.nba.regulation;

/** Follows an NBA game. A state says all that is needed: who has the ball is not known where no feed says it. */
export function nbaFollower(): GameFollower {
  const situation = newNbaSituation();
  let last: GameState | undefined;
  return {
    see(game) {
      last = game;
    },
    situation(): Result<NbaSituation> {
      if (last === undefined) return refuse("nothing_seen", "No state of the game was seen");
      if (!isOn(last)) return notOn(last);
      fill(last, situation);
      return checkNbaSituation(situation);
    },
  };
}

function fill(game: GameState, into: NbaSituation): void {
  const { home, away, phase, period, possession } = game;
  const tied = home.score === away.score;
  // Play stops between periods: whose ball it will be is not known, and after an even end it is the next overtime's start.
  const between = phase === "break";
  const another = between && tied && period >= periods;
  into.diff = home.score - away.score;
  into.left = another ? overtimeSeconds : game.secondsLeftInGame;
  into.period = another ? period + 1 : period;
  into.overtime = into.period > periods;
  into.possession = between || possession === undefined ? 0 : possession === "home" ? 1 : -1;
  into.pregame = 0;
  into.homeTimeouts = home.timeoutsLeft ?? NaN;
  into.awayTimeouts = away.timeoutsLeft ?? NaN;
  into.homeBonus = bonus(home.inBonus);
  into.awayBonus = bonus(away.inBonus);
}

/** A team in the bonus shoots free throws at the other's next foul. */
function bonus(inBonus: boolean | undefined): number {
  return inBonus === undefined ? NaN : inBonus ? 1 : 0;
}
