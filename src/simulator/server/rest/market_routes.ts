/**
 * Markets, order books, trades, candlesticks.
 *
 * @module
 */
import type { Hono } from "hono";
import type { MarketStatus } from "../../../core/events.ts";
import type { CandlesticksAnswer, CandlesticksBatchAnswer } from "../../../kalshi/wire/candlestick.ts";
import type { MarketAnswer, MarketsAnswer } from "../../../kalshi/wire/market.ts";
import type { OrderbookAnswer, OrderbooksAnswer } from "../../../kalshi/wire/orderbook.ts";
import type { TradesAnswer } from "../../../kalshi/wire/trade.ts";
import { CANDLE_MINUTES } from "../../exchange/candles.ts";
import { marketJson, orderbookJson, tradeJson } from "../../exchange/market_json.ts";
import type { MarketRecord, TradeRecord } from "../../exchange/market_record.ts";
import {
  badRequest,
  commaList,
  eventOf,
  findEvent,
  findMarket,
  notFound,
  page,
  type RestContext,
  wholeNumber,
} from "./answers.ts";

const MOST_ROWS = 1_000;
const MOST_TICKERS = 100;
/** Words of a query's `status`, and what a market's `status` is then. */
const STATUS_FILTERS: ReadonlyMap<string, readonly MarketStatus[]> = new Map([
  ["unopened", ["initialized"]],
  ["open", ["active"]],
  ["paused", ["inactive"]],
  ["closed", ["closed", "determined", "disputed", "amended"]],
  ["settled", ["finalized"]],
]);

/** Which statuses a query asks for. */
export function statusFilter(query: URLSearchParams): readonly MarketStatus[] | undefined {
  const word = query.get("status");
  if (word === null || word === "") return undefined;
  const found = STATUS_FILTERS.get(word);
  if (found === undefined) {
    throw badRequest(`status: expected one of ${[...STATUS_FILTERS.keys()].join(", ")}, was "${word}"`);
  }
  return found;
}

/** Adds the routes. */
export function addMarketRoutes(app: Hono, { exchange, now }: RestContext): void {
  const json = (market: MarketRecord) => marketJson(exchange, eventOf(exchange, market), market);

  app.get("/markets", (context) => {
    const query = new URL(context.req.url).searchParams;
    const statuses = statusFilter(query);
    const tickers = commaList(query, "tickers");
    const event = query.get("event_ticker");
    const series = query.get("series_ticker");
    const rows = [...exchange.markets.values()].filter((market) =>
      (statuses?.includes(market.status) ?? true) &&
      (tickers?.includes(market.ticker) ?? true) &&
      (event === null || market.listing.ticker === event) &&
      (series === null || market.listing.series.ticker === series)
    );
    const found = page(rows, query, MOST_ROWS);
    const body: MarketsAnswer = { markets: found.rows.map(json), cursor: found.cursor };
    return context.json(body);
  });

  app.get("/markets/trades", (context) => {
    const query = new URL(context.req.url).searchParams;
    const ticker = query.get("ticker");
    const from = (wholeNumber(query, "min_ts", 0, 1e11) ?? 0) * 1000;
    const to = (wholeNumber(query, "max_ts", 0, 1e11) ?? 1e11) * 1000;
    const found = page(newestFirst([...exchange.markets.values()], ticker, from, to), query, MOST_ROWS);
    const body: TradesAnswer = { trades: found.rows.map(tradeJson), cursor: found.cursor };
    return context.json(body);
  });

  app.get("/markets/orderbooks", (context) => {
    const tickers = new URL(context.req.url).searchParams.getAll("tickers");
    if (tickers.length === 0 || tickers.length > MOST_TICKERS) {
      throw badRequest(`tickers: expected 1 to ${MOST_TICKERS}, were ${tickers.length}`);
    }
    const body: OrderbooksAnswer = {
      orderbooks: tickers.map((ticker) => ({
        ticker,
        orderbook_fp: orderbookJson(findMarket(exchange, ticker), 0),
      })),
    };
    return context.json(body);
  });

  app.get("/markets/candlesticks", (context) => {
    const query = new URL(context.req.url).searchParams;
    const tickers = commaList(query, "market_tickers") ?? [];
    if (tickers.length === 0 || tickers.length > MOST_TICKERS) {
      throw badRequest(`market_tickers: expected 1 to ${MOST_TICKERS}, were ${tickers.length}`);
    }
    const body: CandlesticksBatchAnswer = {
      markets: tickers.map((ticker) => ({
        market_ticker: ticker,
        candlesticks: candles(findMarket(exchange, ticker), query, now()),
      })),
    };
    return context.json(body);
  });

  app.get("/markets/:ticker", (context) => {
    const body: MarketAnswer = { market: json(findMarket(exchange, context.req.param("ticker"))) };
    return context.json(body);
  });

  app.get("/markets/:ticker/orderbook", (context) => {
    const market = findMarket(exchange, context.req.param("ticker"));
    const depth = wholeNumber(new URL(context.req.url).searchParams, "depth", 0, 100) ?? 0;
    const body: OrderbookAnswer = { orderbook_fp: orderbookJson(market, depth) };
    return context.json(body);
  });

  app.get("/series/:series/markets/:ticker/candlesticks", (context) => {
    const market = findMarket(exchange, context.req.param("ticker"));
    if (market.listing.series.ticker !== context.req.param("series")) throw notFound();
    const query = new URL(context.req.url).searchParams;
    const body: CandlesticksAnswer = { ticker: market.ticker, candlesticks: candles(market, query, now()) };
    return context.json(body);
  });

  app.get("/series/:series/events/:event/candlesticks", (context) => {
    const event = findEvent(exchange, context.req.param("event"));
    if (event.listing.series.ticker !== context.req.param("series")) throw notFound();
    const query = new URL(context.req.url).searchParams;
    const end = wholeNumber(query, "end_ts", 0, 1e11) ?? 0;
    return context.json({
      market_tickers: event.markets.map((market) => market.ticker),
      market_candlesticks: event.markets.map((market) => candles(market, query, now())),
      adjusted_end_ts: end,
    });
  });
}

function candles(market: MarketRecord, query: URLSearchParams, nowMs: number) {
  const from = wholeNumber(query, "start_ts", 0, 1e11);
  const to = wholeNumber(query, "end_ts", 0, 1e11);
  const minutes = wholeNumber(query, "period_interval", 1, 1440);
  if (from === undefined || to === undefined) throw badRequest("start_ts and end_ts: expected Unix seconds");
  if (minutes === undefined || !CANDLE_MINUTES.includes(minutes)) {
    throw badRequest(`period_interval: expected one of ${CANDLE_MINUTES.join(", ")}`);
  }
  return market.candles.read(from, to, minutes, nowMs);
}

function newestFirst(
  markets: readonly MarketRecord[],
  ticker: string | null,
  fromMs: number,
  toMs: number,
): TradeRecord[] {
  const rows: TradeRecord[] = [];
  for (const market of markets) {
    if (ticker !== null && market.ticker !== ticker) continue;
    for (let index = market.trades.length - 1; index >= 0; index--) {
      const trade = market.trades[index];
      if (trade === undefined || trade.at < fromMs) break;
      if (trade.at <= toMs) rows.push(trade);
    }
  }
  return ticker === null ? rows.sort((one, other) => other.at - one.at) : rows;
}
