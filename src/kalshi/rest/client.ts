/**
 * Reads from the exchange, one method an endpoint that the program asks by itself.
 *
 * @module
 */
import { type Page, pages } from "./pages.ts";
import type { Result } from "../../core/result.ts";
import {
  type Query,
  type RestRefusal,
  RestTransport,
  type TransportOptions,
  wrongAnswer,
} from "./transport.ts";
import { type AccountLimitsAnswer, accountLimitsAnswer } from "../wire/account.ts";
import {
  type EventAnswer,
  eventAnswer,
  type EventsAnswer,
  eventsAnswer,
  type WireEvent,
} from "../wire/event.ts";
import { marketAnswer, type WireMarket } from "../wire/market.ts";
import {
  milestonesAnswer,
  structuredTargetsAnswer,
  type WireMilestone,
  type WireStructuredTarget,
} from "../wire/milestone.ts";
import { seriesAnswer, seriesListAnswer, type WireSeries } from "../wire/series.ts";

/** A value or a refusal, later. */
export type Reply<Value> = Promise<Result<Value, RestRefusal>>;
/** Page after page. */
export type Pages<Item> = AsyncGenerator<Result<Page<Item>, RestRefusal>, void, void>;

/** The reading half of the REST API. */
export class RestClient {
  /** The way to the exchange, for paths that have no method here and for answers as they came. */
  readonly transport: RestTransport;

  constructor(options: TransportOptions) {
    this.transport = new RestTransport(options);
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

  /** Milestones; at most 500 a page. */
  milestones(filter: Query, mostPages?: number): Pages<WireMilestone> {
    const query = { limit: 500, ...filter };
    return this.#pages(milestonesAnswer, "/milestones", query, (answer) => answer.milestones, mostPages);
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

/** Refuses an answer about something else than was asked for. */
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
