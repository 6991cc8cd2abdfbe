/**
 * What is known of the outside: markets, games, the exchange and the market data itself. A fold over events.
 *
 * @module
 */
import type { EngineEvent, GameUpdate } from "./events.ts";
import type { Venue } from "./game.ts";
import { GameWatch, type WatchedGame } from "./game_watch.ts";
import { Market } from "./market.ts";

/** A game, watched over all its feeds, and what is believed since the last update. */
interface KnownGame {
  readonly watch: GameWatch;
  believed: WatchedGame | undefined;
}

/** Which markets pay if the home and the away team win. */
export interface Fixture {
  readonly event: string;
  readonly homeMarket: string;
  readonly awayMarket: string;
}

/** Takes what the trader should know about a change of the outside. */
export type TellNote = (level: "info" | "warning", text: string, market?: string) => void;

/** The outside. */
export class World {
  readonly #tell: TellNote;
  readonly #markets = new Map<string, Market>();
  readonly #byEvent = new Map<string, Market[]>();
  readonly #games = new Map<string, KnownGame>();
  readonly #fixtures: ReadonlyMap<string, Fixture>;
  readonly #shards = new Map<number, boolean>();
  #feedAt: number | undefined;
  #feedDown: string | undefined = "not connected yet";

  constructor(tell: TellNote, fixtures: readonly Fixture[]) {
    this.#tell = tell;
    this.#fixtures = new Map(fixtures.map((fixture) => [fixture.event, fixture]));
  }

  /** Why the market data is down; `undefined` when it is up. */
  get feedDown(): string | undefined {
    return this.#feedDown;
  }

  /** When the market data last showed a sign of life. */
  get feedAt(): number | undefined {
    return this.#feedAt;
  }

  /** A market by ticker. */
  market(ticker: string): Market | undefined {
    return this.#markets.get(ticker);
  }

  /** All markets, in the order they became known. */
  markets(): Iterable<Market> {
    return this.#markets.values();
  }

  /** The markets of an exchange event. */
  marketsOf(event: string): readonly Market[] {
    return this.#byEvent.get(event) ?? NO_MARKETS;
  }

  /**
   * What is believed of the game behind an exchange event, as of its last update: that `holdUntil` is there does not say
   * that it has not passed.
   */
  game(event: string): WatchedGame | undefined {
    return this.#games.get(event)?.believed;
  }

  /**
   * The market of a team of a game.
   *
   * As the fixture says, where there is one; else the market whose structured target is the team's id in the feed. Never by
   * ticker: codes do not tell who is at home.
   */
  side(event: string, venue: Venue): Market | undefined {
    const fixture = this.#fixtures.get(event);
    if (fixture !== undefined) {
      return this.#markets.get(venue === "home" ? fixture.homeMarket : fixture.awayMarket);
    }
    const team = this.game(event)?.game[venue].id;
    return team === undefined ? undefined : this.marketsOf(event).find(({ teamId }) => teamId === team);
  }

  /** Whether a shard of the exchange takes orders; shards never heard of do. */
  tradingActive(exchangeIndex: number): boolean {
    return this.#shards.get(exchangeIndex) ?? true;
  }

  /** How long the market data has been silent; infinite before its first sign of life. */
  feedAgeMs(at: number): number {
    return this.#feedAt === undefined ? Infinity : at - this.#feedAt;
  }

  /**
   * Takes the event in. Events that are not about the outside change nothing.
   *
   * @returns the market whose new state strategies should see
   */
  fold(event: EngineEvent): Market | undefined {
    switch (event.kind) {
      case "book_change": {
        this.#feedAt = event.at;
        const market = this.#know(event.market);
        market.change(event);
        return market;
      }
      case "book_snapshot": {
        this.#feedAt = event.at;
        const market = this.#know(event.market);
        if (market.suspect !== undefined && market.bookAt !== undefined) {
          this.#tell("info", "book replaced by a snapshot", market.ticker);
        }
        market.snapshot(event);
        return market;
      }
      case "trade": {
        this.#feedAt = event.at;
        const market = this.#know(event.market);
        market.trade(event);
        return market;
      }
      case "ticker": {
        this.#feedAt = event.at;
        const market = this.#know(event.market);
        market.summary(event);
        return market;
      }
      case "market": {
        const market = this.#know(event.info.ticker, event.info.event);
        this.#group(market, event.info.event);
        market.list(event.info);
        return undefined;
      }
      case "market_life": {
        const market = this.#know(event.market);
        const before = market.status;
        market.live(event);
        if (market.status !== before) {
          this.#tell("info", `market is ${market.status}`, market.ticker);
        }
        return undefined;
      }
      case "fees_changed":
        for (const market of this.#byEvent.get(event.event) ?? []) market.fees = event.fees;
        return undefined;
      case "books_suspect":
        this.#suspect(event.markets, event.reason);
        return undefined;
      case "feed":
        if (event.feed === "market_data") this.#feed(event.at, event.up, event.detail);
        else this.#tell(event.up ? "info" : "warning", `score: ${event.detail}`);
        return undefined;
      case "exchange":
        if (this.tradingActive(event.exchangeIndex) !== event.tradingActive) {
          const state = event.tradingActive ? "takes orders" : "takes no orders";
          this.#tell("warning", `exchange shard ${event.exchangeIndex} ${state}`);
        }
        this.#shards.set(event.exchangeIndex, event.tradingActive);
        return undefined;
      case "heartbeat":
        this.#feedAt = event.at;
        return undefined;
      case "game":
        this.#watch(event);
        return undefined;
      case "command":
      case "clock":
        return undefined;
    }
  }

  #feed(at: number, up: boolean, detail: string): void {
    if (up) this.#feedAt = at;
    const wasUp = this.#feedDown === undefined;
    this.#feedDown = up ? undefined : detail;
    if (up !== wasUp) {
      this.#tell(up ? "info" : "warning", `market data ${up ? "connected" : "lost"}: ${detail}`);
    }
  }

  #watch({ event, feed, game, at }: GameUpdate): void {
    const known = this.#games.get(event) ?? { watch: new GameWatch(), believed: undefined };
    this.#games.set(event, known);
    for (const { level, text } of known.watch.update(feed, game, at)) this.#tell(level, text);
    known.believed = known.watch.current(at);
  }

  #suspect(tickers: readonly string[] | undefined, reason: string): void {
    const markets = tickers === undefined
      ? this.#markets.values()
      : tickers.map((ticker) => this.#know(ticker));
    let count = 0;
    for (const market of markets) {
      if (market.suspect === undefined) count++;
      market.suspect ??= reason;
    }
    if (count > 0) this.#tell("warning", `${count} book${count === 1 ? "" : "s"} suspect: ${reason}`);
  }

  #know(ticker: string, event?: string): Market {
    const found = this.#markets.get(ticker);
    if (found !== undefined) return found;
    const made = new Market(ticker);
    if (event !== undefined) made.event = event;
    this.#markets.set(ticker, made);
    this.#byEvent.set(made.event, [...this.#byEvent.get(made.event) ?? [], made]);
    return made;
  }

  /** A market first known by its ticker alone may turn out to belong to another exchange event. */
  #group(market: Market, event: string): void {
    if (market.event === event) return;
    const left = (this.#byEvent.get(market.event) ?? []).filter((other) => other !== market);
    this.#byEvent.set(market.event, left);
    this.#byEvent.set(event, [...this.#byEvent.get(event) ?? [], market]);
  }
}

const NO_MARKETS: readonly Market[] = [];
