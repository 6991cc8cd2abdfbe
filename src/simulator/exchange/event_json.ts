/**
 * Series, events, milestones and teams as REST sends them.
 *
 * @module
 */
import type { Venue } from "../../core/game.ts";
import type { WireEvent } from "../../kalshi/wire/event.ts";
import type { WireMilestone, WireStructuredTarget } from "../../kalshi/wire/milestone.ts";
import type { WireSeries } from "../../kalshi/wire/series.ts";
import type { SeriesInfo } from "../listing.ts";
import type { EventRecord } from "./event_record.ts";
import type { Exchange } from "./exchange.ts";
import { isoTime, uuidOf } from "./ids.ts";
import { gameTitle, teamKey } from "./market_json.ts";

const SETTLEMENT_SOURCES = [{ name: "ESPN", url: "https://www.espn.com/" }];

/** A series. */
export function seriesJson(exchange: Exchange, series: SeriesInfo): WireSeries {
  return {
    ticker: series.ticker,
    frequency: "custom",
    title: series.title,
    category: "Sports",
    categories: ["Sports"],
    tags: [series.tag],
    settlement_sources: SETTLEMENT_SOURCES,
    contract_url: null,
    contract_terms_url: null,
    product_metadata: { competition: series.competition, competition_scope: "Game" },
    additional_prohibitions: null,
    fee_type: series.feeType,
    fee_multiplier: 1,
    last_updated_ts: isoTime(exchange.openedAt),
    exchange_index: series.exchangeIndex,
  } as WireSeries;
}

/** An event without its markets. */
export function eventJson(exchange: Exchange, event: EventRecord): WireEvent {
  const { listing } = event;
  const { series } = listing;
  const day = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York",
    month: "short",
    day: "numeric",
  })
    .format(exchange.startOf(event));
  return {
    event_ticker: listing.ticker,
    series_ticker: series.ticker,
    title: gameTitle(event),
    sub_title: `${listing.away.code} at ${listing.home.code} (${day})`,
    collateral_return_type: "MECNET",
    mutually_exclusive: true,
    category: "Sports",
    strike_date: null,
    strike_period: null,
    product_metadata: { competition: series.competition, competition_scope: "Game" },
    settlement_sources: SETTLEMENT_SOURCES,
    last_updated_ts: isoTime(exchange.openedAt),
    fee_type_override: event.fees.feeType,
    fee_multiplier_override: event.fees.feeMultiplier,
    exchange_index: series.exchangeIndex,
  };
}

/** The game as a milestone. */
export function milestoneJson(exchange: Exchange, event: EventRecord): WireMilestone {
  const { listing, game } = event;
  const { series } = listing;
  const basketball = series.tag === "Basketball";
  const over = game?.phase === "final";
  const status = over
    ? "complete"
    : game === undefined || game.phase === "scheduled"
    ? "scheduled"
    : "inprogress";
  return {
    id: event.milestoneId,
    category: "Sports",
    type: basketball ? "basketball_game" : "football_game",
    start_date: isoTime(exchange.startOf(event)),
    end_date: over && event.gameAt !== undefined ? isoTime(event.gameAt) : null,
    title: gameTitle(event),
    notification_message: "The game is about to begin.",
    source_id: uuidOf(`source ${listing.ticker}`),
    source_ids: {},
    primary_event_tickers: [listing.ticker],
    related_event_tickers: [listing.ticker],
    details: {
      league: series.leagueName,
      home_team_id: event.targetIds.home,
      away_team_id: event.targetIds.away,
      main_game_event_ticker: listing.ticker,
      status,
    },
    last_updated_ts: isoTime(event.gameAt ?? exchange.openedAt),
  };
}

/** A team. */
export function targetJson(exchange: Exchange, event: EventRecord, venue: Venue): WireStructuredTarget {
  const team = event.listing[venue];
  return {
    id: event.targetIds[venue],
    name: team.name,
    type: teamKey(event),
    details: { abbreviation: team.code, short_name: team.title, league: event.listing.series.leagueName },
    source_id: uuidOf(`source team ${event.targetIds[venue]}`),
    source_ids: {},
    last_updated_ts: isoTime(exchange.openedAt),
  };
}
