/**
 * Describes what scoreboards get wrong for a while: a score that is taken back after a review, a clock that is set up and down
 * again, a wrong end. The game itself goes on unchanged.
 *
 * @module
 */
import { type GameState, secondsLeftInGame, type TeamSide } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";

/** Faults that all scoreboards show for a while, each with its lag. */
export const SCORE_FAULTS = [
  /** Points that are taken back, as after a review. */
  "retract",
  /** A clock that has been set up, and falls back. */
  "clock_up",
  /**
   * A wrong end: a game that is on is shown as final for a while; one that is over is shown as on for a
   * while.
   */
  "final_live",
] as const;

/** A fault of what scoreboards show. */
export type ScoreFault = typeof SCORE_FAULTS[number];

/** One fault of a game, on every scoreboard with its lag. */
export interface Amendment {
  readonly fault: ScoreFault;
  /** The exchange event of the game. */
  readonly event: string;
  /** The start and end of the time in which it would show without any lag, virtual ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The team that gets the points of a `retract`. */
  readonly scorer: TeamSide;
}

const RETRACTED_POINTS = { nba: 3, nfl: 6 } as const;
const CLOCK_UP_SECONDS = 24;

/**
 * A state as it is shown wrongly; unchanged where the fault makes no sense in it.
 *
 * @param live the last state before the end; what `final_live` shows of a finished game
 */
export function amend(amendment: Amendment, game: GameState, live: GameState): GameState {
  if (amendment.fault === "final_live") return game.phase === "final" ? live : ended(game);
  if (game.phase !== "live" && game.phase !== "break") return game;
  if (amendment.fault === "clock_up") return clockUp(game);
  const side = game[amendment.scorer];
  const points = RETRACTED_POINTS[game.league === "nfl" ? "nfl" : "nba"];
  return { ...game, [amendment.scorer]: { ...side, score: side.score + points } };
}

function clockUp(game: GameState): GameState {
  const { periodSeconds, overtimeSeconds } = LEAGUE_INFO[game.league].regulation;
  const most = game.overtime ? overtimeSeconds : periodSeconds;
  const secondsLeftInPeriod = Math.min(most, game.secondsLeftInPeriod + CLOCK_UP_SECONDS);
  return {
    ...game,
    secondsLeftInPeriod,
    secondsLeftInGame: secondsLeftInGame(game.league, game.period, secondsLeftInPeriod),
  };
}

/** A game that is not over cannot have ended in a tie, nor before it began. */
function ended(game: GameState): GameState {
  const lead = game.home.score - game.away.score;
  if (lead === 0 || game.phase === "scheduled") return game;
  const { possession: _possession, situation: _situation, ...rest } = game;
  return { ...rest, phase: "final", winner: lead > 0 ? "home" : "away" };
}
