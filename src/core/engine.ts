/**
 * The engine: one event in, outcomes out. Paper, live, backtest and replay all run this.
 *
 * For one event: let arrive what was due before it → fold it into the state → let the broker fill → exits, then strategies,
 * through the risk gate → effects, which the broker inside carries out, or whoever runs the engine.
 *
 * @module
 */
import type { Broker, BrokerFactory } from "./broker.ts";
import { Account } from "./execution/account.ts";
import { OrderManager } from "./execution/order_manager.ts";
import { Portfolio } from "./execution/portfolio.ts";
import { StrategyRunners } from "./strategy/strategy_runner.ts";
import type { EngineEvent } from "./events.ts";
import { DEFAULT_EXITS, type ExitOptions } from "./execution/exit_settings.ts";
import { HandOrders } from "./execution/hand_orders.ts";
import { ExitKeeper } from "./execution/exits.ts";
import { Settlements } from "./execution/settlements.ts";
import { type AccountPrecision, DIRECT_PRECISION } from "./market/fees.ts";
import type { GameUpdate, TeamSide } from "./game/game.ts";
import type { WatchedGame } from "./game/game_watch.ts";
import { LagMeter } from "./game/score_lag.ts";
import type { Market } from "./market/market.ts";
import type { Micros, Quantity } from "./numbers/money.ts";
import type { Command } from "./commands.ts";
import type { Reason } from "./reasons.ts";
import { payoutDifferenceText } from "./live.ts";
import type { TellNote } from "./notes.ts";
import type { OrderReport } from "./orders.ts";
import type { Outcome } from "./outcomes.ts";
import { Outbox } from "./outbox.ts";
import { Guards } from "./risk/guards.ts";
import { withinHardCap } from "./risk/hard_cap.ts";
import type { RiskLimits } from "./risk/limits.ts";
import { LiveFacts } from "./risk/live_facts.ts";
import { TradingState } from "./risk/trading_state.ts";
import type { EstimateView } from "./game/estimate_view.ts";
import type { Estimator } from "./strategy/estimate.ts";
import type { StartPrice } from "./strategy/start_price.ts";
import type { MarketState } from "./strategy/market_state.ts";
import type { ActiveStrategy } from "./strategy/strategy.ts";
import { EarlierHoldings } from "./execution/earlier_holdings.ts";
import { Trader } from "./execution/trader.ts";
import { EngineState, type Fixture } from "./engine_state.ts";

/** The setup of an engine. Everything that decides is here or in the events. */
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
  /** Makes the broker that the engine works from inside; left out: whoever runs the engine carries its effects out. */
  readonly broker?: BrokerFactory;
  /** Which markets stand for which team, where that is known. @default none */
  readonly fixtures?: readonly Fixture[];
  /** The model that strategies and screens may ask. @default none */
  readonly estimator?: Estimator;
}

/** The engine. */
export class Engine {
  readonly orders: OrderManager;
  /** Values the account. */
  readonly account: Account;
  /** Decides which orders may be sent. */
  readonly trading = new TradingState();
  readonly strategies: StrategyRunners;
  /** The facts of a live session; `undefined` on paper. */
  readonly live: LiveFacts | undefined;
  readonly #guards: Guards;
  readonly #state: EngineState;
  readonly #broker: Broker | undefined;
  readonly #lags = new LagMeter();
  readonly #exits: ExitKeeper;
  readonly #hand: HandOrders;
  readonly #trader: Trader;
  readonly #earlier: EarlierHoldings;
  readonly #settlements: Settlements;
  readonly #marketOf = (ticker: string) => this.#state.market(ticker);
  readonly #outbox = new Outbox();
  #at = 0;

