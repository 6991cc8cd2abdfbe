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

/** The merged state about one market. Strategies get it as it is, valid during the call only. */
export class Scene implements StrategyState {
  readonly market: Market;
  at = 0;
  bookAgeMs = Infinity;
  markets: readonly Market[] = [];
  game: GameState | undefined;
  gameAgeMs: number | undefined;
  homeMarket: Market | undefined;
  awayMarket: Market | undefined;
  #gameAt = NaN;

  constructor(market: Market) {
    this.market = market;
  }

  /** Brings the state to a moment. */
  show(at: number, bookAgeMs: number): void {
    this.at = at;
    this.bookAgeMs = bookAgeMs;
    if (this.game !== undefined) this.gameAgeMs = at - this.#gameAt;
  }

  /** Takes over what has changed about the exchange event: seldom, compared with how often the state is shown. */
  refresh({ markets, homeMarket, awayMarket, believed }: Gathering): void {
    this.markets = markets;
    this.homeMarket = homeMarket;
    this.awayMarket = awayMarket;
    this.game = believed?.game;
    this.#gameAt = believed?.at ?? NaN;
    this.gameAgeMs = undefined;
  }
}
