/**
 * Series, events, milestones, live data and structured targets.
 *
 * @module
 */
import type { EventAnswer, EventFeeChangesAnswer, EventsAnswer } from "../../../kalshi/wire/event.ts";
import type {
  LiveDataAnswer,
  LiveDataBatchAnswer,
  MilestoneAnswer,
  MilestonesAnswer,
  StructuredTargetAnswer,
  StructuredTargetsAnswer,
  WireStructuredTarget,
} from "../../../kalshi/wire/milestone.ts";
import type { SeriesAnswer, SeriesFeeChangesAnswer, SeriesListAnswer } from "../../../kalshi/wire/series.ts";
import { eventJson, milestoneJson, seriesJson, targetJson } from "../../exchange/event_json.ts";
import type { EventRecord } from "../../exchange/event_record.ts";
import { liveDataJson } from "../../exchange/live_data_json.ts";
import { marketJson } from "../../exchange/market_json.ts";
import { SERIES, type SeriesInfo } from "../../listing.ts";
import type { RestApp } from "./caller.ts";
import { findEvent, page, type RestContext } from "./answers.ts";
import { badRequest, notFound } from "./errors.ts";
import { statusFilter } from "./market_routes.ts";
import { Query } from "./query.ts";

const MOST_EVENTS = 200;
const MOST_FEE_CHANGES = 1_000;
const MOST_MILESTONES = 500;
const MOST_TARGETS = 2_000;
const MOST_LIVE_DATA = 100;
/** Events have no `paused`: markets have. */
const EVENT_STATUSES = ["unopened", "open", "closed", "settled"];

/** Adds the routes. */
export function addEventRoutes(app: RestApp, context: RestContext): void {
  addSeriesRoutes(app, context);
  addEventOnlyRoutes(app, context);
  addMilestoneRoutes(app, context);
  addTargetRoutes(app, context);
}

function addSeriesRoutes(app: RestApp, { exchange }: RestContext): void {
  const json = (series: SeriesInfo, query: Query, metadata = query.flag("include_product_metadata")) =>
    seriesJson(exchange, series, {
      volume: query.flag("include_volume") === true,
      metadata: metadata === true,
    });

  app.get("/series", (context) => {
    const query = new Query(context.req.url);
    const tags = query.list("tags");
    const updatedAfter = query.seconds("min_updated_ts") ?? -Infinity;
    const rows = SERIES.filter((series) =>
      (tags?.includes(series.tag) ?? true) && query.matches("category", "Sports") &&
      exchange.openedAt > updatedAfter
    );
    const body: SeriesListAnswer = { series: rows.map((series) => json(series, query)) };
    return context.json(body);
  });

  app.get("/series/fee_changes", (context) => {
    new Query(context.req.url).flag("show_historical");
    const body: SeriesFeeChangesAnswer = { series_fee_change_arr: [] };
    return context.json(body);
  });

  app.get("/series/:series", (context) => {
    const series = SERIES.find((candidate) => candidate.ticker === context.req.param("series"));
    if (series === undefined) throw notFound();
    const body: SeriesAnswer = { series: json(series, new Query(context.req.url), true) };
    return context.json(body);
  });
}

function addEventOnlyRoutes(app: RestApp, { exchange }: RestContext): void {
  /** The winner markets' events of the games that these are about, each once. */
  const gamesOf = (events: readonly EventRecord[]) => [
    ...new Set(events.map((event) => exchange.events.get(event.listing.mainEvent ?? "") ?? event)),
  ];
  const marketsOf = (event: EventRecord) =>
    event.markets.map((market) => marketJson(exchange, event, market));

  app.get("/events", (context) => {
    const query = new Query(context.req.url);
    query.choice("status", EVENT_STATUSES);
    const statuses = statusFilter(query);
    const tickers = query.list("tickers");
    const closesAfter = query.seconds("min_close_ts") ?? -Infinity;
    const updatedAfter = query.seconds("min_updated_ts") ?? -Infinity;
    const rows = [...exchange.events.values()].filter((event) =>
      event.markets.some((market) => statuses?.includes(market.status) ?? true) &&
      event.markets.some((market) => market.closeAt > closesAfter) &&
      event.markets.some((market) => market.updatedAt > updatedAfter) &&
      (tickers?.includes(event.listing.ticker) ?? true) &&
      query.matches("series_ticker", event.listing.series.ticker)
    );
    const found = page(rows, query, { most: MOST_EVENTS, usual: MOST_EVENTS });
    const nested = query.flag("with_nested_markets") === true;
    const body: EventsAnswer = {
      events: found.rows.map((event) => ({
        ...eventJson(exchange, event),
        ...(nested ? { markets: marketsOf(event) } : {}),
      })),
      ...(query.flag("with_milestones") === true
        ? { milestones: gamesOf(found.rows).map((event) => milestoneJson(exchange, event)) }
        : {}),
      cursor: found.cursor,
    };
    return context.json(body);
  });

  app.get("/events/fee_changes", (context) => {
    const { rows, cursor } = page([], new Query(context.req.url), { most: MOST_FEE_CHANGES });
    const body: EventFeeChangesAnswer = { event_fee_changes: [...rows], cursor };
    return context.json(body);
  });

  app.get("/events/:event", (context) => {
    const event = findEvent(exchange, context.req.param("event"));
    const nested = new Query(context.req.url).flag("with_nested_markets") === true;
    const markets = marketsOf(event);
    const body: EventAnswer = nested
      ? { event: { ...eventJson(exchange, event), markets }, markets: [] }
      : { event: eventJson(exchange, event), markets };
    return context.json(body);
  });

  app.get("/events/:event/metadata", (context) => {
    const event = findEvent(exchange, context.req.param("event"));
    return context.json({
      image_url: "",
      market_details: event.markets.map((market) => ({
        market_ticker: market.ticker,
        image_url: "",
        color_code: "",
      })),
      settlement_sources: eventJson(exchange, event).settlement_sources,
      ...eventJson(exchange, event).product_metadata,
    });
  });
}

