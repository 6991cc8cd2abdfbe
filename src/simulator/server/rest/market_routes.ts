/**
 * Markets, order books, trades, candlesticks.
 *
 * @module
 */
import type { MarketStatus } from "../../../core/market/events.ts";
import type { CandlesticksAnswer, CandlesticksBatchAnswer } from "../../../kalshi/wire/candlestick.ts";
import type { MarketAnswer, MarketsAnswer } from "../../../kalshi/wire/market.ts";
import type { OrderbookAnswer, OrderbooksAnswer } from "../../../kalshi/wire/orderbook.ts";
import type { TradesAnswer } from "../../../kalshi/wire/trade.ts";
import { CANDLE_MINUTES } from "../../exchange/candles.ts";
import { marketJson, orderbookJson, tradeJson } from "../../exchange/market_json.ts";
import type { MarketRecord, TradeRecord } from "../../exchange/market_record.ts";
import type { RestApp } from "./caller.ts";
import { eventOf, findEvent, findMarket, page, type RestContext } from "./answers.ts";
import { badRequest, notFound } from "./errors.ts";
import { Query } from "./query.ts";

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
export function statusFilter(query: Query): readonly MarketStatus[] | undefined {
  const word = query.choice("status", [...STATUS_FILTERS.keys()]);
  return word === undefined ? undefined : STATUS_FILTERS.get(word);
}

/** Which times a query of markets asks for, and under which words of `status` it may. */
const TIME_FILTERS: readonly { readonly name: string; readonly with: readonly string[] }[] = [
  { name: "created", with: ["unopened", "open"] },
  { name: "close", with: ["closed"] },
  { name: "settled", with: ["settled"] },
];

/** Refuses what the exchange documents as impossible: times of two kinds, or under a status they do not go with. */
function checkTimes(query: Query): void {
  const names = (name: string) => [`min_${name}_ts`, `max_${name}_ts`];
  query.exclusive(TIME_FILTERS.map(({ name }) => names(name)));
  const status = query.text("status");
  for (const { name, with: words } of TIME_FILTERS) {
    const given = names(name).find((each) => query.text(each) !== undefined);
    if (given !== undefined && status !== undefined && !words.includes(status)) {
      throw badRequest(`${given}: goes with no status, or with ${words.join(" or ")}, was "${status}"`);
    }
  }
  if (query.text("min_updated_ts") === undefined) return;
  const others = ["event_ticker", "tickers", "status", ...TIME_FILTERS.flatMap(({ name }) => names(name))]
    .filter((name) => query.text(name) !== undefined);
  if (others.length > 0) throw badRequest(`min_updated_ts: cannot be combined with ${others.join(", ")}`);
  if (query.text("mve_filter") === "only") throw badRequest("min_updated_ts: goes with mve_filter=exclude");
  if (query.text("series_ticker") !== undefined && query.text("mve_filter") === undefined) {
    throw badRequest("min_updated_ts: with series_ticker it wants mve_filter=exclude");
  }
}

/** Whether a time lies in the stretch that a query gives, ends included; a time that is not known lies in none. */
function within(query: Query, name: string, at: number | undefined): boolean {
  const from = query.seconds(`min_${name}_ts`);
  const to = query.seconds(`max_${name}_ts`);
  if (from === undefined && to === undefined) return true;
  return at !== undefined && at >= (from ?? -Infinity) && at <= (to ?? Infinity);
}

