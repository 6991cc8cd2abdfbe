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
  markets: readonly Market[] = [];
  homeMarket: Market | undefined;
  awayMarket: Market | undefined;
  /** Made by the first scoreboard that tells of the game. */
  watch: GameWatch | undefined;
  /** What is believed of the game since the last update. */
  believed: WatchedGame | undefined;

  constructor(event: string) {
    this.event = event;
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
  #gathering: Gathering;

  constructor(market: Market, gathering: Gathering) {
    this.market = market;
    this.#gathering = gathering;
  }

  /** The exchange event that the market belongs to. */
  get gathering(): Gathering {
    return this.#gathering;
  }

  /** A market first known by its ticker alone may turn out to belong to another exchange event. */
  moveTo(gathering: Gathering): void {
    this.#gathering = gathering;
  }

  /** Brings the state to a moment. */
  show(at: number, bookAgeMs: number): void {
    const { markets, homeMarket, awayMarket, believed } = this.#gathering;
    this.at = at;
    this.bookAgeMs = bookAgeMs;
    this.markets = markets;
    this.homeMarket = homeMarket;
    this.awayMarket = awayMarket;
    this.game = believed?.game;
    this.gameAgeMs = believed === undefined ? undefined : at - believed.at;
  }
}
