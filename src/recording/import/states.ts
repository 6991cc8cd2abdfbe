/**
 * Merged states of the older systems as events.
 *
 * A state says which market is whose, so that its markets are listed with the teams as their targets; for what it does not
 * say (tick grid, fees) they have what the recording's header assumes. The books are tops without sizes, as in ticks.
 *
 * @module
 */
import type { EngineEvent } from "../../core/events.ts";
import type { FeeSchedule } from "../../core/market/fees.ts";
import { type GamePhase, type GameState, secondsLeftInGame } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { CENT_GRID } from "../../core/market/ticks.ts";
import { nominalLevel } from "./ticks.ts";
import { seriesOf } from "../../core/market/ticker.ts";
import { type ImportedState, readState, type StateMarket } from "./state_shape.ts";

/** The source of imported states. */
export const STATE_SOURCE = "feed.import_state";

/** Folds states into events; markets are listed once, and a game is reported when something of it has changed. */
export class StateDecoder {
  readonly #listed = new Set<string>();
  readonly #games = new Map<string, string>();
  readonly #strange = new Set<string>();
  readonly #fees: FeeSchedule;

  /** @param fees what the markets are assumed to charge */
  constructor(fees: FeeSchedule) {
    this.#fees = fees;
  }

  /**
   * One state as events. A state that calls itself stale moves no book.
   *
   * @param at arrival, Unix milliseconds
   * @param raw the payload of a {@linkcode STATE_SOURCE} input; anything that is not a state gives no event
   */
  decode(at: number, raw: unknown, events: EngineEvent[]): void {
    const state = readState(raw);
    if ("kind" in state) return;
    this.#market(at, state, state.home, state.homeTeam, events);
    this.#market(at, state, state.away, state.awayTeam, events);
    const { phase, strangeStatus = "" } = state;
    if (phase === undefined) return this.#tellStrange(at, state.event, strangeStatus, events);
    const game = gameOf(state, phase);
    const text = JSON.stringify(game);
    if (this.#games.get(state.event) === text) return;
    this.#games.set(state.event, text);
    events.push({ kind: "game", at, feed: "import", event: state.event, game });
  }

  /** The score is that of before until a state says again what part the game is in. */
  #tellStrange(at: number, event: string, status: string, events: EngineEvent[]): void {
    const detail = `${event}: unknown status ${status} of the game, its score is not used`;
    if (this.#strange.has(detail)) return;
    this.#strange.add(detail);
    events.push({ kind: "problem", at, detail });
  }

  #market(at: number, state: ImportedState, market: StateMarket, team: string, events: EngineEvent[]): void {
    const { ticker, bid, ask, last, volume } = market;
    if (!this.#listed.has(ticker)) {
      this.#listed.add(ticker);
      events.push({
        kind: "market",
        at,
        info: {
          ticker,
          event: state.event,
          series: seriesOf(ticker),
          title: "",
          yesLabel: team,
          grid: CENT_GRID,
          fees: this.#fees,
          status: "active",
          exchangeIndex: 0,
          teamId: team,
        },
      });
    }
    if (state.stale) return;
    if (bid !== undefined || ask !== undefined) {
      events.push({
        kind: "book_snapshot",
        at,
        market: ticker,
        bids: nominalLevel(bid),
        asks: nominalLevel(ask),
      });
    }
    if (last !== undefined || volume !== undefined) {
      events.push({
        kind: "ticker",
        at,
        market: ticker,
        ...(last === undefined || last === 0 ? {} : { last }),
        ...(volume === undefined ? {} : { volume }),
      });
    }
  }
}

function gameOf(state: ImportedState, phase: GamePhase): GameState {
  const { league, gameId, period, secondsLeftInPeriod, possession, situation } = state;
  const team = (name: string, score: number) => ({ name, code: name, id: name, score });
  return {
    league,
    gameId,
    home: team(state.homeTeam, state.homeScore),
    away: team(state.awayTeam, state.awayScore),
    phase,
    period,
    secondsLeftInPeriod,
    secondsLeftInGame: secondsLeftInGame(league, period, secondsLeftInPeriod),
    overtime: period > LEAGUE_INFO[league].regulation.periods,
    ...(possession === undefined ? {} : { possession }),
    ...(situation === undefined ? {} : { situation }),
  };
}
