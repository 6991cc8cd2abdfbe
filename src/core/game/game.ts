/**
 * The state of one game, whatever feed it came from.
 *
 * @module
 */
import type { Stamped } from "../numbers/time.ts";
import { type League, LEAGUE_INFO } from "./leagues.ts";

/** Where a game is in its life. */
export const GAME_PHASES = [
  "scheduled",
  "live",
  "break",
  "final",
  "postponed",
  "cancelled",
  "delayed",
] as const;

/** Where a game is in its life. */
export type GamePhase = typeof GAME_PHASES[number];

/** One of the two teams, from the home team's point of view. */
export type TeamSide = "home" | "away";

/** A team and what it has. */
export interface TeamState {
  readonly name: string;
  /** Short name, for example `LAL`. */
  readonly code: string;
  /** The feed's own id of the team. */
  readonly id: string;
  readonly score: number;
  readonly timeoutsLeft?: number;
  readonly inBonus?: boolean;
}

/** Football only: where the ball is. */
export interface Down {
  readonly down: number;
  readonly distance: number;
  readonly yardsToGoal: number;
}

/** A game as a feed has it at one moment. */
export interface GameState {
  readonly league: League;
  /** The feed's own id of the game. */
  readonly gameId: string;
  readonly home: TeamState;
  readonly away: TeamState;
  readonly phase: GamePhase;
  /** 1–4 (halves: 1–2), then overtimes. 0 before the start, and of a finished game whose period was not said. */
  readonly period: number;
  readonly secondsLeftInPeriod: number;
  /** Regulation seconds left; in overtime the seconds left of it. */
  readonly secondsLeftInGame: number;
  readonly overtime: boolean;
  readonly possession?: TeamSide;
  readonly situation?: Down;
  readonly lastPlay?: string;
  readonly winner?: TeamSide;
}

/** Seconds left in regulation, or in the overtime being played. */
export function secondsLeftInGame(league: League, period: number, secondsLeftInPeriod: number): number {
  const { periods, periodSeconds } = LEAGUE_INFO[league].regulation;
  if (period < 1) return periods * periodSeconds;
  if (period > periods) return secondsLeftInPeriod;
  return (periods - period) * periodSeconds + secondsLeftInPeriod;
}

/** A scoreboard's update. */
export interface GameUpdate extends Stamped {
  readonly kind: "game";
  readonly feed: string;
  readonly event: string;
  readonly game: GameState;
}
