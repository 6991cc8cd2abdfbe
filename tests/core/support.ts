import type { MarketInfo, MarketLife } from "../../src/core/market/events.ts";
import type { Level, Side } from "../../src/core/market/book.ts";
import { Engine, type EngineOptions } from "../../src/core/engine.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { DIRECT_PRECISION, QUADRATIC } from "../../src/core/market/fees.ts";
import type { FillModelName } from "../../src/core/fills/model.ts";
import { PaperExchange, paperExchange } from "../../src/core/fills/paper_exchange.ts";
import { Market } from "../../src/core/market/market.ts";
import type { Micros, Price, Quantity } from "../../src/core/numbers/money.ts";
import type { Approved, OrderFill, OrderReport, OrderRequest } from "../../src/core/orders.ts";
import { Portfolio } from "../../src/core/execution/portfolio.ts";
import { DEFAULT_LIMITS, type RiskLimits } from "../../src/core/risk/limits.ts";
import type {
  BuyIntent,
  Decision,
  StrategyPortfolio,
  StrategyState,
} from "../../src/core/strategy/strategy.ts";
import { CENT_GRID } from "../../src/core/market/ticks.ts";

/** The market of most tests. */
export const TICKER = "KXNBAGAME-26NOV22LALBOS-LAL";
/** An instant in the middle of a trading day (New York). */
export const NOON = Date.UTC(2026, 10, 22, 17);

export const price = (value: number) => value as Price;
export const quantity = (value: number) => value as Quantity;
export const micros = (value: number) => value as Micros;
export const dollars = (value: number) => Math.round(value * 1_000_000) as Micros;

/** Levels from `[price, size]` pairs. */
export function levels(pairs: readonly (readonly [number, number])[]): Level[] {
  return pairs.map(([at, size]) => ({ price: price(at), quantity: quantity(size) }));
}

type Pairs = readonly (readonly [number, number])[];

/** Events of one market, short. */
export const events = {
  book: (at: number, bids: Pairs, asks: Pairs, market = TICKER): EngineEvent => ({
    kind: "book_snapshot",
    at,
    market,
    bids: levels(bids),
    asks: levels(asks),
  }),
  change: (at: number, side: Side, level: number, delta: number, market = TICKER): EngineEvent => ({
    kind: "book_change",
    at,
    market,
    side,
    price: price(level),
    delta: quantity(delta),
  }),
  trade: (at: number, takerSide: Side, level: number, size: number, market = TICKER): EngineEvent => ({
    kind: "trade",
    at,
    market,
    tradeId: `print-${at}-${level}-${size}`,
    price: price(level),
    quantity: quantity(size),
    takerSide,
  }),
  clock: (at: number): EngineEvent => ({ kind: "clock", at }),
  feed: (at: number, up = true): EngineEvent => ({
    kind: "feed",
    feed: "market_data",
    at,
    up,
    detail: "test",
  }),
  life: (at: number, change: Omit<MarketLife, "kind" | "at" | "market">, market = TICKER): EngineEvent => ({
    kind: "market_life",
    at,
    market,
    ...change,
  }),
  command: (
    at: number,
    command: "pause_entries" | "resume_entries" | "cancel_all" | "kill" | "flatten",
  ): EngineEvent => ({
    kind: "command",
    at,
    command: { command },
  }),
  listed: (at: number, info: Partial<MarketInfo> = {}): EngineEvent => ({
    kind: "market",
    at,
    info: infoOf(info.ticker, info),
  }),
};

/** A listing: an active market of whole cents and quadratic fees. */
export function infoOf(ticker = TICKER, more: Partial<MarketInfo> = {}): MarketInfo {
  return {
    ticker,
    event: ticker.slice(0, Math.max(0, ticker.lastIndexOf("-"))),
    series: ticker.slice(0, ticker.indexOf("-")),
    title: "Los Angeles L at Boston",
    yesLabel: "Los Angeles L",
    grid: CENT_GRID,
    fees: QUADRATIC,
    status: "active",
    exchangeIndex: 0,
    ...more,
  };
}

let orderNumber = 0;

/** An order as if the gate had let it through. */
export function order(
  side: Side,
  level: number,
  size: number,
  more: Partial<OrderRequest> = {},
): Approved<OrderRequest> {
  return {
    clientOrderId: `order-${++orderNumber}`,
    market: TICKER,
    side,
    price: price(level),
    quantity: quantity(size),
    timeInForce: "good_till_canceled",
    postOnly: false,
    purpose: "entry",
    strategy: "test",
    ...more,
  } as Approved<OrderRequest>;
}

