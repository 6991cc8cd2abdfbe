/**
 * States of games as scoreboards show them.
 *
 * @module
 */
import { type GameState, secondsLeftInGame } from "../../../src/core/game/game.ts";
import type { League } from "../../../src/core/game/leagues.ts";

/** What a test says of a state. */
export interface Shown {
  /** Away first, as screens have it. */
  readonly score?: readonly [away: number, home: number];
  readonly clock: readonly [period: number, seconds: number];
  readonly phase?: GameState["phase"];
  readonly ball?: "home" | "away";
  /** Down, distance, yards to the goal of who has the ball. */
  readonly at?: readonly [down: number, distance: number, yardsToGoal: number];
  readonly play?: string;
  readonly timeouts?: readonly [away: number, home: number];
}

/** PHI at LAC, or an NBA game of the same codes. */
export function shown(
  league: League,
  { score = [0, 0], clock, phase = "live", ball, at, play, timeouts }: Shown,
): GameState {
  const [period, seconds] = clock;
  const team = (code: string, points: number, left: number | undefined) => ({
    name: code,
    code,
    id: code,
    score: points,
    ...(left === undefined ? {} : { timeoutsLeft: left }),
  });
  return {
    league,
    gameId: "1",
    home: team("LAC", score[1], timeouts?.[1]),
    away: team("PHI", score[0], timeouts?.[0]),
    phase,
    period,
    secondsLeftInPeriod: seconds,
    secondsLeftInGame: secondsLeftInGame(league, period, seconds),
    overtime: period > 4,
    ...(ball === undefined ? {} : { possession: ball }),
    ...(at === undefined ? {} : { situation: { down: at[0], distance: at[1], yardsToGoal: at[2] } }),
    ...(play === undefined ? {} : { lastPlay: play }),
  };
}
