/**
 * The known state of the outside: markets, games, the exchange and the market data itself. A fold over
 * events.
 *
 * @module
 */
import type { FeesUnknown, MarketInfo } from "./market/events.ts";
import { Connection } from "./connection.ts";
import type { DataDelay } from "./data_delay.ts";
import type { EngineEvent } from "./events.ts";
import type { GameUpdate, TeamSide } from "./game/game.ts";
import { GameWatch, type WatchedGame } from "./game/game_watch.ts";
import { Market } from "./market/market.ts";
import { formatFees } from "./market/fees.ts";
import type { Pregame } from "./game/pregame.ts";
import { lifeOf, NEW_LIFE, tellLife, type TellNote, tellTrust } from "./notes.ts";
import type { EstimateView } from "./game/estimate_view.ts";
import type { Estimator } from "./strategy/estimate.ts";
import type { StartPrice } from "./strategy/start_price.ts";
import type { Reason } from "./reasons.ts";
import type { MarketFacts } from "./risk/rule.ts";
import { EventState, MarketState } from "./strategy/market_state.ts";

/** A game as it was known before it began: which markets pay if the home and the away team win, and what was expected. */
export interface Fixture {
  readonly event: string;
  readonly homeMarket: string;
  readonly awayMarket: string;
  readonly pregame?: Pregame | undefined;
}

/** The outside. */
export class EngineState {
  readonly #tell: TellNote;
  /** By ticker. */
  readonly #markets = new Map<string, MarketState>();
  /** By exchange event. */
  readonly #events = new Map<string, EventState>();
  readonly #fixtures: ReadonlyMap<string, Fixture>;
  /** The exchange event of the fixture that names a market. */
  readonly #fixtureOf: ReadonlyMap<string, string>;
  readonly #shards = new Map<number, boolean>();
  readonly #connection: Connection;
  readonly #estimator: Estimator | undefined;

