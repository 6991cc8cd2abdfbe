/**
 * The engine's state as the dashboard's view.
 *
 * @module
 */
import type { Engine } from "../../core/engine.ts";
import { stopTrigger, takeProfitPrice } from "../../core/execution/exit_plan.ts";
import type { StrategyReport } from "../../core/strategy/strategy_runner.ts";
import type { Holding } from "../../core/execution/holdings.ts";
import type { Market } from "../../core/market/market.ts";
import type { Micros, Quantity } from "../../core/numbers/money.ts";
import type { Order } from "../../core/orders.ts";
import { formatReason } from "../../core/reasons.ts";
import { codeOf } from "../../core/market/ticker.ts";
import { ceilToGrid } from "../../core/market/ticks.ts";
import type { Counters } from "../../kalshi/decoding/output.ts";
import { clockText } from "../../core/numbers/text.ts";
import type { UiState } from "../../terminal/ui.ts";
import type {
  AccountView,
  ClosedTradeView,
  ConnectionState,
  DashboardView,
  MarketView,
  OrderView,
  PositionView,
  StrategyView,
} from "../../terminal/view.ts";
import { troublesNow } from "./trouble.ts";
import type { Watch } from "./watch.ts";

/** What a dashboard is made from. */
export interface DashboardSources {
  readonly engine: Engine;
  readonly watch: Watch;
  readonly counters: () => Counters;
  readonly environment: string;
  /** Tickers in the order to show them. */
  readonly markets: readonly string[];
  readonly connection: () => { readonly state: ConnectionState; readonly detail?: string };
  readonly notices: () => readonly string[];
  readonly utcOffsetMinutes: number;
}

/** Leaves out what is not known, as the view's optional fields want it. */
function known<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const found = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(found) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Less than this is no news, ms. */
const SHOWN_DELAY_MS = 1_000;

/** What is wrong with the market data now, and since when. */
function troubles({ engine, watch, markets, utcOffsetMinutes }: DashboardSources, now: number): string[] {
  const found = troublesNow(engine, markets);
  const since = watch.since(found.map(({ key }) => key), now);
  return found.map(({ key, text }) => `since ${clockText(since.get(key) ?? now, utcOffsetMinutes)} ${text}`);
}

/** Makes the view of this moment. */
export function dashboardView(sources: DashboardSources, ui: UiState, now: number): DashboardView {
  const { engine, watch, environment } = sources;
  const counters = sources.counters();
  const markets = sources.markets.map((ticker) => engine.market(ticker)).filter((market) =>
    market !== undefined
  );
  const selected = markets[ui.selectedMarket] ?? markets[0];
  const game = selected === undefined ? undefined : engine.game(selected.event);
  return {
    mode: "paper",
    environment,
    now,
    utcOffsetMinutes: sources.utcOffsetMinutes,
    ui,
    trading: {
      paused: engine.paused,
      killed: engine.killed,
      halted: engine.halted !== undefined,
      ...known({ reason: engine.halted }),
      unprotected: engine.unprotected,
    },
    feed: {
      ...sources.connection(),
      ...known({ messagesPerSecond: watch.messagesPerSecond }),
      ...known({ delayMs: engine.delay.bookMs > SHOWN_DELAY_MS ? engine.delay.bookMs : undefined }),
      messages: counters.frames,
      trades: watch.prints,
      lost: counters.gaps,
      duplicate: counters.duplicates,
      malformed: counters.malformed + counters.unknownTypes + counters.invalid,
      ...known({ unasked: counters.unasked === 0 ? undefined : counters.unasked }),
      reconnects: counters.reconnects,
    },
    ...known({
      game: game?.game,
      lagMs: selected === undefined ? undefined : watch.lagMs(selected.event),
      scoreAgeMs: game === undefined ? undefined : Math.max(0, now - game.at),
    }),
    markets: markets.map((market) => marketView(market, watch, now)),
    orders: ordersView(engine, now),
    positions: positionViews(engine, now),
    log: watch.log,
    trades: closedTrades(engine),
    account: accountView(engine),
    strategies: engine.evaluation.standings().map((standing) =>
      strategyView(standing, selected?.ticker ?? "", engine.at)
    ),
    notices: [...troubles(sources, now), ...sources.notices()],
  };
}

function marketView(market: Market, watch: Watch, now: number): MarketView {
  const { book, last, previousLast } = market;
  const history = watch.history(market.ticker);
  const direction = last === undefined || previousLast === undefined
    ? undefined
    : last > previousLast
    ? "up" as const
    : "down" as const;
  return {
    ticker: market.ticker,
    label: codeOf(market.ticker, market.event),
    suspect: market.suspect !== undefined,
    bids: book.levels("bid", 12),
    asks: book.levels("ask", 12),
    history,
    ...known({
      status: market.status,
      bid: book.bestBid,
      bidSize: book.bestBid === undefined ? undefined : book.bestBidSize,
      ask: book.bestAsk,
      askSize: book.bestAsk === undefined ? undefined : book.bestAskSize,
      last,
      lastDirection: direction,
      spread: book.spread,
      volume: market.volume,
      // A quiet market is not a stale one: the age is that of the connection's last sign of life.
      bookAgeMs: market.bookAt === undefined ? undefined : Math.max(0, market.bookAgeMs(now)),
      ...watch.range(market.ticker),
    }),
  };
}

