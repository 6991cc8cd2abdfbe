/**
 * An NBA game as its scoreboard shows it → the moment that a model judges.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import { refuse, type Result } from "../../core/result.ts";
import { checkNbaSituation, type NbaSituation, newNbaSituation } from "../situation/nba.ts";
import type { GameFollower } from "./follower.ts";

/** Follows an NBA game. */
export function nbaFollower(): GameFollower {
  const situation = newNbaSituation();
  let seen = false;
  return {
    see(game) {
      seen = true;
      fill(game, situation);
    },
    situation(): Result<NbaSituation> {
      if (!seen) return refuse("nothing_seen", "no state of the game was seen");
      return checkNbaSituation(situation);
    },
  };
}

function fill(game: GameState, into: NbaSituation): void {
  const { home, away, possession } = game;
  into.diff = home.score - away.score;
  into.left = game.secondsLeftInGame;
  into.period = game.period;
  into.overtime = game.overtime;
  into.possession = possession === undefined ? 0 : possession === "home" ? 1 : -1;
  into.pregame = 0;
  into.homeTimeouts = home.timeoutsLeft ?? NaN;
  into.awayTimeouts = away.timeoutsLeft ?? NaN;
  // A team shoots free throws when the other one has fouled enough.
  into.homeBonus = bonus(home.inBonus);
  into.awayBonus = bonus(away.inBonus);
}

function bonus(inBonus: boolean | undefined): number {
  return inBonus === undefined ? NaN : Number(inBonus);
}
