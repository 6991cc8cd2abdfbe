/**
 * The engine: one event in, outcomes out. Paper, live, backtest and replay all run this.
 *
 * For one event: let arrive what was due before it → fold it into the state → let the broker fill → exits, then strategies,
 * through the risk gate → send.
 *
 * @module
 */
import { OrderDesk } from "./desk.ts";
import { Evaluation } from "./evaluation.ts";
import type { EngineEvent, GameUpdate } from "./events.ts";
import { DEFAULT_EXITS, ExitKeeper, type ExitOptions } from "./exits.ts";
import { type AccountPrecision, DIRECT_PRECISION } from "./fees.ts";
import type { FillModelName } from "./fills/model.ts";
import { PaperExchange } from "./fills/paper.ts";
import { Market } from "./market.ts";
import type { Micros, Price, Quantity } from "./money.ts";
import type { Outcome } from "./outcomes.ts";
import type { RiskLimits } from "./risk/limits.ts";
import type { RiskWorld } from "./risk/rules.ts";
import type { ActiveStrategy, StrategyState } from "./strategy.ts";

/** What an engine is set up with. Everything that decides is here or in the events. */
export interface EngineOptions {
  readonly startingCash: Micros;
  /** @default {DIRECT_PRECISION} */
  readonly precision?: AccountPrecision;
  readonly limits: RiskLimits;
  /** @default {DEFAULT_EXITS} */
  readonly exits?: ExitOptions;
  readonly strategies: readonly ActiveStrategy[];
  /** Goes before the number in every `client_order_id`. */
  readonly orderPrefix: string;
  readonly fillModel: FillModelName;
  readonly latencyMs: number;
}

/** A day in milliseconds, and when it turns: 05:00 UTC is midnight in New York, or an hour past it. */
const DAY_MS = 86_400_000;
const DAY_TURNS_MS = 5 * 3_600_000;

/** Nothing happened. */
const NONE: readonly Outcome[] = Object.freeze([]);

/** A game and when it was last heard of. */
export interface KnownGame {
  readonly update: GameUpdate;
  readonly at: number;
}

/** The engine. */
export class Engine {
  readonly desk: OrderDesk;
  readonly broker: PaperExchange;
  readonly evaluation: Evaluation;
  readonly #markets = new Map<string, Market>();
  readonly #byEvent = new Map<string, Market[]>();
  readonly #games = new Map<string, KnownGame>();
  readonly #shards = new Map<number, boolean>();
  readonly #exits: ExitKeeper;
  readonly #touched = new Set<string>();
  #outcomes: Outcome[] = [];
  #at = 0;
  #feedAt: number | undefined;
  #feedDown: string | undefined = "not connected yet";
  #paused = false;
  #killed = false;
  #day: number | undefined;
  #dayStart: Micros;

  constructor(options: EngineOptions) {
    const tell = (outcome: Outcome) => void this.#outcomes.push(outcome);
    const precision = options.precision ?? DIRECT_PRECISION;
    const { startingCash, limits, orderPrefix, fillModel, latencyMs } = options;
    this.#dayStart = startingCash;
    this.desk = new OrderDesk({ startingCash, precision, limits, orderPrefix }, {
      market: (ticker) => this.#markets.get(ticker),
      riskWorld: (ticker) => this.#riskWorld(ticker),
    }, tell);
    this.broker = new PaperExchange({ model: fillModel, latencyMs }, {
      portfolio: this.desk.portfolio,
      market: (ticker) => this.#markets.get(ticker),
      tradingActive: (index) => this.tradingActive(index),
      report: (report) => {
        const market = this.desk.onReport(report);
        if (market !== undefined) this.#touched.add(market);
      },
    });
    this.#exits = new ExitKeeper(options.exits ?? DEFAULT_EXITS, this.desk, this.broker, tell);
    this.evaluation = new Evaluation(options.strategies, this.desk, this.broker, tell, (market) => {
      this.#touched.add(market);
    });
  }

  /** Time of the last event, Unix milliseconds. */
  get at(): number {
    return this.#at;
  }