  constructor(options: EngineOptions) {
    const note: TellNote = (level, text, market) => this.#note(level, text, market);
    this.#state = new EngineState(
      note,
      options.fixtures ?? [],
      options.limits.maxDataDelayMs,
      options.estimator,
    );
    const precision = options.precision ?? DIRECT_PRECISION;
    const { startingCash, orderPrefix } = options;
    this.live = options.broker === undefined ? new LiveFacts() : undefined;
    const limits = this.live === undefined ? options.limits : withinHardCap(options.limits);
    this.#guards = new Guards(limits, startingCash, this.live !== undefined);
    const needGame = new Set(
      options.strategies.flatMap(({ name, needsGame }) => needsGame === true ? [name] : []),
    );
    const portfolio = new Portfolio(startingCash, precision);
    this.account = new Account(portfolio, this.#marketOf);
    this.orders = new OrderManager(
      { limits, orderPrefix, needsGame: (strategy) => needGame.has(strategy) },
      {
        portfolio,
        account: this.account,
        trading: this.trading,
        guards: this.#guards,
        live: this.live,
        state: this.#state,
      },
      this.#outbox,
    );
    this.#broker = options.broker?.({
      startingCash,
      precision,
      market: this.#marketOf,
      tradingActive: (index) => this.#state.tradingActive(index),
    });
    const exits = options.exits ?? DEFAULT_EXITS;
    this.#exits = new ExitKeeper(
      // Real exits always take and can only reduce: one that rested could open the other side.
      this.live === undefined ? exits : { ...exits, takingExits: 1 },
      this.orders,
      this.#outbox,
      this.trading,
      this.#guards,
      limits.collar,
    );
    this.#hand = new HandOrders(this.orders, this.#outbox, note);
    this.#trader = new Trader(this.orders, this.#exits, this.#hand, this.trading, this.#guards, note);
    this.#earlier = new EarlierHoldings({
      orders: this.orders,
      account: this.account,
      guards: this.#guards,
      limits,
      strategies: new Set(options.strategies.map(({ name }) => name)),
      tell: note,
    });
    this.#settlements = new Settlements({
      orders: this.orders,
      marketOf: this.#marketOf,
      tell: note,
      outside: this.#broker === undefined,
    });
    this.strategies = new StrategyRunners(
      options.strategies,
      this.orders,
      this.#exits,
      this.#outbox,
      this.account,
      (market, at) => this.#state.wantedEstimate(market, at),
    );
  }

  /** Time of the last event, Unix milliseconds. */
  get at(): number {
    return this.#at;
  }

  /** Where orders go: to the broker inside, with no money of anybody's, or out of the engine, to an exchange. */
  get mode(): "paper" | "live" {
    return this.#broker === undefined ? "live" : "paper";
  }

  /** How many positions nothing will sell: those whose strategy does not run here; after a kill all that nobody is closing. */
  get unprotected(): number {
    return this.#trader.unprotected;
  }

  /** Why the market data is down; `undefined` when it is up. */
  get marketDataDown(): string | undefined {
    return this.#state.marketDataDown;
  }

  /** When the market data last showed a sign of life. */
  get feedAt(): number | undefined {
    return this.#state.feedAt;
  }

  /** How late the market data comes. */
  get delay(): EngineState["delay"] {
    return this.#state.delay;
  }

  /** Channels of the market data that do not come, each with the reason. */
  get channelsDown(): ReadonlyMap<string, string> {
    return this.#state.channelsDown;
  }

  /** A market by ticker. */
  market(ticker: string): Market | undefined {
    return this.#state.market(ticker);
  }

  /** Why an order by hand would not be sent now; `undefined` where it would. Changes nothing. */
  objection(command: Extract<Command, { command: "place_order" }>): Reason | undefined {
    return this.#hand.objection(command, this.#at);
  }

  /** Contracts ahead of an order in the queue, where the broker knows. */
  queueAhead(clientOrderId: string): Quantity | undefined {
    return this.#broker?.queueAhead(clientOrderId);
  }

  /** All markets, in the order they became known. */
  markets(): Iterable<Market> {
    return this.#state.markets();
  }

  /** The game behind an exchange event, as far as it is known. */
  game(event: string): WatchedGame | undefined {
    return this.#state.game(event);
  }

  /** The team of its game that a market pays for; `undefined` where it is neither's, or nothing says which. */
  teamSideOf({ event, ticker }: Market): TeamSide | undefined {
    if (this.#state.side(event, "home")?.ticker === ticker) return "home";
    return this.#state.side(event, "away")?.ticker === ticker ? "away" : undefined;
  }

  /** A model's estimate of a market now, or why there is none; `undefined` without a model. Changes nothing. */
  estimate(ticker: string): EstimateView | Reason | undefined {
    return this.#state.estimate(ticker, this.#at);
  }

  /** The price of the home team when an event's game began, where it was seen. */
  startPrice(event: string): StartPrice | undefined {
    return this.#state.startPrice(event);
  }

  /** Whether any strategy has looked for an estimate so far, found or not. */
  get estimatesWanted(): boolean {
    return this.#state.estimatesWanted;
  }

  /**
   * Takes in one event.
   *
   * @returns what was done about it, in order. With a broker inside, the effects among it are carried out; else they are
   * for whoever runs the engine
   */
  process(event: EngineEvent): readonly Outcome[] {
    // Read once: events come in many shapes, and looking one up costs as much as the work of a quiet event.
    const { at } = event;
    this.#catchUp(at);
    this.account.turnDay(at);
    const marketState = this.#state.fold(event);
    if (marketState === undefined) this.#processOther(event);
    else {
      const { ticker, book } = marketState.market;
      if (this.#lags.follows) this.#lags.book(ticker, at, book.bestBid, book.bestAsk);
      if (this.#broker !== undefined) this.#takeOver(this.#broker.onEvent(event));
      if (event.kind === "trade") this.#exits.print(event, marketState.market);
      this.#decide(marketState, at);
    }
    // With no latency an order arrives at the moment of the decision, before anything else happens. Where nothing was done,
    // nothing was sent that could.
    if (!this.#outbox.isEmpty) this.#catchUp(at);
    const outcomes = this.#outbox.take();
    if (outcomes.length > 0) this.#exits.alarms.see(outcomes);
    return outcomes;
  }

  /**
   * Lets what is due by now happen, each at its own time: orders and cancels arrive, stops are touched, and what waited for
   * that is done at that moment, not when the next event happens to come.
   */
  #catchUp(at: number): void {
    for (let due = this.#dueAt(); due <= at; due = this.#dueAt()) {
      this.#at = due;
      if (this.#broker !== undefined) this.#takeOver(this.#broker.advance(due));
      this.#exits.advance(due);
      this.#exits.manageTouched(due, this.#marketOf);
    }
    this.#at = at;
    if (this.#broker !== undefined) this.#takeOver(this.#broker.advance(at));
  }

  /** When something next happens without a new event; orders sent until now are included. */
  #dueAt(): number {
    const broker = this.#broker;
    if (broker === undefined) return this.#exits.dueAt;
    for (let effect = this.#outbox.nextEffect(); effect !== undefined; effect = this.#outbox.nextEffect()) {
      broker.carryOut(effect);
    }
    return Math.min(broker.dueAt, this.#exits.dueAt);
  }

  /** Reports from outside. Where a broker inside carries the effects out, they are of other orders than these. */
  #hear(reports: readonly OrderReport[]): void {
    if (this.#broker !== undefined) return;
    for (const { clientOrderId, kind } of reports) {
      if (this.orders.order(clientOrderId) !== undefined) continue;
      this.#note("warning", `${kind}: no order of ours: ${clientOrderId}`);
    }
    this.#takeOver(reports);
  }

  /** Reports may have confirmed a cancel that an exit waits for, or filled an entry. */
  #takeOver(reports: readonly OrderReport[]): void {
    // Most of the time nothing is reported, and this is asked with every event.
    if (reports.length === 0) return;
    for (const report of reports) {
      const market = this.orders.onReport(report);
      if (market === undefined) continue;
      this.#exits.touch(market);
      this.#exits.afterReport(report.clientOrderId, report.at);
      this.#hand.afterReport(report.clientOrderId, report.at);
    }
  }

  /** An event of one market: its exits, then the strategies. */
  #decide(marketState: MarketState, at: number): void {
    this.#exits.manage(marketState.market, at);
    this.#exits.untouch(marketState.market.ticker);
    if (!this.trading.killed) this.#evaluate(marketState, at);
    this.#exits.manageTouched(at, this.#marketOf);
  }

  /** An event that is not about one market's prices. */
  #processOther(event: EngineEvent): void {
    if (event.kind === "game") this.#measureLag(event);
    if (event.kind === "command") this.#trader.obey(event.command, this.#at);
    if (event.kind === "live" && this.live !== undefined) {
      this.live.fold(event);
      if (event.halts !== undefined) this.#guards.restore(event.halts);
      if (event.payoutDiffers !== undefined) {
        this.#note("warning", payoutDifferenceText(event.payoutDiffers), event.payoutDiffers.markets[0]);
      }
    }
    if (event.kind === "order_report") this.#hear(event.reports);
    if (event.kind === "account" && this.#broker === undefined) {
      for (const market of this.orders.onAccount(event)) this.#exits.touch(market);
      if (event.positions !== undefined) this.#exits.accountRead(event.at);
    }
    if (event.kind === "holdings" && this.#broker === undefined) {
      for (const market of this.#earlier.take(event)) {
        this.#exits.touch(market);
        this.#settlements.settle(market, event.at);
      }
    }
    if (this.#broker !== undefined) this.#takeOver(this.#broker.onEvent(event));
    this.#settlements.after(event);
    this.#exits.look(this.#marketOf);
    if (event.kind === "clock") this.#tick(event.at);
    else if (event.kind === "game" && !this.trading.killed) {
      for (const each of this.#state.marketStatesOf(event.event)) this.#evaluate(each, event.at);
    }
    this.#exits.manageTouched(event.at, this.#marketOf);
  }

  /** A second has passed: time-outs, then the exits of all markets and the strategies. */
  #tick(at: number): void {
    if (this.#guards.watchesEquity) this.#value(at);
    this.#exits.alarms.watchOver(this.#marketOf, at);
    if (!this.trading.killed) this.#exits.timeouts(at, this.#marketOf);
    this.#exits.untouch();
    for (const each of this.#state.marketStates()) {
      this.#exits.manage(each.market, at);
      if (!this.trading.killed) this.#evaluate(each, at);
    }
  }

  /** A loss that halts entries is given out, so that a journal can keep it. */
  #value(at: number): void {
    const { until: dayUntil } = this.account.day;
    const begun = this.#guards.value(this.account.equity(), this.orders.commitments.dayPnl(), dayUntil, at);
    for (const { code, detail, until } of begun) {
      this.#outbox.add({ kind: "halt", at, code, detail, ...(until === Infinity ? {} : { until }) });
    }
  }

  #evaluate(marketState: MarketState, at: number): void {
    this.strategies.run(marketState, at);
  }

  /** Measures for every score change how far the scoreboard was behind the book. */
  #measureLag(event: GameUpdate): void {
    const home = this.#state.side(event.event, "home");
    if (home !== undefined) this.#lags.follow(event.event, home.ticker, "home");
    const lag = this.#lags.game(event);
    if (lag !== undefined) this.#outbox.add({ kind: "score", at: event.at, lag, game: event.game });
  }

  #note(level: "info" | "warning", text: string, market?: string): void {
    this.#outbox.add({
      kind: "note",
      at: this.#at,
      level,
      text,
      ...(market === undefined ? {} : { market }),
    });
  }
}
