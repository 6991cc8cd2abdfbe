/**
 * What can be read from the exchange, one method an endpoint.
 *
 * @module
 */
import { type Page, pages } from "./pages.ts";
import type { Result } from "../../core/result.ts";
import {
  type Query,
  type ReadReply,
  type RestRefusal,
  RestTransport,
  type TransportOptions,
  wrongAnswer,
} from "./transport.ts";
import { type AccountLimitsAnswer, accountLimitsAnswer } from "../wire/account.ts";
import { candlesticksAnswer, type WireCandlestick } from "../wire/candlestick.ts";
import {
  type EventAnswer,
  eventAnswer,
  type EventsAnswer,
  eventsAnswer,
  type WireEvent,
} from "../wire/event.ts";
import {
  type ExchangeStatusAnswer,
  exchangeStatusAnswer,
  type ScheduleAnswer,
  scheduleAnswer,
} from "../wire/exchange.ts";
import { marketAnswer, type MarketsAnswer, marketsAnswer, type WireMarket } from "../wire/market.ts";
import {
  liveDataAnswer,
  type LiveDataBatchAnswer,
  liveDataBatchAnswer,
  milestoneAnswer,
  milestonesAnswer,
  structuredTargetAnswer,
  structuredTargetsAnswer,
  type WireLiveData,
  type WireMilestone,
  type WireStructuredTarget,
} from "../wire/milestone.ts";
import { orderbookAnswer, orderbooksAnswer, type WireOrderbook } from "../wire/orderbook.ts";
import { seriesAnswer, seriesListAnswer, type WireSeries } from "../wire/series.ts";
import { tradesAnswer, type WireTrade } from "../wire/trade.ts";

/** A value or a refusal, later. */
export type Reply<Value> = Promise<Result<Value, RestRefusal>>;
/** Page after page. */
export type Pages<Item> = AsyncGenerator<Result<Page<Item>, RestRefusal>, void, void>;

/** Ids that one request may name. */
const MOST_IDS = 100;

/** The reading half of the REST API. */
export class RestClient {
  /** The way to the exchange, for paths that have no method here and for answers as they came. */
  readonly transport: RestTransport;

  constructor(options: TransportOptions) {
    this.transport = new RestTransport(options);
  }

  /** Whether the exchange is open; 503 and 504 say it too. */
  exchangeStatus(): Reply<ExchangeStatusAnswer> {
    return this.transport.read(exchangeStatusAnswer, "/exchange/status", {}, { accept: [503, 504] });
  }

  /** When the exchange is open. */
  schedule(): Reply<ScheduleAnswer> {
    return this.transport.read(scheduleAnswer, "/exchange/schedule");
  }

  /** One series, which has the fees. */
  async series(ticker: string): Reply<WireSeries> {
    const path = `/series/${part(ticker)}`;
    const reply = pick(await this.transport.read(seriesAnswer, path), (answer) => answer.series);
    return about(reply, path, ticker, (series) => series.ticker);
  }

  /**
   * Series of a category.
   *
   * @param tags joined by commas, as the exchange splits them
   */
  async seriesList(
    filter: { readonly category?: string; readonly tags?: string },
  ): Reply<readonly WireSeries[]> {
    return pick(
      await this.transport.read(seriesListAnswer, "/series", filter),
      (answer) => answer.series ?? [],
    );
  }

  /** An event with its markets; one of another event has no business there and is left out. */
  async event(ticker: string): Reply<WireEvent> {
    const path = `/events/${part(ticker)}`;
    const reply = await this.transport.read(eventAnswer, path, { with_nested_markets: true });
    const found = pick(reply, ({ event, markets }: EventAnswer) => {
      const own = (event.markets ?? markets ?? []).filter((market) => market.event_ticker === ticker);
      return { ...event, markets: own };
    });
    return about(found, path, ticker, (event) => event.event_ticker);
  }

  /** Events, with their markets unless the filter says otherwise; at most 200 a page. */
  events(filter: Query, mostPages?: number): Pages<WireEvent> {
    const query = { limit: 200, with_nested_markets: true, ...filter };
    return this.#pages(eventsAnswer, "/events", query, (answer: EventsAnswer) => answer.events, mostPages);
  }

  /** One market. */
  async market(ticker: string): Reply<WireMarket> {
    const path = `/markets/${part(ticker)}`;
    const reply = pick(await this.transport.read(marketAnswer, path), (answer) => answer.market);
    return about(reply, path, ticker, (market) => market.ticker);
  }

