/**
 * Series, events, milestones, live data and structured targets.
 *
 * @module
 */
import type { Hono } from "hono";
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
import { SERIES } from "../../listing.ts";
import { commaList, findEvent, notFound, page, type RestContext } from "./answers.ts";
import { statusFilter } from "./market_routes.ts";

const MOST_EVENTS = 200;
const MOST_MILESTONES = 500;
const MOST_TARGETS = 2_000;

/** Adds the routes. */
export function addEventRoutes(app: Hono, context: RestContext): void {
  addSeriesRoutes(app, context);
  addEventOnlyRoutes(app, context);
  addMilestoneRoutes(app, context);
  addTargetRoutes(app, context);
}

function addSeriesRoutes(app: Hono, { exchange }: RestContext): void {
  app.get("/series", (context) => {
    const query = new URL(context.req.url).searchParams;
    const tags = commaList(query, "tags");
    const category = query.get("category");
    const rows = SERIES.filter((series) =>
      (tags?.includes(series.tag) ?? true) && (category === null || category === "Sports")
    );
    const body: SeriesListAnswer = { series: rows.map((series) => seriesJson(exchange, series)) };
    return context.json(body);
  });

  app.get("/series/fee_changes", (context) => {
    const body: SeriesFeeChangesAnswer = { series_fee_change_arr: [] };
    return context.json(body);
  });

  app.get("/series/:series", (context) => {
    const series = SERIES.find((candidate) => candidate.ticker === context.req.param("series"));
    if (series === undefined) throw notFound();
    const body: SeriesAnswer = { series: seriesJson(exchange, series) };
    return context.json(body);
  });
}

function addEventOnlyRoutes(app: Hono, { exchange }: RestContext): void {
  /** The winner markets' events of the games that these are about, each once. */
  const gamesOf = (events: readonly EventRecord[]) => [
    ...new Set(events.map((event) => exchange.events.get(event.listing.mainEvent ?? "") ?? event)),
  ];
  const marketsOf = (event: EventRecord) =>
    event.markets.map((market) => marketJson(exchange, event, market));

  app.get("/events", (context) => {
    const query = new URL(context.req.url).searchParams;
    const statuses = statusFilter(query);
    const tickers = commaList(query, "tickers");
    const series = query.get("series_ticker");
    const rows = [...exchange.events.values()].filter((event) =>
      (statuses === undefined || event.markets.some((market) => statuses.includes(market.status))) &&
      (tickers?.includes(event.listing.ticker) ?? true) &&
      (series === null || event.listing.series.ticker === series)
    );
    const found = page(rows, query, MOST_EVENTS, MOST_EVENTS);
    const nested = query.get("with_nested_markets") === "true";
    const body: EventsAnswer = {
      events: found.rows.map((event) => ({
        ...eventJson(exchange, event),
        ...(nested ? { markets: marketsOf(event) } : {}),
      })),
      ...(query.get("with_milestones") === "true"
        ? { milestones: gamesOf(found.rows).map((event) => milestoneJson(exchange, event)) }
        : {}),
      cursor: found.cursor,
    };
    return context.json(body);
  });

  app.get("/events/fee_changes", (context) => {
    const body: EventFeeChangesAnswer = { event_fee_changes: [], cursor: "" };
    return context.json(body);
  });

  app.get("/events/:event", (context) => {
    const event = findEvent(exchange, context.req.param("event"));
    const nested = new URL(context.req.url).searchParams.get("with_nested_markets") === "true";
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

function addMilestoneRoutes(app: Hono, { exchange }: RestContext): void {
  const games = () => [...exchange.events.values()].filter(({ listing }) => listing.mainEvent === undefined);
  const byId = (id: string) => games().find((event) => event.milestoneId === id);

  app.get("/milestones", (context) => {
    const query = new URL(context.req.url).searchParams;
    const related = query.get("related_event_ticker");
    const from = Date.parse(query.get("minimum_start_date") ?? "");
    const rows = games().filter((event) => {
      const milestone = milestoneJson(exchange, event);
      return (related === null || milestone.related_event_tickers?.includes(related) === true) &&
        matches(query, "type", milestone.type) && matches(query, "category", "Sports") &&
        matches(query, "competition", event.listing.series.competition) &&
        matches(query, "source_id", milestone.source_id ?? "") &&
        !(exchange.startOf(event) < from);
    });
    const found = page(rows, query, MOST_MILESTONES);
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
    const body: LiveDataAnswer = { live_data: liveDataJson(event) };
    return context.json(body);
  });

  app.get("/live_data/batch", (context) => {
    // A comma-joined list is one unknown id to the exchange, and the answer is then null.
    const ids = new URL(context.req.url).searchParams.getAll("milestone_ids");
    const found = ids.map(byId).filter((event) => event !== undefined);
    const body: LiveDataBatchAnswer = { live_datas: found.length === 0 ? null : found.map(liveDataJson) };
    return context.json(body);
  });
}

function matches(query: URLSearchParams, name: string, value: string): boolean {
  const wanted = query.get(name);
  return wanted === null || wanted === "" || wanted === value;
}

function addTargetRoutes(app: Hono, { exchange }: RestContext): void {
  const targets = () => {
    const found = new Map<string, WireStructuredTarget>();
    for (const event of exchange.events.values()) {
      for (const venue of ["home", "away"] as const) {
        const target = targetJson(exchange, event, venue);
        found.set(target.id, target);
      }
    }
    return found;
  };

  app.get("/structured_targets", (context) => {
    const query = new URL(context.req.url).searchParams;
    const ids = query.getAll("ids").flatMap((text) => text.split(",")).filter((id) => id !== "");
    const rows = [...targets().values()].filter((target) =>
      (ids.length === 0 || ids.includes(target.id)) && matches(query, "type", target.type ?? "")
    );
    const found = page(rows, query, MOST_TARGETS, MOST_TARGETS, "page_size");
    const body: StructuredTargetsAnswer = { structured_targets: [...found.rows], cursor: found.cursor };
    return context.json(body);
  });

  app.get("/structured_targets/:id", (context) => {
    const target = targets().get(context.req.param("id"));
    if (target === undefined) throw notFound();
    const body: StructuredTargetAnswer = { structured_target: target };
    return context.json(body);
  });
}