/** What a bench of the paper exchange is set up with. */
export interface BenchOptions {
  readonly model: FillModelName;
  readonly latencyMs?: number;
  readonly cash?: Micros;
}

/** Folds an event into a market, as the engine does. */
function fold(market: Market, event: EngineEvent): void {
  switch (event.kind) {
    case "book_snapshot":
      return market.snapshot(event);
    case "book_change":
      return market.change(event);
    case "trade":
      return market.trade(event);
    case "market_life":
      return market.live(event);
    case "market":
      return market.list(event.info);
  }
}

/** A paper exchange with its account and markets, and nothing else: no gate, no strategies. */
export class Bench {
  readonly portfolio: Portfolio;
  readonly markets = new Map<string, Market>();
  readonly reports: OrderReport[] = [];
  readonly paper: PaperExchange;
  readonly pausedShards = new Set<number>();
  /** Looks at every report before it is booked. */
  onReport: ((report: OrderReport) => void) | undefined;
  readonly #requests = new Map<string, OrderRequest>();

  constructor({ model, latencyMs = 0, cash = dollars(1_000_000) }: BenchOptions) {
    this.portfolio = new Portfolio(cash, DIRECT_PRECISION);
    this.paper = new PaperExchange({ model, latencyMs }, {
      startingCash: cash,
      precision: DIRECT_PRECISION,
      market: (ticker) => this.markets.get(ticker),
      tradingActive: (index) => !this.pausedShards.has(index),
    });
  }

  /** Books reports as the engine does: in order, after the exchange's step. */
  #book(reports: readonly OrderReport[]): void {
    for (const report of reports) {
      this.reports.push(report);
      this.onReport?.(report);
      const request = this.#requests.get(report.clientOrderId);
      if (report.kind === "fill" && request !== undefined) {
        this.portfolio.apply(request.market, request.side, report);
      }
    }
  }

  market(ticker = TICKER): Market {
    const found = this.markets.get(ticker) ?? new Market(infoOf(ticker));
    this.markets.set(ticker, found);
    return found;
  }

  /** Takes in events, as the engine does, and returns what was reported for them. */
  play(...all: readonly EngineEvent[]): OrderReport[] {
    const before = this.reports.length;
    for (const event of all) {
      this.#book(this.paper.advance(event.at));
      if ("market" in event && typeof event.market === "string") fold(this.market(event.market), event);
      else if (event.kind === "market") fold(this.market(event.info.ticker), event);
      this.#book(this.paper.onEvent(event));
    }
    return this.reports.slice(before);
  }

  /** Sends an order and, where there is no latency, lets it arrive. Returns what was reported. */
  send(request: Approved<OrderRequest>, at: number): OrderReport[] {
    const before = this.reports.length;
    this.#requests.set(request.clientOrderId, request);
    this.paper.carryOut({ kind: "order", at, request });
    this.#book(this.paper.advance(at));
    return this.reports.slice(before);
  }

  /** Asks for a cancel and, where there is no latency, lets it arrive. Returns what was reported. */
  cancel(id: string, at: number): OrderReport[] {
    const before = this.reports.length;
    this.paper.carryOut({ kind: "cancel", at, clientOrderId: id, reason: "requested" });
    this.#book(this.paper.advance(at));
    return this.reports.slice(before);
  }

  /** All fills as `[price, quantity, role]`. */
  fills(): [number, number, string][] {
    return fillsOf(this.reports);
  }
}

/** The fills among reports as `[price, quantity, role]`. */
export function fillsOf(reports: readonly OrderReport[]): [number, number, string][] {
  return reports.filter(isFill).map((fill) => [fill.price, fill.quantity, fill.role]);
}

/** Kinds of reports, with the reason where there is one. */
export function kindsOf(reports: readonly OrderReport[]): string[] {
  return reports.map((report) => {
    if (report.kind === "rejected") return `rejected ${report.reason.code}`;
    return report.kind === "cancelled" ? `cancelled ${report.reason} ${report.quantity}` : report.kind;
  });
}

/** Whether a report is a fill. */
export function isFill(report: OrderReport): report is OrderFill {
  return report.kind === "fill";
}

