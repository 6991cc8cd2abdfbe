/**
 * The engine's state, part by part, as plain data.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import { stopTrigger, takeProfitPrice } from "../core/execution/exit_plan.ts";
import { EXTERNAL, type Holding } from "../core/execution/holding.ts";
import { bestAskFor, bestBidFor, gridFor, inSide } from "../core/market/outcome_side.ts";
import { codeOf } from "../core/market/ticker.ts";
import { ceilToGrid } from "../core/market/ticks.ts";
import type { Market } from "../core/market/market.ts";
import { type Micros, NO_QUANTITY } from "../core/numbers/money.ts";
import { type AccountOrder, type Order, outcomeSideOf } from "../core/orders.ts";
import { formatReason, type Reason } from "../core/reasons.ts";
import type { GameView, StrategyDecision, StrategyView, TradingView } from "./session_view.ts";
import type { BookView, MarketRow } from "./market_view.ts";
import type { AccountView, ClosedTradeView, OrderView, PositionView } from "./order_view.ts";

/** Levels of a book a side. */
export const BOOK_LEVELS = 12;

/** Leaves out what is not known, as optional fields want it. */
export function known<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const found: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) found[name] = value as Exclude<T[typeof name], undefined>;
  }
  return found;
}

/** Whether new entries are allowed. */
export function tradingView(engine: Engine): TradingView {
  return {
    paused: engine.trading.entriesPaused,
    killed: engine.trading.killed,
    halted: engine.trading.halted !== undefined,
    ...known({ reason: engine.trading.halted }),
    unprotected: engine.unprotected,
  };
}

/** The games of exchange events, as far as they are known. @param lagMs how far a game is behind the book */
export function gameViews(
  engine: Engine,
  events: readonly string[],
  lagMs: (event: string) => number | undefined,
): GameView[] {
  return events.flatMap((event) => {
    const known = engine.game(event);
    const lag = lagMs(event);
    return known === undefined
      ? []
      : [{ event, game: known.game, at: known.at, ...(lag === undefined ? {} : { lagMs: lag }) }];
  });
}

/** The row of a market. @param stake the most that one more entry may cost in it */
export function marketRow(market: Market, stake?: Micros): MarketRow {
  const { book, last, previousLast } = market;
  const direction = last === undefined || previousLast === undefined
    ? undefined
    : last > previousLast
    ? "up" as const
    : "down" as const;
  return {
    ticker: market.ticker,
    event: market.event,
    label: codeOf(market.ticker, market.event),
    suspect: market.suspect !== undefined,
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
      bookAt: market.freshAt,
      grid: market.grid,
      fees: market.feesUnknown === undefined ? market.fees : undefined,
      stake,
    }),
  };
}

/** The book of a market. */
export function bookView({ ticker, book }: Market): BookView {
  return { market: ticker, bids: book.levels("bid", BOOK_LEVELS), asks: book.levels("ask", BOOK_LEVELS) };
}

function shortId(id: string): string {
  return id.slice(id.lastIndexOf("-") + 1);
}

/** Orders that are not done, stops that are watched, and what else rests on the account. */
export function orderViews(engine: Engine): OrderView[] {
  const resting = [...engine.orders.open.all()].map((order) => orderView(order, engine));
  const watched = [...engine.orders.holdings.open()].flatMap((holding) => watchedStop(holding, engine) ?? []);
  return [...resting, ...watched, ...[...engine.orders.external.orders()].map(externalOrder)];
}

/** An order of somebody else's on the account: in YES prices, since nobody says which side it means. */
function externalOrder({ orderId, market, side, price, remaining }: AccountOrder): OrderView {
  return {
    id: orderId.slice(-4),
    owner: EXTERNAL,
    market,
    side: side === "bid" ? "buy" : "sell",
    purpose: "manual",
    quantity: remaining,
    filled: NO_QUANTITY,
    price,
    state: "resting",
  };
}

function orderView(order: Order, engine: Engine): OrderView {
  const { request, filled } = order;
  const book = engine.market(request.market)?.book;
  const outcomeSide = outcomeSideOf(request);
  const buys = request.purpose === "entry";
  return {
    id: shortId(request.clientOrderId),
    clientOrderId: request.clientOrderId,
    owner: request.strategy,
    market: request.market,
    side: buys ? "buy" : "sell",
    ...(outcomeSide === "no" ? { outcomeSide } : {}),
    purpose: request.purpose === "max_hold" ? "exit" : request.purpose,
    quantity: order.size,
    filled,
    price: inSide(outcomeSide, request.price),
    createdAt: order.createdAt,
    state: orderState(order),
    ...known({
      marketPrice: book === undefined ? undefined : (buys ? bestAskFor : bestBidFor)(outcomeSide, book),
      queueAhead: engine.queueAhead(request.clientOrderId),
    }),
  };
}