function shortId(id: string): string {
  return id.slice(id.lastIndexOf("-") + 1);
}

function ordersView(engine: Engine, now: number): OrderView[] {
  const resting = [...engine.desk.allOpen()].map((order) => orderView(order, engine, now));
  const watched = [...engine.desk.holdings.open()].flatMap((holding) =>
    watchedStop(holding, engine, now) ?? []
  );
  return [...resting, ...watched];
}

function orderView(order: Order, engine: Engine, now: number): OrderView {
  const { request, filled } = order;
  const book = engine.market(request.market)?.book;
  const state = order.cancelSentAt !== undefined
    ? "cancelling"
    : order.state === "submitting"
    ? "pending"
    : filled > 0
    ? "partly_filled"
    : "resting";
  return {
    id: shortId(request.clientOrderId),
    market: request.market,
    side: request.side === "bid" ? "buy" : "sell",
    purpose: request.purpose === "max_hold" ? "exit" : request.purpose,
    quantity: request.quantity,
    filled,
    price: request.price,
    ageMs: Math.max(0, now - order.createdAt),
    state,
    ...known({
      marketPrice: request.side === "bid" ? book?.bestAsk : book?.bestBid,
      queueAhead: engine.queueAhead(request.clientOrderId),
    }),
  };
}

/** A stop is no order at the exchange; it is shown with the orders all the same. */
function watchedStop(holding: Holding, engine: Engine, now: number): OrderView | undefined {
  const market = engine.market(holding.market);
  const trigger = market === undefined ? undefined : stopTrigger(holding, market.grid);
  // After a kill nothing is sent, a stop neither.
  if (trigger === undefined || holding.exiting !== undefined || engine.killed) return undefined;
  return {
    id: "stop",
    market: holding.market,
    side: "sell",
    purpose: "stop",
    quantity: holding.quantity,
    filled: 0 as Quantity,
    price: trigger,
    ageMs: Math.max(0, now - holding.openedAt),
    state: "watched",
    ...known({ marketPrice: market?.book.bestBid }),
  };
}

/** What is held, one row a strategy and market. */
export function positionViews(engine: Engine, now: number): PositionView[] {
  return [...engine.desk.holdings.open()].map((holding) => {
    const { market: ticker, quantity, cost, fees, exits, averagePrice } = holding;
    const mark = engine.mark(ticker, quantity);
    const grid = engine.market(ticker)?.grid;
    const stop = grid === undefined || engine.killed
      ? undefined
      : holding.stopTrigger ?? stopTrigger(holding, grid);
    const target = exits === undefined || engine.killed || engine.targetsOff
      ? undefined
      : takeProfitPrice(exits, averagePrice);
    return {
      market: ticker,
      strategy: holding.strategy,
      quantity,
      entryPrice: Math.round(cost * 100 / quantity) as Micros,
      fees,
      holdMs: Math.max(0, now - holding.openedAt),
      ...known({
        now: mark,
        unrealised: mark === undefined ? undefined : mark * quantity - cost as Micros,
        stop,
        takeProfit: target === undefined || grid === undefined ? undefined : ceilToGrid(grid, target),
      }),
    };
  });
}

/** All round trips, oldest first. */
export function closedTrades(engine: Engine): ClosedTradeView[] {
  return engine.desk.holdings.closed.map((trade) => ({
    market: trade.market,
    entry: trade.entryMicros,
    exit: trade.exitMicros,
    quantity: trade.quantity,
    pnl: trade.pnl,
    reason: trade.reason,
    holdMs: trade.closedAt - trade.openedAt,
  }));
}

function accountView(engine: Engine): AccountView {
  const { desk } = engine;
  const locked = desk.totalLocked();
  const results = desk.holdings.closed.map(({ pnl }) => pnl);
  return {
    balance: desk.portfolio.cash - locked as Micros,
    locked,
    equity: engine.equity(),
    dayPnl: engine.dayPnl(),
    exposure: desk.exposure(),
    wins: results.filter((pnl) => pnl > 0).length,
    losses: results.filter((pnl) => pnl < 0).length,
    fees: desk.portfolio.fees,
  };
}

function strategyView(standing: StrategyReport, market: string, at: number): StrategyView {
  const { name, stopped } = standing;
  if (stopped !== undefined) {
    return { name, decision: { at, kind: "refused", code: "STOPPED", detail: stopped } };
  }
  const reason = standing.whyNot(market);
  if (reason === undefined) return { name };
  const detail = formatReason(reason).slice(reason.code.length).replace(/^: /, "");
  const kind = reason.code === "ORDER_SENT" ? "entry" : "skipped";
  return { name, decision: { at, kind, code: reason.code, detail, market } };
}
