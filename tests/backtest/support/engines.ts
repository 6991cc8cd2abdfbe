/**
 * Engines and runs of a game made of single events.
 *
 * @module
 */
import { GameRun, type GameRunOptions } from "../../../src/backtest/game_run.ts";
import type { EngineOptions } from "../../../src/core/engine.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { GamePhase, GameState } from "../../../src/core/game/game.ts";
import type { Puppet } from "../../core/support.ts";
import { dollars, NOON, startEngine, TICKER } from "../../core/support.ts";

/** The game of {@linkcode TICKER}. */
export const EVENT = "KXNBAGAME-26NOV22LALBOS";
/** Its home and away teams' markets. */
export const HOME = `${EVENT}-BOS`;
export const AWAY = TICKER;
/** Which is whose. */
export const FIXTURE = { event: EVENT, homeMarket: HOME, awayMarket: AWAY } as const;

/** What a scoreboard can say. */
export interface Said {
  readonly home?: number;
  readonly away?: number;
  readonly phase?: GamePhase;
}

/** A state of the game; its teams' ids are `BOS` and `LAL`. */
export function gameOf({ home = 0, away = 0, phase = "live" }: Said): GameState {
  return {
    league: "nba",
    gameId: "1",
    home: { name: "Boston", code: "BOS", id: "BOS", score: home },
    away: { name: "Los Angeles", code: "LAL", id: "LAL", score: away },
    phase,
    period: 4,
    secondsLeftInPeriod: 0,
    secondsLeftInGame: 0,
    overtime: false,
  };
}

/** What a scoreboard says, as an event. */
export function said(at: number, game: Said, feed = "test", event = EVENT): EngineEvent {
  return { kind: "game", at, feed, event, game: gameOf(game) };
}

/** A run of one game with a puppet for a strategy; its engine is connected and has a book of {@linkcode TICKER}. */
export function startRun(
  options: Partial<GameRunOptions> = {},
  engineOptions: Partial<EngineOptions> = {},
): { readonly run: GameRun; readonly puppet: Puppet } {
  const { engine, puppet } = startEngine({ fixtures: [FIXTURE], ...engineOptions });
  const run = new GameRun(engine, {
    event: EVENT,
    recording: "game",
    startingCash: dollars(1_000),
    scoreLagMs: 0,
    from: NOON,
    leaveOutCommands: true,
    ...options,
  });
  return { run, puppet };
}

/** A moment of the game, ms after its start. */
export const after = (ms: number): number => NOON + ms;