function orderState({ state, cancelSentAt, filled }: Order): OrderView["state"] {
  // The most important thing to show of an order is that its state is unknown.
  if (state === "unknown") return "unknown";
  if (cancelSentAt !== undefined) return "cancelling";
  if (state === "submitting") return "pending";
  return filled > 0 ? "partly_filled" : "resting";
}

/** A stop is not an order at the exchange; it is shown with the orders anyway. */
function watchedStop(holding: Holding, engine: Engine): OrderView | undefined {
  const market = engine.market(holding.market);
  const { outcomeSide } = holding;
  // After a kill nothing is sent, a stop neither.
  if (market === undefined || !holding.isWatched || engine.trading.killed) return undefined;
  const trigger = stopTrigger(holding, gridFor(outcomeSide, market.grid));
  if (trigger === undefined) return undefined;
  return {
    id: "stop",
    owner: holding.strategy,
    market: holding.market,
    side: "sell",
    ...(outcomeSide === "no" ? { outcomeSide } : {}),
    purpose: "stop",
    quantity: holding.contracts,
    filled: NO_QUANTITY,
    price: trigger,
    createdAt: holding.openedAt,
    state: "watched",
    ...known({ marketPrice: bestBidFor(outcomeSide, market.book) }),
  };
}

/** Open positions, one row for each strategy and market. */
export function positionViews(engine: Engine): PositionView[] {
  return [...engine.orders.holdings.open()].map((holding) => {
    const { market: ticker, outcomeSide, quantity, contracts, cost, fees, exits, averagePrice } = holding;
    const yesMark = engine.account.mark(ticker, quantity);
    const mark = yesMark === undefined ? undefined : inSide(outcomeSide, yesMark);
    const yesGrid = engine.market(ticker)?.grid;
    const grid = yesGrid === undefined ? undefined : gridFor(outcomeSide, yesGrid);
    const stop = grid === undefined || engine.trading.killed
      ? undefined
      : holding.stopTrigger ?? stopTrigger(holding, grid);
    const target = exits === undefined || engine.trading.killed || engine.trading.isReducing
      ? undefined
      : takeProfitPrice(exits, averagePrice);
    return {
      market: ticker,
      strategy: holding.strategy,
      quantity,
      entryPrice: Math.round(cost * 100 / contracts) as Micros,
      fees,
      openedAt: holding.openedAt,
      ...(holding.isOrphan ? { unprotected: true as const } : {}),
      ...known({
        now: mark,
        unrealised: mark === undefined ? undefined : mark * contracts - cost as Micros,
        stop,
        takeProfit: target === undefined || grid === undefined ? undefined : ceilToGrid(grid, target),
      }),
    };
  });
}

/** Round trips, oldest first. @param from how many of them are left out */
export function closedTrades(engine: Engine, from = 0): ClosedTradeView[] {
  return engine.orders.holdings.closed.slice(from).map((trade) => ({
    market: trade.market,
    entry: trade.entryMicros,
    exit: trade.exitMicros,
    quantity: trade.quantity,
    pnl: trade.pnl,
    reason: trade.reason,
    holdMs: trade.closedAt - trade.openedAt,
  }));
}

/** The account. */
export function accountView(engine: Engine): AccountView {
  const { orders } = engine;
  const locked = orders.commitments.totalLocked();
  const results = orders.holdings.closed.map(({ pnl }) => pnl);
  return {
    balance: orders.commitments.freeCash,
    locked,
    equity: engine.account.equity(),
    dayPnl: orders.commitments.dayPnl(),
    exposure: orders.commitments.exposure(),
    wins: results.filter((pnl) => pnl > 0).length,
    losses: results.filter((pnl) => pnl < 0).length,
    fees: orders.portfolio.fees,
    precision: orders.portfolio.precision,
  };
}

/** The strategies, with what each last decided in every market. @param markets tickers */
export function strategyViews(engine: Engine, markets: readonly string[]): StrategyView[] {
  return engine.strategies.reports().map(({ name, stopped, whyNot }) => ({
    name,
    decisions: stopped === undefined
      ? markets.flatMap((market) => decisionView(whyNot(market), market) ?? [])
      : [{ kind: "refused", code: "STOPPED", detail: stopped }],
  }));
}

function decisionView(reason: Reason | undefined, market: string): StrategyDecision | undefined {
  if (reason === undefined) return undefined;
  const { code } = reason;
  const detail = formatReason(reason).slice(code.length).replace(/^: /, "");
  return { kind: code === "ORDER_SENT" ? "entry" : "skipped", code, detail, market };
}
