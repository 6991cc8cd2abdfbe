/**
 * Names what the game generators make.
 *
 * @module
 */
import type { GameState, TeamSide } from "../../core/game/game.ts";
import type { League } from "../../core/game/leagues.ts";

/** Leagues that can be generated. */
export const GENERATED_LEAGUES = ["nba", "nfl"] as const satisfies readonly League[];

/** A league that can be generated. */
export type GeneratedLeague = typeof GENERATED_LEAGUES[number];

/** A team as the exchange names it. */
export interface Team {
  /** Short name in tickers, for example `LAL`. */
  readonly code: string;
  /** How market titles call it, for example `Los Angeles L`. */
  readonly title: string;
  /** For example `Los Angeles Lakers`. */
  readonly name: string;
}

/** One thing that happened in a game. */
export interface GameEvent {
  /** Wall-clock milliseconds since the start of the game, at real speed. */
  readonly offsetMs: number;
  /** The state after it. */
  readonly game: GameState;
  /** The true probability after it that the home team wins; exactly 0 or 1 once the game is over. */
  readonly homeWinProbability: number;
  /** Points were scored. */
  readonly scored: boolean;
}

/** The game to generate. */
export interface GameOptions {
  readonly league: GeneratedLeague;
  readonly seed: number;
  /** @default drawn from the league by the seed */
  readonly home?: Team;
  /** @default drawn from the league by the seed */
  readonly away?: Team;
  /** Points by which the home team is the better one. @default drawn by the seed */
  readonly homeEdge?: number;
}

/** A whole game. */
export interface GeneratedGame {
  readonly league: GeneratedLeague;
  readonly gameId: string;
  readonly home: Team;
  readonly away: Team;
  /** Points by which the home team is the better one. */
  readonly homeEdge: number;
  readonly winner: TeamSide;
  /** In order of time; the first is the tip-off or kick-off, the last is the end. */
  readonly events: readonly GameEvent[];
  /** Wall-clock milliseconds from the first to the last event, at real speed. */
  readonly durationMs: number;
}
