/**
 * The running score, clock and wall clock of a game being generated.
 *
 * @module
 */
import {
  type Down,
  type GamePhase,
  type GameState,
  secondsLeftInGame,
  type TeamSide,
} from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { GameEvent, GeneratedLeague, Team } from "./game_event.ts";
import { homeWinProbability } from "./win_probability.ts";

/** The other team. */
export function opponent(teamSide: TeamSide): TeamSide {
  return teamSide === "home" ? "away" : "home";
}

/** The start of a {@linkcode Timeline}. */
export interface TimelineOptions {
  readonly league: GeneratedLeague;
  readonly gameId: string;
  readonly home: Team;
  readonly away: Team;
  readonly homeEdge: number;
  readonly timeouts: number;
}

/** A game in the making: generators move its clocks and report what happened. */
export class Timeline {
  readonly events: GameEvent[] = [];
  readonly score: Record<TeamSide, number> = { home: 0, away: 0 };
  readonly timeouts: Record<TeamSide, number>;
  period = 0;
  secondsLeft = 0;
  possession: TeamSide = "home";
  situation: Down | undefined;
  /** Points the ball is worth to the team that has it, with time enough on the clock. */
  possessionValue = 0;
  /** Teams in the bonus; basketball only. */
  bonus: Record<TeamSide, boolean> | undefined;
  readonly #options: TimelineOptions;
  #wallSeconds = 0;
  #scored = false;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.timeouts = { home: options.timeouts, away: options.timeouts };
  }

  /** Home − away. */
  get lead(): number {
    return this.score.home - this.score.away;
  }

  /** Wall-clock seconds since the start. */
  get wallSeconds(): number {
    return this.#wallSeconds;
  }

  /** Whether regulation is over. */
  get overtime(): boolean {
    return this.period > LEAGUE_INFO[this.#options.league].regulation.periods;
  }

  /** Points by which a team is the better one; half of the edge, with its sign. */
  edgeOf(teamSide: TeamSide): number {
    return (teamSide === "home" ? 1 : -1) * this.#options.homeEdge / 2;
  }

  /** The name of a team in a play-by-play line. */
  nameOf(teamSide: TeamSide): string {
    return this.#options[teamSide].code;
  }

  /** Sets the game clock to the start of the next period. */
  startPeriod(): void {
    const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO[this.#options.league].regulation;
    this.period++;
    this.secondsLeft = this.period > periods ? overtimeSeconds : periodSeconds;
  }

  /** Runs both clocks; the game clock stops at zero. */
  run(seconds: number): void {
    const played = Math.min(Math.max(seconds, 0), this.secondsLeft);
    // Tenths, as on the arena's clock, so that a clock never falls behind itself by float dust.
    this.secondsLeft = Math.round((this.secondsLeft - played) * 10) / 10;
    this.#wallSeconds += played;
  }

  /** Runs the wall clock only. */
  wait(seconds: number): void {
    this.#wallSeconds += seconds;
  }

  /** Adds points; the next report says that there were some. */
  add(teamSide: TeamSide, points: number): void {
    this.score[teamSide] += points;
    this.#scored = points > 0;
  }

  /** Reports what just happened. */
  report(lastPlay: string, phase: GamePhase = "live"): void {
    const { league } = this.#options;
    const secondsLeft = secondsLeftInGame(league, this.period, this.secondsLeft);
    const time = Math.min(1, this.secondsLeft / (league === "nba" ? 8 : 60));
    const atBreak = phase !== "live" && this.secondsLeft === 0;
    const toHome = this.possession === "home" ? 1 : -1;
    const probability = phase === "final" ? (this.lead > 0 ? 1 : 0) : homeWinProbability({
      league,
      lead: this.lead,
      secondsLeft,
      possessionPoints: atBreak ? 0 : toHome * this.possessionValue * time,
      homeEdge: this.#options.homeEdge,
    });
    this.events.push({
      offsetMs: Math.round(this.#wallSeconds * 1000),
      game: this.#state(lastPlay, phase, secondsLeft),
      homeWinProbability: probability,
      scored: this.#scored,
    });
    this.#scored = false;
    // Two reports never fall on the same moment, so that their order is plain.
    this.#wallSeconds += 0.05;
  }

  #state(lastPlay: string, phase: GamePhase, secondsLeft: number): GameState {
    const { league, gameId } = this.#options;
    const live = phase === "live";
    return {
      league,
      gameId,
      home: this.#team("home"),
      away: this.#team("away"),
      phase,
      period: this.period,
      secondsLeftInPeriod: this.secondsLeft,
      secondsLeftInGame: secondsLeft,
      overtime: this.overtime,
      ...(live ? { possession: this.possession } : {}),
      ...(live && this.situation !== undefined ? { situation: this.situation } : {}),
      lastPlay,
      ...(phase === "final" ? { winner: this.lead > 0 ? "home" as const : "away" as const } : {}),
    };
  }

  #team(teamSide: TeamSide) {
    const { code, title } = this.#options[teamSide];
    return {
      name: title,
      code,
      id: `${this.#options.gameId}-${teamSide}`,
      score: this.score[teamSide],
      timeoutsLeft: this.timeouts[teamSide],
      ...(this.bonus === undefined ? {} : { inBonus: this.bonus[teamSide] }),
    };
  }
}