function addMilestoneRoutes(app: RestApp, { exchange }: RestContext): void {
  const games = () => [...exchange.events.values()].filter(({ listing }) => listing.mainEvent === undefined);
  const byId = (id: string) => games().find((event) => event.milestoneId === id);

  app.get("/milestones", (context) => {
    const query = new Query(context.req.url);
    const from = query.time("minimum_start_date") ?? -Infinity;
    const updatedAfter = query.seconds("min_updated_ts") ?? -Infinity;
    const rows = games().filter((event) => {
      const milestone = milestoneJson(exchange, event);
      return query.matches("related_event_ticker", ...milestone.related_event_tickers ?? []) &&
        query.matches("type", milestone.type) && query.matches("category", "Sports") &&
        query.matches("competition", event.listing.series.competition) &&
        query.matches("source_id", milestone.source_id ?? undefined) &&
        exchange.startOf(event) >= from &&
        (event.gameAt ?? exchange.openedAt) > updatedAfter;
    });
    const found = page(rows, query, { most: MOST_MILESTONES });
    const milestones = found.rows.map((event) => milestoneJson(exchange, event));
    const body: MilestonesAnswer = { milestones, cursor: found.cursor };
    return context.json(body);
  });

  app.get("/milestones/:id", (context) => {
    const event = byId(context.req.param("id"));
    if (event === undefined) throw notFound();
    const body: MilestoneAnswer = { milestone: milestoneJson(exchange, event) };
    return context.json(body);
  });

  app.get("/live_data/milestone/:id", (context) => {
    const event = byId(context.req.param("id"));
    if (event === undefined) throw notFound();
    // Games have no players, and so no statistics of any.
    new Query(context.req.url).flag("include_player_stats");
    const body: LiveDataAnswer = { live_data: liveDataJson(event) };
    return context.json(body);
  });

  app.get("/live_data/milestone/:id/game_stats", (context) => {
    if (byId(context.req.param("id")) === undefined) throw notFound();
    // What the exchange answers where the provider has no play-by-play.
    return context.json({ pbp: null });
  });

  app.get("/live_data/batch", (context) => {
    // A comma-joined list is one unknown id to the exchange, and the answer is then null.
    const query = new Query(context.req.url);
    query.flag("include_player_stats");
    const ids = query.repeated("milestone_ids");
    if (ids.length === 0 || ids.length > MOST_LIVE_DATA) {
      throw badRequest(`milestone_ids: expected 1 to ${MOST_LIVE_DATA}, were ${ids.length}`);
    }
    const found = ids.map(byId).filter((event) => event !== undefined);
    const body: LiveDataBatchAnswer = { live_datas: found.length === 0 ? null : found.map(liveDataJson) };
    return context.json(body);
  });
}

function addTargetRoutes(app: RestApp, { exchange }: RestContext): void {
  /** By id, each with the words of `competition` that find it. */
  const targets = () => {
    const found = new Map<string, { target: WireStructuredTarget; competitions: readonly string[] }>();
    for (const event of exchange.events.values()) {
      const { leagueName, competition } = event.listing.series;
      for (const teamSide of ["home", "away"] as const) {
        const target = targetJson(exchange, event, teamSide);
        found.set(target.id, { target, competitions: [leagueName, competition] });
      }
    }
    return found;
  };

  app.get("/structured_targets", (context) => {
    const query = new Query(context.req.url);
    const ids = query.repeated("ids");
    const rows = [...targets().values()].filter(({ target, competitions }) =>
      (ids.length === 0 || ids.includes(target.id)) && query.matches("type", target.type ?? undefined) &&
      query.matches("competition", ...competitions)
    );
    const found = page(rows, query, { most: MOST_TARGETS, limitName: "page_size" });
    const body: StructuredTargetsAnswer = {
      structured_targets: found.rows.map(({ target }) => target),
      cursor: found.cursor,
    };
    return context.json(body);
  });

  app.get("/structured_targets/:id", (context) => {
    const found = targets().get(context.req.param("id"));
    if (found === undefined) throw notFound();
    const body: StructuredTargetAnswer = { structured_target: found.target };
    return context.json(body);
  });
}
