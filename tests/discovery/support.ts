/**
 * Answers of the exchange and of scoreboards in their recorded shapes, made by hand.
 *
 * @module
 */
import type { GamePhase } from "../../src/core/game/game.ts";
import type { ExchangeSide } from "../../src/discovery/exchange_games.ts";
import type { FeedSide } from "../../src/discovery/feed_games.ts";
import { type League, LEAGUE_INFO } from "../../src/core/game/leagues.ts";
import { matchGames } from "../../src/discovery/match.ts";
import { type Team, teamTable } from "../../src/discovery/team_table.ts";
import type { GameReading } from "../../src/feeds/feed.ts";
import type { WireEvent } from "../../src/kalshi/wire/event.ts";
import type { WireMarket } from "../../src/kalshi/wire/market.ts";
import type { WireMilestone, WireStructuredTarget } from "../../src/kalshi/wire/milestone.ts";
import type { DailyFeed } from "../../src/feeds/feeds.ts";

/** The date of all games here. */
export const DATE = "2026-11-22";
/** 19:30 in New York. */
export const START = Date.parse("2026-11-23T00:30:00Z");
/** One hour in milliseconds. */
export const HOUR = 3_600_000;

/** A team by its code. */
export function team(league: League, code: string): Team {
  const found = teamTable(league).teams.find((each) => each.code === code);
  if (found === undefined) throw new RangeError(`no team ${code} in ${league}`);
  return found;
}

/** What is out of the ordinary in a game of the exchange. */
export interface GameChanges {
  readonly event?: string;
  readonly startsAt?: number;
  readonly milestone?: false | Partial<WireMilestone>;
  readonly details?: Record<string, unknown>;
  /** Left out of `custom_strike`. */
  readonly strikes?: false;
  /** What the exchange calls the teams. */
  readonly names?: { readonly home: string; readonly away: string };
  readonly markets?: (markets: readonly WireMarket[]) => readonly WireMarket[];
}

/** A team's id at the exchange. */
export function targetId(league: League, code: string): string {
  return `target-${league}-${code}`;
}

/** A market that pays if a team wins. */
export function market(
  event: string,
  code: string,
  name: string,
  strike: Record<string, unknown> | null,
): WireMarket {
  return {
    ticker: `${event}-${code}`,
    event_ticker: event,
    market_type: "binary",
    title: "Winner?",
    yes_sub_title: name,
    no_sub_title: name,
    status: "active",
    strike_type: "structured",
    custom_strike: strike,
    price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
  };
}

/** One game as the exchange lists it: an event with two markets, its milestone, and two teams. */
export function exchangeGame(
  league: League,
  away: string,
  home: string,
  changes: GameChanges = {},
): ExchangeSide {
  const { series, tag, milestoneType } = LEAGUE_INFO[league];
  const event = changes.event ?? `${series}-26NOV22${away}${home}`;
  const startsAt = changes.startsAt ?? START;
  const ids = { home: targetId(league, home), away: targetId(league, away) };
  const names = changes.names ?? { home: team(league, home).city, away: team(league, away).city };
  const key = `${tag.toLowerCase()}_team`;
  const strike = (id: string) => changes.strikes === false ? null : { [key]: id };
  const markets = [
    market(event, away, names.away, strike(ids.away)),
    market(event, home, names.home, strike(ids.home)),
  ];
  const listed: WireEvent = {
    event_ticker: event,
    series_ticker: series,
    title: `${names.away} at ${names.home}`,
    sub_title: `${away} at ${home} (Nov 22)`,
    mutually_exclusive: true,
    markets: [...changes.markets?.(markets) ?? markets],
  };
  const milestone: WireMilestone = {
    id: `milestone-${event}`,
    category: "Sports",
    type: milestoneType,
    start_date: new Date(startsAt).toISOString(),
    source_ids: {},
    primary_event_tickers: [event],
    related_event_tickers: [event],
    details: {
      league: LEAGUE_INFO[league].milestoneLeague,
      home_team_id: ids.home,
      away_team_id: ids.away,
      main_game_event_ticker: event,
      status: "scheduled",
      ...changes.details,
    },
    ...(changes.milestone === false ? {} : changes.milestone ?? {}),
  };
  const target = (id: string, name: string, abbreviation: string): WireStructuredTarget => ({
    id,
    name,
    type: key,
    details: { abbreviation },
  });
  return {
    events: [listed],
    milestones: changes.milestone === false ? [] : [milestone],
    targets: [target(ids.home, names.home, home), target(ids.away, names.away, away)],
  };
}

/** Several games of the exchange as one answer. */
export function together(...sides: readonly ExchangeSide[]): ExchangeSide {
  return {
    events: sides.flatMap(({ events }) => events),
    milestones: sides.flatMap(({ milestones }) => milestones),
    targets: sides.flatMap(({ targets }) => targets),
  };
}

/** What is out of the ordinary in a feed's game. */
export interface ReadingChanges {
  readonly id?: string;
  readonly startsAt?: number;
  readonly phase?: GamePhase;
  readonly names?: { readonly home: string; readonly away: string };
}

/** One game as a feed lists it. */
export function reading(
  league: League,
  feed: DailyFeed,
  away: string,
  home: string,
  changes: ReadingChanges = {},
): GameReading {
  const side = (code: string, name: string | undefined) => {
    const found = teamTable(league).teams.find((each) => each.code === code);
    return {
      name: name ?? (found === undefined ? code : `${found.city} ${found.name}`),
      code,
      id: found?.ids[feed] ?? "",
      score: 0,
    };
  };
  return {
    game: {
      league,
      gameId: changes.id ?? `${feed}-${away}${home}`,
      home: side(home, changes.names?.home),
      away: side(away, changes.names?.away),
      phase: changes.phase ?? "scheduled",
      period: 0,
      secondsLeftInPeriod: 0,
      secondsLeftInGame: 2880,
      overtime: false,
    },
    startsAt: changes.startsAt ?? START,
  };
}

/** Matches games of one league. */
export function match(league: League, exchange: ExchangeSide, feeds: readonly FeedSide[]) {
  const { matches, refused } = matchGames({ table: teamTable(league), date: DATE, exchange, feeds });
  return { jobs: matches.map(({ job }) => job), matches, refused };
}
