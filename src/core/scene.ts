/**
 * What belongs together in a look at a market: the markets of its exchange event, its game, and the merged state that
 * strategies see.
 *
 * Kept in place and looked up once an event, since a state is made for every event there is.
 *
 * @module
 */
import type { GameState } from "./game.ts";
import type { GameWatch, WatchedGame } from "./game_watch.ts";
import type { Market } from "./market.ts";
import type { StrategyState } from "./strategy.ts";

/** One exchange event: its markets and the game behind it. */
export class Gathering {
  readonly event: string;
  /** Of each market, in the order they became known. */
  readonly scenes: Scene[] = [];
  /** Made by the first scoreboard that tells of the game. */
  watch: GameWatch | undefined;
  #markets: readonly Market[] = [];
  #homeMarket: Market | undefined;
  #awayMarket: Market | undefined;
  #believed: WatchedGame | undefined;
  #game: GameState | undefined;

  constructor(event: string) {
    this.event = event;
  }

  get markets(): readonly Market[] {
    return this.#markets;
  }

  get homeMarket(): Market | undefined {
    return this.#homeMarket;
  }

  get awayMarket(): Market | undefined {
    return this.#awayMarket;
  }

  /** What is believed of the game since the last update. */
  get believed(): WatchedGame | undefined {
    return this.#believed;
  }

  get game(): GameState | undefined {
    return this.#game;
  }

  /** Takes a market in, or lets it go. */
  join(scene: Scene): void {
    this.scenes.push(scene);
    this.#markets = [...this.#markets, scene.market];
    this.#refresh();
  }

  leave(scene: Scene): void {
    this.scenes.splice(this.scenes.indexOf(scene), 1);
    this.#markets = this.#markets.filter((other) => other !== scene.market);
    this.#refresh();
  }

  /** Takes over what is believed of the game. */
  believe(game: WatchedGame | undefined): void {
    this.#believed = game;
    this.#game = game?.game;
    this.#refresh();
  }

  /** Takes over which market is whose. */
  setSides(home: Market | undefined, away: Market | undefined): void {
    if (home === this.#homeMarket && away === this.#awayMarket) return;
    this.#homeMarket = home;
    this.#awayMarket = away;
    this.#refresh();
  }

  #refresh(): void {
    for (const scene of this.scenes) scene.refresh(this);
  }
}

/** What strategies are shown. They may do with it what they like: it is written anew for each of them. */
class ShownState implements StrategyState {
  at = 0;
  bookAgeMs = Infinity;
  market: Market;
  markets: readonly Market[] = [];
  game: GameState | undefined;
  gameAgeMs: number | undefined;
  homeMarket: Market | undefined;
  awayMarket: Market | undefined;

  constructor(market: Market) {
    this.market = market;
  }
}

/** One market in its surroundings, and its merged state. */
export class Scene {
  readonly market: Market;
  readonly #state: ShownState;
  #gathering: Gathering;
  #gameAt = NaN;

  constructor(market: Market, gathering: Gathering) {
    this.market = market;
    this.#state = new ShownState(market);
    this.#gathering = gathering;
  }

  /** The state of a moment, valid until it is shown again. */
  show(at: number, bookAgeMs: number): StrategyState {
    const state = this.#state;
    const { markets, game, homeMarket, awayMarket } = this.#gathering;
    state.at = at;
    state.bookAgeMs = bookAgeMs;
    if (game !== undefined) state.gameAgeMs = at - this.#gameAt;
    else if (state.gameAgeMs !== undefined) state.gameAgeMs = undefined;
    // Comparing is cheaper than writing, and hardly ever has anything changed.
    const isSame = state.market === this.market && state.markets === markets && state.game === game &&
      state.homeMarket === homeMarket && state.awayMarket === awayMarket;
    return isSame ? state : this.#restore();
  }

  #restore(): StrategyState {
    const state = this.#state;
    const { markets, game, homeMarket, awayMarket } = this.#gathering;
    state.market = this.market;
    state.markets = markets;
    state.game = game;
    state.homeMarket = homeMarket;
    state.awayMarket = awayMarket;
    return state;
  }

  /** Takes over the exchange event that the market belongs to now, and when its game was last confirmed. */
  refresh(gathering: Gathering): void {
    this.#gathering = gathering;
    this.#gameAt = gathering.believed?.at ?? NaN;
  }
}
