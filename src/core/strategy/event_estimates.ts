/**
 * The estimates of one exchange event's markets: follows its game for a model, asks it when somebody looks and once for each
 * state of the game, and gives each market the chance of the team that it pays for.
 *
 * @module
 */
import type { EstimateView } from "../game/estimate_view.ts";
import type { GameState } from "../game/game.ts";
import type { WatchedGame } from "../game/game_watch.ts";
import { LEAGUE_INFO } from "../game/leagues.ts";
import type { Pregame } from "../game/pregame.ts";
import type { Market } from "../market/market.ts";
import type { MarketView } from "../market/market_view.ts";
import type { Reason } from "../reasons.ts";
import { ask, estimateOf, type GameAnswer, type GameModel } from "./estimate.ts";
import { type StartPrice, StartPriceWatch } from "./start_price.ts";

/** What estimates need of their event. */
export interface EstimatedEvent {
  readonly markets: readonly MarketView[];
  readonly homeMarket: Market | undefined;
  readonly awayMarket: Market | undefined;
  readonly watchedGame: WatchedGame | undefined;
  readonly game: GameState | undefined;
  pregame(at: number): Pregame | undefined;
}

const NO_GAME: Reason = { code: "NO_GAME", detail: "no scoreboard has reported the game yet" };
const NOT_A_WINNER: Reason = {
  code: "NOT_A_WINNER_MARKET",
  detail: "it is not known to pay for one of the two teams to win",
};
const THREE_WAY: Reason = {
  code: "THREE_WAY",
  detail: "its event has a third market: what is not the one team's chance need not be the other's",
};

/** One event's estimates. */
export class EventEstimates {
  readonly #event: EstimatedEvent;
  readonly #game: GameModel | undefined;
  readonly #start = new StartPriceWatch();
  /** The model's answer for the game as it is, once somebody has asked. */
  #answer: GameAnswer | undefined;

  /** @param game the model's view of the game; left out: there is no model */
  constructor(event: EstimatedEvent, game?: GameModel) {
    this.#event = event;
    this.#game = game;
  }

  /** The price of the home team when the game began, where it was seen. */
  get startPrice(): StartPrice | undefined {
    return this.#start.value;
  }

  /** A scoreboard has reported the game. */
  see(at: number): void {
    const { game, homeMarket, awayMarket } = this.#event;
    if (game === undefined) return;
    this.#start.see(game, at, homeMarket, awayMarket);
    this.#game?.see(game, at);
    this.#answer = undefined;
  }

  /** The estimate of one of its markets, or why there is none; `undefined` without a model. */
  of(market: MarketView, at: number): EstimateView | Reason | undefined {
    if (this.#game === undefined) return undefined;
    const { watchedGame, markets, homeMarket, awayMarket } = this.#event;
    if (watchedGame === undefined) return NO_GAME;
    const { ticker, series } = market;
    const isHome = ticker === homeMarket?.ticker;
    if (!isHome && ticker !== awayMarket?.ticker) return NOT_A_WINNER;
    if (series !== LEAGUE_INFO[watchedGame.game.league].series) return NOT_A_WINNER;
    if (markets.length > 2) return THREE_WAY;
    const answer = this.#answer ??= ask(this.#game, {
      game: watchedGame.game,
      at: watchedGame.at,
      pregame: this.#event.pregame(watchedGame.at),
      startPrice: this.#start.value,
    });
    return answer.kind === "none" ? answer.reason : estimateOf(answer, isHome ? "home" : "away", at);
  }
}