/** Adds the routes. */
export function addMarketRoutes(app: RestApp, { exchange, now }: RestContext): void {
  const json = (market: MarketRecord) => marketJson(exchange, eventOf(exchange, market), market);

  app.get("/markets", (context) => {
    const query = new Query(context.req.url);
    const statuses = statusFilter(query);
    const tickers = query.list("tickers");
    checkTimes(query);
    const updatedAfter = query.seconds("min_updated_ts") ?? -Infinity;
    // None of the markets is a combination of others.
    const combosOnly = query.choice("mve_filter", ["only", "exclude"]) === "only";
    const rows = combosOnly
      ? []
      : [...exchange.markets.values()].filter((market) =>
        (statuses?.includes(market.status) ?? true) &&
        (tickers?.includes(market.ticker) ?? true) &&
        query.matches("event_ticker", market.listing.ticker) &&
        query.matches("series_ticker", market.listing.series.ticker) &&
        within(query, "created", exchange.listedAt) &&
        within(query, "close", market.closeAt) &&
        within(query, "settled", market.settledAt) &&
        market.updatedAt > updatedAfter
      );
    const found = page(rows, query, { most: MOST_ROWS, least: 0 });
    const body: MarketsAnswer = { markets: found.rows.map(json), cursor: found.cursor };
    return context.json(body);
  });

  app.get("/markets/trades", (context) => {
    const query = new Query(context.req.url);
    const ticker = query.text("ticker");
    const from = query.seconds("min_ts") ?? 0;
    const to = query.seconds("max_ts") ?? Infinity;
    // None of the trades is a block trade.
    const rows = query.flag("is_block_trade") === true
      ? []
      : newestFirst([...exchange.markets.values()], ticker, from, to);
    const found = page(rows, query, { most: MOST_ROWS, least: 0 });
    const body: TradesAnswer = { trades: found.rows.map(tradeJson), cursor: found.cursor };
    return context.json(body);
  });

  app.get("/markets/orderbooks", (context) => {
    const tickers = new Query(context.req.url).repeated("tickers");
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
    const query = new Query(context.req.url);
    const tickers = query.list("market_tickers") ?? [];
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
    // 0 and anything below it mean all levels.
    const depth = new Query(context.req.url).whole("depth", -1e9, 100) ?? 0;
    const body: OrderbookAnswer = { orderbook_fp: orderbookJson(market, Math.max(0, depth)) };
    return context.json(body);
  });

  app.get("/series/:series/markets/:ticker/candlesticks", (context) => {
    const market = findMarket(exchange, context.req.param("ticker"));
    if (market.listing.series.ticker !== context.req.param("series")) throw notFound();
    const query = new Query(context.req.url);
    const body: CandlesticksAnswer = { ticker: market.ticker, candlesticks: candles(market, query, now()) };
    return context.json(body);
  });

  app.get("/series/:series/events/:event/candlesticks", (context) => {
    const event = findEvent(exchange, context.req.param("event"));
    if (event.listing.series.ticker !== context.req.param("series")) throw notFound();
    const query = new Query(context.req.url);
    const end = query.whole("end_ts", 0, 1e11) ?? 0;
    return context.json({
      market_tickers: event.markets.map((market) => market.ticker),
      market_candlesticks: event.markets.map((market) => candles(market, query, now())),
      adjusted_end_ts: end,
    });
  });
}

function candles(market: MarketRecord, query: Query, nowMs: number) {
  const from = query.whole("start_ts", 0, 1e11);
  const to = query.whole("end_ts", 0, 1e11);
  const minutes = query.whole("period_interval", 1, 1440);
  if (from === undefined || to === undefined) throw badRequest("start_ts and end_ts: expected Unix seconds");
  if (minutes === undefined || !CANDLE_MINUTES.includes(minutes)) {
    throw badRequest(`period_interval: expected one of ${CANDLE_MINUTES.join(", ")}`);
  }
  const read = market.candles.read(from, to, minutes, nowMs);
  if (query.flag("include_latest_before_start") !== true) return read;
  const before = market.candles.before(from, minutes);
  return before === undefined ? read : [before, ...read];
}

function newestFirst(
  markets: readonly MarketRecord[],
  ticker: string | undefined,
  fromMs: number,
  toMs: number,
): TradeRecord[] {
  const rows: TradeRecord[] = [];
  for (const market of markets) {
    if (ticker !== undefined && market.ticker !== ticker) continue;
    for (let index = market.trades.length - 1; index >= 0; index--) {
      const trade = market.trades[index];
      if (trade === undefined || trade.at < fromMs) break;
      if (trade.at <= toMs) rows.push(trade);
    }
  }
  return ticker === undefined ? rows.sort((one, other) => other.at - one.at) : rows;
}