  /** Markets; at most 1000 a page. */
  markets(filter: Query, mostPages?: number): Pages<WireMarket> {
    const query = { limit: 1000, ...filter };
    return this.#pages(
      marketsAnswer,
      "/markets",
      query,
      (answer: MarketsAnswer) => answer.markets,
      mostPages,
    );
  }

  /**
   * An order book: bids of both outcomes.
   *
   * @param depth levels a side; 0 is all
   */
  async orderbook(ticker: string, depth = 0): Reply<WireOrderbook> {
    const path = `/markets/${part(ticker)}/orderbook`;
    return pick(await this.transport.read(orderbookAnswer, path, { depth }), (answer) => answer.orderbook_fp);
  }

  /** Order books of up to 100 markets, of those that were asked for. */
  async orderbooks(tickers: readonly string[]): Reply<ReadonlyMap<string, WireOrderbook>> {
    const reply = await this.transport.read(orderbooksAnswer, "/markets/orderbooks", { tickers });
    return pick(
      reply,
      ({ orderbooks }) =>
        new Map(
          (orderbooks ?? []).flatMap(({ ticker, orderbook_fp }) =>
            tickers.includes(ticker) ? [[ticker, orderbook_fp] as const] : []
          ),
        ),
    );
  }

  /** Public trades, the newest first; at most 1000 a page. */
  trades(filter: Query, mostPages?: number): Pages<WireTrade> {
    return this.#pages(
      tradesAnswer,
      "/markets/trades",
      { limit: 1000, ...filter },
      (one) => one.trades,
      mostPages,
    );
  }

  /**
   * Candlesticks of a market.
   *
   * The exchange cuts a list beyond about 5,000 off without a word, so the span is cut into parts of that length.
   *
   * @param startSeconds Unix seconds
   * @param endSeconds Unix seconds
   * @param periodMinutes 1, 60 or 1440
   */
  async candlesticks(
    series: string,
    ticker: string,
    startSeconds: number,
    endSeconds: number,
    periodMinutes: 1 | 60 | 1440,
  ): Reply<readonly WireCandlestick[]> {
    const path = `/series/${part(series)}/markets/${part(ticker)}/candlesticks`;
    const spanSeconds = 4_500 * periodMinutes * 60;
    const byEnd = new Map<number, WireCandlestick>();
    for (let start = startSeconds; start < endSeconds; start += spanSeconds) {
      const end = Math.min(endSeconds, start + spanSeconds);
      const query = { start_ts: start, end_ts: end, period_interval: periodMinutes };
      const reply = await this.transport.read(candlesticksAnswer, path, query);
      if (!reply.ok) return reply;
      // Both ends are inclusive, so neighbouring parts share a candle.
      for (const candle of reply.value.candlesticks ?? []) byEnd.set(candle.end_period_ts, candle);
    }
    return {
      ok: true,
      value: [...byEnd.values()].sort((first, second) => first.end_period_ts - second.end_period_ts),
    };
  }

  /** Milestones; at most 500 a page. */
  milestones(filter: Query, mostPages?: number): Pages<WireMilestone> {
    const query = { limit: 500, ...filter };
    return this.#pages(milestonesAnswer, "/milestones", query, (answer) => answer.milestones, mostPages);
  }

  /** One milestone. */
  async milestone(id: string): Reply<WireMilestone> {
    const path = `/milestones/${part(id)}`;
    const reply = pick(await this.transport.read(milestoneAnswer, path), (answer) => answer.milestone);
    return about(reply, path, id, (milestone) => milestone.id);
  }

  /** Live data of one milestone. */
  async liveData(id: string): Reply<WireLiveData> {
    const path = `/live_data/milestone/${part(id)}`;
    const reply = pick(await this.transport.read(liveDataAnswer, path), (answer) => answer.live_data);
    return about(reply, path, id, (live) => live.milestone_id);
  }

  /** Live data of milestones, asked for by the hundred. The ids are a repeated parameter: joined, they give nothing. */
  async liveDataBatch(ids: readonly string[]): Reply<readonly WireLiveData[]> {
    const found: WireLiveData[] = [];
    for (let start = 0; start < ids.length; start += MOST_IDS) {
      const some = ids.slice(start, start + MOST_IDS);
      const reply: ReadReply<LiveDataBatchAnswer> = await this.transport.read(
        liveDataBatchAnswer,
        "/live_data/batch",
        { milestone_ids: some },
      );
      if (!reply.ok) return reply;
      found.push(...(reply.value.live_datas ?? []).filter((live) => some.includes(live.milestone_id)));
    }
    return { ok: true, value: found };
  }

  /** One team or player. */
  async structuredTarget(id: string): Reply<WireStructuredTarget> {
    const path = `/structured_targets/${part(id)}`;
    const reply = await this.transport.read(structuredTargetAnswer, path);
    return about(pick(reply, (answer) => answer.structured_target), path, id, (target) => target.id);
  }

  /** Teams and players; at most 2000 a page. */
  structuredTargets(filter: Query, mostPages?: number): Pages<WireStructuredTarget> {
    const query = { page_size: 2000, ...filter };
    const path = "/structured_targets";
    return this.#pages(
      structuredTargetsAnswer,
      path,
      query,
      (answer) => answer.structured_targets,
      mostPages,
    );
  }

  /** The account's own rate limits; needs a key. */
  accountLimits(): Reply<AccountLimitsAnswer> {
    return this.transport.read(accountLimitsAnswer, "/account/limits");
  }

  #pages<Answer extends { readonly cursor?: string | null | undefined }, Item>(
    schema: Parameters<typeof this.transport.read<Answer>>[0],
    path: string,
    query: Query,
    items: (answer: Answer) => readonly Item[] | null | undefined,
    mostPages?: number,
  ): Pages<Item> {
    return pages<Item>(async (cursor) => {
      const reply = await this.transport.read(schema, path, { ...query, cursor });
      if (!reply.ok) return reply;
      const { value, leftOut } = reply;
      return { ok: true, value: { items: items(value) ?? [], cursor: value.cursor, leftOut } };
    }, mostPages);
  }
}

function pick<From, To>(
  reply: Result<From, RestRefusal>,
  use: (value: From) => To,
): Result<To, RestRefusal> {
  return reply.ok ? { ok: true, value: use(reply.value) } : reply;
}

/** What is answered must be what was asked. */
function about<Value>(
  reply: Result<Value, RestRefusal>,
  path: string,
  asked: string,
  name: (value: Value) => string,
): Result<Value, RestRefusal> {
  if (!reply.ok) return reply;
  const got = name(reply.value);
  return got === asked ? reply : wrongAnswer(path, asked, got);
}

function part(text: string): string {
  return encodeURIComponent(text);
}