/** Cash + cost of what is held + fees − gains: what never changes. */
export function accounted(portfolio: Portfolio): number {
  return portfolio.cash + portfolio.totalCost() + portfolio.fees - portfolio.realised;
}

/** Limits that refuse nothing a test does not ask for. */
export const WIDE: RiskLimits = {
  maxBookUnconfirmedMs: 1e9,
  maxDataDelayMs: 1e9,
  maxBookAgeMs: 5_000,
  maxScoreAgeMs: 10_000,
  collar: 10_000,
  maxOrderValue: dollars(1_000_000),
  maxOrderQuantity: quantity(100_000_000),
  maxMarketExposure: dollars(1_000_000),
  maxTotalExposure: dollars(1_000_000),
  maxOpenOrders: 1_000,
  maxDailyLoss: dollars(1_000_000),
  maxSpread: 10_000,
  maxGameExposure: dollars(1_000_000),
  maxDrawdown: DEFAULT_LIMITS.maxDrawdown,
  maxLossesInARow: 1_000_000,
  coolDownMs: 60_000,
  turnedAwayWaitMs: DEFAULT_LIMITS.turnedAwayWaitMs,
  maxEntriesAMinute: 1_000_000,
  maxContractsIn15s: quantity(100_000_000),
  maxHoldMs: DEFAULT_LIMITS.maxHoldMs,
  maxAdverseMove: DEFAULT_LIMITS.maxAdverseMove,
};

/** A strategy that answers what a test gives it, once. */
export class Puppet {
  readonly seen: StrategyState[] = [];
  next: Decision | undefined;
  portfolio: StrategyPortfolio | undefined;

  onState(state: StrategyState, portfolio: StrategyPortfolio): Decision {
    const { at, market, markets, bookAgeMs, game, gameAgeMs, homeMarket, awayMarket } = state;
    this.seen.push({ at, market, markets, bookAgeMs, game, gameAgeMs, homeMarket, awayMarket });
    this.portfolio = portfolio;
    const decision = this.next ?? { code: "NOTHING_TO_DO" };
    this.next = undefined;
    return decision;
  }
}

/** A wish to buy. */
export function buy(level: number, size: number, more: Partial<BuyIntent> = {}): BuyIntent {
  return { action: "buy", market: TICKER, price: price(level), size: { quantity: quantity(size) }, ...more };
}

/** What {@linkcode startEngine} starts with; everything has a usual value. */
export interface StartOptions extends Partial<EngineOptions> {
  /** Whether the market data is up and the book is there. @default {true} */
  readonly connected?: boolean;
  /** Whether the engine has no broker inside. @default {false} */
  readonly outside?: boolean;
  /** Where it has none: whether a live session has begun, confirmed and compared, with its money on shard 0. @default {true} */
  readonly begun?: boolean;
  /** Of the paper exchange inside. @default {"queue"} */
  readonly fillModel?: FillModelName;
  /** The same. @default {0} */
  readonly latencyMs?: number;
}

/** An engine with one puppet, connected, with a book of `.85 × 100,000` to `.86 × 100,000`. */
export function startEngine(
  { connected = true, outside = false, begun = true, fillModel = "queue", latencyMs = 0, ...options }:
    StartOptions = {},
): { engine: Engine; puppet: Puppet } {
  const puppet = new Puppet();
  const engine = new Engine({
    startingCash: dollars(1_000),
    limits: WIDE,
    strategies: [{ name: "puppet", strategy: puppet }],
    orderPrefix: "t",
    ...(outside ? {} : { broker: paperExchange({ model: fillModel, latencyMs }) }),
    ...options,
  });
  // Listings are read well before anything is connected.
  engine.process(events.listed(NOON - 60_000));
  if (outside && begun) { for (const event of beginning(engine)) engine.process(event); }
  if (!connected) return { engine, puppet };
  engine.process(events.feed(NOON));
  engine.process(events.book(NOON, [[8500, 100_000]], [[8600, 100_000]]));
  return { engine, puppet };
}

/** What a live session reports when it begins: confirmed, compared, and its money on shard 0. */
export function beginning(engine: Engine, at = NOON - 60_000): readonly EngineEvent[] {
  const balances = [{ exchangeIndex: 0, balance: engine.orders.portfolio.startingCash }];
  return [
    { kind: "live", at, confirmed: true, reconciled: true },
    { kind: "account", at, balances },
  ];
}