  /** Whether the trader paused entries. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Whether the kill switch was pressed. */
  get killed(): boolean {
    return this.#killed;
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

  /** What is known of the game behind an exchange event. */
  game(event: string): KnownGame | undefined {
    return this.#games.get(event);
  }

  /** Whether a shard of the exchange takes orders; shards never heard of do. */
  tradingActive(exchangeIndex: number): boolean {
    return this.#shards.get(exchangeIndex) ?? true;
  }

  /** The YES price to value a position at: what it could be closed at, else the last price. */
  mark(ticker: string, quantity: Quantity): Price | undefined {
    const market = this.#markets.get(ticker);
    if (market === undefined) return undefined;
    if (market.result !== undefined) return market.result.yesPays;
    return (quantity > 0 ? market.book.bestBid : market.book.bestAsk) ?? market.last;
  }

  /** Cash and positions at the market. */
  equity(): Micros {
    const { portfolio } = this.desk;
    return portfolio.cash +
      portfolio.marketValue((ticker, quantity) => this.mark(ticker, quantity)) as Micros;
  }

  /** Gain since the day began. */
  dayPnl(): Micros {
    return this.equity() - this.#dayStart as Micros;
  }

  /**
   * Takes in one event.
   *
   * @returns what was done about it, in order
   */
  process(event: EngineEvent): readonly Outcome[] {
    this.#at = event.at;
    this.#turnDay(event.at);
    this.broker.advance(event.at);
    const market = this.#fold(event);
    this.broker.onEvent(event);
    this.#settleEnded(event);
    if (!this.#killed) this.#decide(event, market);
    // With no latency an order arrives at the moment of the decision, before anything else happens.
    this.broker.advance(event.at);
    this.#manageTouched(event.at);
    if (this.#outcomes.length === 0) return NONE;
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    return outcomes;
  }

  /** Takes the event into the state. Returns the market whose state strategies should see. */
  #fold(event: EngineEvent): Market | undefined {
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
          this.#note("info", "book replaced by a snapshot", market.ticker);
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
          this.#note("info", `market is ${market.status}`, market.ticker);
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
        return undefined;
      case "exchange":
        if (this.tradingActive(event.exchangeIndex) !== event.tradingActive) {
          const state = event.tradingActive ? "takes orders" : "takes no orders";
          this.#note("warning", `exchange shard ${event.exchangeIndex} ${state}`);
        }
        this.#shards.set(event.exchangeIndex, event.tradingActive);
        return undefined;
      case "heartbeat":
        this.#feedAt = event.at;
        return undefined;
      case "game":
        this.#games.set(event.event, { update: event, at: event.at });
        return undefined;
      case "command":
        this.#command(event.command.command);
        return undefined;
      case "clock":
        return undefined;
    }
  }

  #decide(event: EngineEvent, market: Market | undefined): void {
    if (market !== undefined) {
      this.#exits.manage(market, event.at);
      this.#touched.delete(market.ticker);
      this.#evaluate(market, event.at);
    } else if (event.kind === "clock") {
      this.#exits.timeouts(event.at);
      this.#touched.clear();
      for (const each of this.#markets.values()) {
        this.#exits.manage(each, event.at);
        this.#evaluate(each, event.at);
      }
    } else if (event.kind === "game") {
      for (const each of this.#byEvent.get(event.event) ?? []) this.#evaluate(each, event.at);
    }
    this.#manageTouched(event.at);
  }

  #evaluate(market: Market, at: number): void {
    const game = this.#games.get(market.event);
    const state: StrategyState = {
      at,
      market,
      markets: this.#byEvent.get(market.event) ?? [market],
      bookAgeMs: this.#bookAge(at),
      ...(game === undefined ? {} : { game: game.update.game, gameAgeMs: at - game.at }),
    };
    this.evaluation.run(state, market);
  }

  /** Reports may have confirmed a cancel that an exit waits for, or filled an entry. */
  #manageTouched(at: number): void {
    if (this.#touched.size === 0) return;
    if (!this.#killed) {
      for (const ticker of this.#touched) {
        const market = this.#markets.get(ticker);
        if (market !== undefined) this.#exits.manage(market, at);
      }
    }
    this.#touched.clear();
  }

  #settleEnded(event: EngineEvent): void {
    if (event.kind !== "market_life" && event.kind !== "market") return;
    const market = this.#markets.get(event.kind === "market" ? event.info.ticker : event.market);
    if (market?.result !== undefined && market.status === "finalized") this.desk.settle(market, event.at);
  }

  #command(command: "pause_entries" | "resume_entries" | "cancel_all" | "kill"): void {
    switch (command) {
      case "pause_entries":
        this.#paused = true;
        return this.#note("info", "entries paused");
      case "resume_entries":
        this.#paused = false;
        this.#exits.standDown = false;
        return this.#note("info", "entries resumed");
      case "cancel_all":
        // Cancelled orders are to stay so: what would send new ones at the next event stands down too.
        this.#paused = true;
        this.#exits.standDown = true;
        this.#note(
          "info",
          "all orders cancelled, entries paused, take-profits off until entries are resumed",
        );
        return this.#cancelAll("requested");
      case "kill":
        this.#killed = true;
        this.#note("warning", "KILLED: nothing is sent any more, all orders are cancelled");
        return this.#cancelAll("kill");
    }
  }

  #cancelAll(reason: "requested" | "kill"): void {
    for (const order of [...this.desk.allOpen()]) this.desk.cancel(this.broker, order, this.#at, reason);
  }

  #feed(at: number, up: boolean, detail: string): void {
    if (up) this.#feedAt = at;
    const wasUp = this.#feedDown === undefined;
    this.#feedDown = up ? undefined : detail;
    if (up !== wasUp) {
      this.#note(up ? "info" : "warning", `market data ${up ? "connected" : "lost"}: ${detail}`);
    }
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
    if (count > 0) this.#note("warning", `${count} book${count === 1 ? "" : "s"} suspect: ${reason}`);
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

  #riskWorld(ticker: string): RiskWorld {
    return {
      at: this.#at,
      killed: this.#killed,
      paused: this.#paused,
      feedDown: this.#feedDown,
      bookAgeMs: this.#bookAge(this.#at),
      market: this.#markets.get(ticker),
      tradingActive: (index) => this.tradingActive(index),
      exposure: (market) => this.desk.exposure(market),
      freeCash: () => this.desk.portfolio.cash - this.desk.totalLocked() as Micros,
      needed: (request) => this.desk.needed(request),
      meetsOwn: (request) => this.desk.meetsOwn(request),
      openOrders: () => this.desk.openCount,
      dayPnl: () => this.dayPnl(),
    };
  }

  #bookAge(at: number): number {
    return this.#feedAt === undefined ? Infinity : at - this.#feedAt;
  }

  #turnDay(at: number): void {
    const day = Math.floor((at - DAY_TURNS_MS) / DAY_MS);
    if (day === this.#day) return;
    if (this.#day !== undefined) this.#dayStart = this.equity();
    this.#day = day;
  }

  #note(level: "info" | "warning", text: string, market?: string): void {
    this.#outcomes.push({
      kind: "note",
      at: this.#at,
      level,
      text,
      ...(market === undefined ? {} : { market }),
    });
  }
}
