/**
 * Series, events, milestones and teams as REST sends them.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import { formatQuantity, type Quantity } from "../../core/numbers/money.ts";
import { easternText } from "../../lib/new_york.ts";
import type { WireEvent } from "../../kalshi/wire/event.ts";
import type { WireMilestone, WireStructuredTarget } from "../../kalshi/wire/milestone.ts";
import type { WireSeries } from "../../kalshi/wire/series.ts";
import type { Question, SeriesInfo } from "../listing.ts";
import type { EventRecord } from "./event_record.ts";
import type { Exchange } from "./exchange.ts";
import { isoTime, uuidOf } from "../ids.ts";
import { gameTitle, teamKey } from "./market_json.ts";

const SCOPES: Readonly<Record<Question, string>> = { winner: "Game", spread: "Spread", total: "Total" };
const EVENT_TITLES: Readonly<Record<Question, (game: string) => string>> = {
  winner: (game) => game,
  spread: (game) => `${game}: Spread`,
  total: (game) => `${game}: Total Points`,
};
const SETTLEMENT_SOURCES = [{ name: "ESPN", url: "https://www.espn.com/" }];

/** The fields of a series that are sent only where they are asked for. */
export interface SeriesParts {
  /** Contracts traded over all its events. */
  readonly volume: boolean;
  readonly metadata: boolean;
}

/** A series. */
export function seriesJson(exchange: Exchange, series: SeriesInfo, parts: SeriesParts): WireSeries {
  return {
    ticker: series.ticker,
    frequency: "custom",
    title: series.title,
    category: "Sports",
    categories: ["Sports"],
    tags: [series.tag],
    settlement_sources: SETTLEMENT_SOURCES,
    contract_url: "",
    contract_terms_url: "",
    product_metadata: parts.metadata ? scope(series) : null,
    additional_prohibitions: null,
    fee_type: series.feeType,
    fee_multiplier: 1,
    last_updated_ts: isoTime(exchange.openedAt),
    exchange_index: series.exchangeIndex,
    ...(parts.volume ? { volume_fp: formatQuantity(volumeOf(exchange, series)) } : {}),
  } as WireSeries;
}

function volumeOf(exchange: Exchange, series: SeriesInfo): Quantity {
  let sum = 0;
  for (const market of exchange.markets.values()) {
    if (market.listing.series.ticker === series.ticker) sum += market.volume;
  }
  return sum as Quantity;
}

/** An event without its markets. */
export function eventJson(exchange: Exchange, event: EventRecord): WireEvent {
  const { listing } = event;
  const { series } = listing;
  const day = easternText(exchange.startOf(event), { month: "short", day: "numeric" });
  return {
    event_ticker: listing.ticker,
    series_ticker: series.ticker,
    title: EVENT_TITLES[series.question](gameTitle(event)),
    sub_title: `${listing.away.code} at ${listing.home.code} (${day})`,
    collateral_return_type: series.question === "winner" ? "MECNET" : "",
    mutually_exclusive: series.question === "winner",
    category: "Sports",
    strike_date: null,
    strike_period: null,
    product_metadata: scope(series),
    settlement_sources: SETTLEMENT_SOURCES,
    last_updated_ts: isoTime(exchange.openedAt),
    fee_type_override: event.fees.feeType,
    fee_multiplier_override: event.fees.feeMultiplier,
    exchange_index: series.exchangeIndex,
  };
}

/** The fields by which the exchange groups similar events. */
function scope({ competition, question }: SeriesInfo) {
  return { competition, competition_scope: SCOPES[question] };
}

/** The events of a game: that of its winner markets first. */
function eventsOf(exchange: Exchange, main: string): string[] {
  const others = [...exchange.events.values()].filter(({ listing }) => listing.mainEvent === main);
  return [main, ...others.map(({ listing }) => listing.ticker)];
}

/** The game as a milestone. @param event that of its winner markets */
export function milestoneJson(exchange: Exchange, event: EventRecord): WireMilestone {
  const { listing, shown: game } = event;
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
    source_ids: listing.sportradarId === undefined ? {} : { source_3_id: listing.sportradarId },
    primary_event_tickers: eventsOf(exchange, listing.ticker),
    related_event_tickers: eventsOf(exchange, listing.ticker),
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

/** A team, by the name that the exchange cuts short: `Los Angeles L`. */
export function targetJson(exchange: Exchange, event: EventRecord, teamSide: TeamSide): WireStructuredTarget {
  const team = event.listing[teamSide];
  return {
    id: event.targetIds[teamSide],
    name: team.title,
    type: teamKey(event),
    details: { abbreviation: team.code, short_name: team.code, league: event.listing.series.leagueName },
    source_id: uuidOf(`source team ${event.targetIds[teamSide]}`),
    source_ids: {},
    last_updated_ts: isoTime(exchange.openedAt),
  };
}
