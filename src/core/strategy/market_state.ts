/**
 * The state of a market and of everything that belongs to it: the markets of its exchange event, its game,
 * and the merged state that strategies see.
 *
 * Kept in place and looked up once an event, since a state is made for every event there is.
 *
 * @module
 */
import { deepFreeze } from "../freeze.ts";
import type { Estimator } from "./estimate.ts";
import type { EstimateView } from "../game/estimate_view.ts";
import type { GameState } from "../game/game.ts";
import type { GameWatch, WatchedGame } from "../game/game_watch.ts";
import { knownBy, type Pregame } from "../game/pregame.ts";
import type { Market } from "../market/market.ts";
import type { MarketView } from "../market/market_view.ts";
import type { Reason } from "../reasons.ts";
import { EventEstimates } from "./event_estimates.ts";
import type { StartPrice } from "./start_price.ts";
import type { StrategyState } from "./strategy.ts";

/** One exchange event: its markets and the game behind it. */
export class EventState {
  readonly event: string;
  /** The state of each market, in the order in which the markets became known. */
  readonly states: MarketState[] = [];
  /** Made by the first scoreboard that reports the game. */
  watch: GameWatch | undefined;
  #markets: readonly Market[] = [];
  #views: readonly MarketView[] = [];
  #homeMarket: Market | undefined;
  #awayMarket: Market | undefined;
  #watchedGame: WatchedGame | undefined;
  #game: GameState | undefined;
  /** Whether a strategy has looked for an estimate of one of its markets. */
  estimateWanted = false;
  readonly #pregame: Pregame | undefined;
  readonly #estimates: EventEstimates;

  /**
   * @param pregame what was known of its game before it began
   * @param estimator the models that are asked about its markets
   */
  constructor(event: string, pregame?: Pregame, estimator?: Estimator) {
    this.event = event;
    this.#pregame = pregame;
    this.#estimates = new EventEstimates(this, estimator?.follow(event));
  }

  get markets(): readonly Market[] {
    return this.#markets;
  }

  /** The same as strategies see them. */
  get views(): readonly MarketView[] {
    return this.#views;
  }

  get homeMarket(): Market | undefined {
    return this.#homeMarket;
  }

  get awayMarket(): Market | undefined {
    return this.#awayMarket;
  }

  /** The game as it is believed to be since the last update. */
  get watchedGame(): WatchedGame | undefined {
    return this.#watchedGame;
  }

  get game(): GameState | undefined {
    return this.#game;
  }

  /** The facts known of the game before it started, as far as they had been read by a moment. */
  pregame(at: number): Pregame | undefined {
    return this.#pregame === undefined ? undefined : deepFreeze(knownBy(this.#pregame, at));
  }

  /** The price of the home team when the game began, where it was seen. */
  get startPrice(): StartPrice | undefined {
    return this.#estimates.startPrice;
  }

  /** A model's estimate of one of its markets at a moment, or why there is none; `undefined` without a model. */
  estimate(market: MarketView, at: number): EstimateView | Reason | undefined {
    return this.#estimates.of(market, at);
  }

  /** Takes a market in, or lets it go. */
  join(marketState: MarketState): void {
    this.states.push(marketState);
    this.#hold([...this.#markets, marketState.market]);
  }

  leave(marketState: MarketState): void {
    this.states.splice(this.states.indexOf(marketState), 1);
    this.#hold(this.#markets.filter((other) => other !== marketState.market));
  }

  /** Takes over what is believed of the game since a scoreboard reported it. */
  setGame(game: WatchedGame | undefined): void {
    this.#watchedGame = game;
    this.#game = deepFreeze(game?.game);
    this.#refresh();
  }

  /** Takes over which market is whose. */
  setSides(home: Market | undefined, away: Market | undefined): void {
    this.#homeMarket = home;
    this.#awayMarket = away;
  }

  /** A scoreboard has reported the game, and what follows for game and sides is taken over: models see it. */
  followGame(at: number): void {
    this.#estimates.see(at);
  }

  #hold(markets: readonly Market[]): void {
    this.#markets = markets;
    this.#views = Object.freeze(markets.map(({ view }) => view));
    this.#refresh();
  }

  #refresh(): void {
    for (const marketState of this.states) marketState.refresh(this);
  }
}

/** A moment of a market, which the state reads. */
interface Moment {
  at: number;
  bookAgeMs: number;
  /** Arrival of what last confirmed the game, Unix milliseconds; `NaN` where there is no game. */
  gameAt: number;
  eventState: EventState;
}

/**
 * The state that strategies see: it reads, and leads to nothing that could be changed. The same object serves
 * all of them, at every moment.
 */
class ShownState implements StrategyState {
  readonly market: MarketView;
  readonly #moment: Readonly<Moment>;

  static {
    Object.freeze(this.prototype);
  }

  constructor(market: MarketView, moment: Moment) {
    this.market = market;
    this.#moment = moment;
    Object.freeze(this);
  }

  get at(): number {
    return this.#moment.at;
  }

  get bookAgeMs(): number {
    return this.#moment.bookAgeMs;
  }

  get markets(): readonly MarketView[] {
    return this.#moment.eventState.views;
  }

  get game(): GameState | undefined {
    return this.#moment.eventState.game;
  }

  get gameAgeMs(): number | undefined {
    const { at, gameAt } = this.#moment;
    return Number.isNaN(gameAt) ? undefined : at - gameAt;
  }

  get pregame(): Pregame | undefined {
    return this.#moment.eventState.pregame(this.#moment.at);
  }

  get estimate(): EstimateView | undefined {
    const found = this.#estimate;
    return found === undefined || "code" in found ? undefined : found;
  }

  get noEstimate(): Reason | undefined {
    const found = this.#estimate;
    return found !== undefined && "code" in found ? found : undefined;
  }

  get #estimate(): EstimateView | Reason | undefined {
    const { eventState, at } = this.#moment;
    eventState.estimateWanted = true;
    return eventState.estimate(this.market, at);
  }

  get homeMarket(): MarketView | undefined {
    return this.#moment.eventState.homeMarket?.view;
  }

  get awayMarket(): MarketView | undefined {
    return this.#moment.eventState.awayMarket?.view;
  }
}

/** One market in its surroundings, and its merged state. */
export class MarketState {
  readonly market: Market;
  readonly #moment: Moment;
  readonly #state: StrategyState;

  constructor(market: Market, eventState: EventState) {
    this.market = market;
    this.#moment = { at: 0, bookAgeMs: Infinity, gameAt: NaN, eventState };
    this.#state = new ShownState(market.view, this.#moment);
  }

  /** The state of a moment, valid until it is shown again. */
  show(at: number): StrategyState {
    this.#moment.at = at;
    this.#moment.bookAgeMs = this.market.bookAgeMs(at);
    return this.#state;
  }

  /** Takes over the exchange event that the market belongs to now, and when its game was last confirmed. */
  refresh(eventState: EventState): void {
    this.#moment.eventState = eventState;
    this.#moment.gameAt = eventState.watchedGame?.at ?? NaN;
  }
}