  /** @param maxDelayMs how long messages may have been under way; by default it does not matter */
  constructor(
    tell: TellNote,
    fixtures: readonly Fixture[],
    maxDelayMs?: number,
    estimator?: Estimator,
  ) {
    this.#tell = tell;
    this.#estimator = estimator;
    this.#connection = new Connection(tell, maxDelayMs ?? Infinity);
    this.#fixtures = new Map(fixtures.map((fixture) => [fixture.event, fixture]));
    this.#fixtureOf = new Map(
      fixtures.flatMap(({ event, homeMarket, awayMarket }) => [[homeMarket, event], [awayMarket, event]]),
    );
  }

  /** Why the market data is down; `undefined` when it is up. */
  get marketDataDown(): string | undefined {
    return this.#connection.down;
  }

  /** When the market data last showed a sign of life. */
  get feedAt(): number | undefined {
    const { heardAt } = this.#connection;
    return Number.isNaN(heardAt) ? undefined : heardAt;
  }

  /** How late the market data comes. */
  get delay(): Pick<DataDelay, "bookMs" | "late" | "mostMs" | "lateMessages"> {
    return this.#connection.delay;
  }

  /** Channels that do not come, each with the reason. */
  get channelsDown(): ReadonlyMap<string, string> {
    return this.#connection.channelsDown;
  }

  /** A market by ticker. */
  market(ticker: string): Market | undefined {
    return this.#markets.get(ticker)?.market;
  }

  /** The states of all markets, in the order they became known. */
  marketStates(): Iterable<MarketState> {
    return this.#markets.values();
  }

  /** All markets, in the order they became known. */
  *markets(): Iterable<Market> {
    for (const { market } of this.#markets.values()) yield market;
  }

  /** The states of the markets of an exchange event. */
  marketStatesOf(event: string): readonly MarketState[] {
    return this.#events.get(event)?.states ?? NO_STATES;
  }

  /** The markets of an exchange event. */
  marketsOf(event: string): readonly Market[] {
    return this.#events.get(event)?.markets ?? NO_MARKETS;
  }

  /**
   * The game behind an exchange event as it is believed to be, as of its last update: a `holdUntil` that is
   * there may already have passed.
   */
  game(event: string): WatchedGame | undefined {
    return this.#events.get(event)?.watchedGame;
  }

  /**
   * The market of a team of a game.
   *
   * As the fixture says, where there is one; else the market whose structured target is the team's id in the feed. Never by
   * ticker: codes do not tell who is at home.
   */
  side(event: string, teamSide: TeamSide): Market | undefined {
    const eventState = this.#events.get(event);
    return teamSide === "home" ? eventState?.homeMarket : eventState?.awayMarket;
  }

  /** A model's estimate of a market at a moment, or why there is none; `undefined` without a model. */
  estimate(ticker: string, at: number): EstimateView | Reason | undefined {
    const market = this.market(ticker);
    return market === undefined ? undefined : this.#events.get(market.event)?.estimate(market, at);
  }

  /** The same where a strategy has looked for one in the market's event: else a replay would need the model for nothing. */
  wantedEstimate(ticker: string, at: number): EstimateView | undefined {
    const market = this.market(ticker);
    const eventState = market === undefined ? undefined : this.#events.get(market.event);
    if (market === undefined || eventState?.estimateWanted !== true) return undefined;
    const found = eventState.estimate(market, at);
    return found === undefined || "code" in found ? undefined : found;
  }

  /** The price of the home team when an event's game began, where it was seen. */
  startPrice(event: string): StartPrice | undefined {
    return this.#events.get(event)?.startPrice;
  }

  /** Whether any strategy has looked for an estimate so far, found or not. */
  get estimatesWanted(): boolean {
    for (const { estimateWanted } of this.#events.values()) if (estimateWanted) return true;
    return false;
  }

  /** Whether a shard of the exchange takes orders; shards that were never mentioned do. */
  tradingActive(exchangeIndex: number): boolean {
    return this.#shards.size === 0 || (this.#shards.get(exchangeIndex) ?? true);
  }

  /** The facts about a market at a moment that the gate checks. */
  facts(ticker: string, at: number): MarketFacts {
    const market = this.market(ticker);
    const game = market === undefined ? undefined : this.game(market.event);
    const held = game?.holdUntil !== undefined && at < game.holdUntil;
    return {
      at,
      marketDataDown: this.marketDataDown,
      marketDataAgeMs: this.marketDataAgeMs(at),
      delayMs: market !== undefined && this.#isConfirmed(market) ? 0 : this.delay.bookMs,
      market,
      scoreAgeMs: game === undefined ? undefined : at - game.at,
      scoreHeld: held ? "a score or a final was taken back" : game?.disagreement,
      tradingActive: (exchangeIndex) => this.tradingActive(exchangeIndex),
    };
  }

  /** How long the market data has been silent; infinite before its first sign of life. */
  marketDataAgeMs(at: number): number {
    const { heardAt } = this.#connection;
    return Number.isNaN(heardAt) ? Infinity : at - heardAt;
  }

  /**
   * Takes the event in. Events that are not about the outside change nothing.
   *
   * @returns the market whose new state strategies should see
   */
  fold(event: EngineEvent): MarketState | undefined {
    switch (event.kind) {
      case "book_change": {
        this.#connection.heard(event.at);
        this.#connection.delay.take(event.at, event.sourceAt, true);
        const marketState = this.#markets.get(event.market);
        if (marketState === undefined) return undefined;
        const { market } = marketState;
        const was = market.suspect;
        market.change(event);
        if (market.suspect !== was) tellTrust(this.#tell, market);
        return marketState;
      }
      case "book_snapshot": {
        this.#connection.heard(event.at);
        this.#connection.delay.take(event.at, event.sourceAt, true);
        const marketState = this.#markets.get(event.market);
        if (marketState === undefined) return undefined;
        const { market } = marketState;
        const was = market.bookAt === undefined ? undefined : market.suspect;
        market.snapshot(event);
        if (was !== undefined && market.suspect === undefined) {
          this.#tell("info", "book replaced by a snapshot", market.ticker);
        }
        return marketState;
      }
      case "trade": {
        this.#connection.heard(event.at);
        this.#connection.delay.take(event.at, event.sourceAt, false);
        const marketState = this.#markets.get(event.market);
        if (marketState === undefined) return undefined;
        marketState.market.trade(event);
        this.#examine(marketState.market, event.at);
        return marketState;
      }
      case "ticker": {
        this.#connection.heard(event.at);
        this.#connection.delay.take(event.at, event.sourceAt, false);
        const marketState = this.#markets.get(event.market);
        if (marketState === undefined) return undefined;
        const { market } = marketState;
        const was = market.suspect;
        market.summary(event);
        if (market.suspect !== was) tellTrust(this.#tell, market);
        this.#examine(market, event.at);
        return marketState;
      }
      case "book_look": {
        const market = this.market(event.market);
        if (market === undefined) return undefined;
        const was = market.suspect;
        if (market.look(event)) this.#confirmDelay(event.at);
        if (market.suspect !== was) tellTrust(this.#tell, market);
        return undefined;
      }
      case "book_confirmed":
        this.market(event.market)?.confirm(event.at);
        return undefined;
      case "market":
        this.#list(event.info);
        return undefined;
      case "market_life": {
        const market = this.market(event.market);
        if (market === undefined) return undefined;
        const before = lifeOf(market);
        market.live(event);
        tellLife(this.#tell, market, before, event);
        return undefined;
      }
      case "fees_changed":
        for (const market of this.marketsOf(event.event)) {
          if (event.market !== undefined && event.market !== market.ticker) continue;
          market.charge(event.fees);
          this.#tell("info", `fees are now ${formatFees(event.fees)}`, market.ticker);
        }
        return undefined;
      case "fees_unknown":
        this.#feesUnknown(event);
        return undefined;
      case "books_suspect":
        this.#suspect(event.markets, event.reason);
        return undefined;
      case "feed":
        if (event.feed === "market_data") this.#connection.status(event);
        else this.#tell(event.up ? "info" : "warning", `score: ${event.detail}`);
        return undefined;
      case "exchange":
        if (this.tradingActive(event.exchangeIndex) !== event.tradingActive) {
          const state = event.tradingActive ? "takes orders" : "takes no orders";
          this.#tell("warning", `exchange shard ${event.exchangeIndex} ${state}`);
        }
        this.#shards.set(event.exchangeIndex, event.tradingActive);
        return undefined;
      case "channel":
        this.#connection.channel(event);
        return undefined;
      case "complaint":
        this.#connection.complaint(event);
        return undefined;
      case "clock_moved":
        this.#connection.clockMoved(event);
        return undefined;
      case "heartbeat":
        this.#connection.heard(event.at);
        this.#connection.delay.take(event.at, event.sourceAt, false);
        return undefined;
      case "game":
        this.#watch(event);
        return undefined;
      case "problem":
        this.#tell("warning", event.detail);
        return undefined;
      case "clock":
        for (const { market } of this.#markets.values()) this.#examine(market, event.at);
        this.#connection.tick();
        return undefined;
      case "live":
        if (event.clockAheadMs !== undefined) this.#connection.delay.clocks(event.clockAheadMs);
        return undefined;
      case "command":
      case "order_report":
      case "account":
      case "holdings":
        return undefined;
    }
  }

  /** Whether a look has shown, since the last late message of any book, that this one is the book of now. */
  #isConfirmed({ confirmedAt }: Market): boolean {
    return confirmedAt !== undefined && confirmedAt > this.#connection.delay.lateAt;
  }

  /** One market's look says nothing of others, whose messages may be under way: all of them have to agree. */
  #confirmDelay(at: number): void {
    for (const { market } of this.#markets.values()) {
      if (market.bookAt !== undefined && market.isOpen(at) && !this.#isConfirmed(market)) return;
    }
    this.#connection.delay.confirm();
  }

  #examine(market: Market, at: number): void {
    if (market.examine(at) !== undefined) tellTrust(this.#tell, market);
  }

  #watch({ event, feed, game, at }: GameUpdate): void {
    const eventState = this.#eventState(event);
    const watch = eventState.watch ??= new GameWatch();
    for (const { level, text } of watch.update(feed, game, at)) this.#tell(level, text);
    eventState.setGame(watch.current(at));
    this.#findSides(eventState);
    eventState.followGame(at);
  }

  /** Marks markets whose fees are unknown: no entries; positions may be closed, and are charged as before. */
  #feesUnknown({ event, reason }: FeesUnknown): void {
    const markets = this.marketsOf(event);
    if (markets.some(({ feesUnknown }) => feesUnknown !== reason)) {
      this.#tell("warning", `${event}: ${reason}: no entries; exits go, and are charged as before`);
    }
    for (const market of markets) market.feesUnknown = reason;
  }

  #suspect(tickers: readonly string[] | undefined, reason: string): void {
    const states = tickers === undefined
      ? this.#markets.values()
      : tickers.flatMap((ticker) => this.#markets.get(ticker) ?? []);
    let count = 0;
    for (const { market } of states) {
      if (market.suspect === undefined) count++;
      market.distrust(reason, tickers === undefined);
    }
    if (count > 0) this.#tell("warning", `${count} book${count === 1 ? "" : "s"} suspect: ${reason}`);
  }

  /** Only a listing makes its market known: anything else about an unlisted market is ignored. */
  #list(info: MarketInfo): void {
    const known = this.#markets.get(info.ticker);
    if (known === undefined) tellLife(this.#tell, this.#add(info), NEW_LIFE, info);
    else {
      this.#group(known, info.event);
      const before = lifeOf(known.market);
      known.market.list(info);
      tellLife(this.#tell, known.market, before, info);
    }
    this.#findSides(this.#eventState(info.event));
  }

  #add(info: MarketInfo): Market {
    const eventState = this.#eventState(info.event);
    const marketState = new MarketState(new Market(info), eventState);
    this.#markets.set(info.ticker, marketState);
    eventState.join(marketState);
    // Its listing may tell of another event than the fixture that names it.
    const fixture = this.#fixtureOf.get(info.ticker);
    if (fixture !== undefined && fixture !== info.event) this.#findSides(this.#eventState(fixture));
    return marketState.market;
  }

  #eventState(event: string): EventState {
    let found = this.#events.get(event);
    if (found === undefined) {
      found = new EventState(event, this.#fixtures.get(event)?.pregame, this.#estimator);
      this.#events.set(event, found);
    }
    return found;
  }

  /** A later listing may say that the market belongs to another exchange event. */
  #group(marketState: MarketState, event: string): void {
    const { market } = marketState;
    if (market.event === event) return;
    const left = this.#eventState(market.event);
    left.leave(marketState);
    this.#findSides(left);
    this.#eventState(event).join(marketState);
  }

  /** Which market is the home team's and which the away team's: asked whenever it may have changed. */
  #findSides(eventState: EventState): void {
    eventState.setSides(this.#sideOf(eventState, "home"), this.#sideOf(eventState, "away"));
  }

  #sideOf({ event, markets, watchedGame }: EventState, teamSide: TeamSide): Market | undefined {
    const fixture = this.#fixtures.get(event);
    if (fixture !== undefined) {
      return this.market(teamSide === "home" ? fixture.homeMarket : fixture.awayMarket);
    }
    const team = watchedGame?.game[teamSide].id;
    return team === undefined ? undefined : markets.find(({ teamId }) => teamId === team);
  }
}

const NO_MARKETS: readonly Market[] = [];
const NO_STATES: readonly MarketState[] = [];
