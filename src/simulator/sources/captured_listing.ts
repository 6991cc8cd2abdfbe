/**
 * Listings made from the tickers of captured markets.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { codeOf, eventsOf, seriesOf, teamsOf } from "../../core/market/ticker.ts";
import { findTeam } from "../game/teams.ts";
import type { Team } from "../game/game_event.ts";
import { type EventListing, SERIES, type SeriesInfo } from "../listing.ts";

/** A game's length where nothing says it. */
const USUAL_GAME_MS = 3 * 3_600_000;

/** Groups market tickers such as `KXNBAGAME-26MAR18GSWBOS-BOS` into events. */
export function listingsOf(tickers: readonly string[]): Result<EventListing[]> {
  const codesByEvent = new Map<string, Set<string>>();
  for (const [ticker, event] of eventsOf(tickers)) {
    const codes = codesByEvent.get(event) ?? new Set();
    codesByEvent.set(event, codes.add(codeOf(ticker, event)));
  }
  const listings: EventListing[] = [];
  for (const [event, codes] of codesByEvent) {
    const listing = listingOf(event, [...codes]);
    if (listing === undefined) {
      return refuse(
        "capture_ticker_unknown",
        `Cannot list captured market: expected a ticker such as KXNBAGAME-26MAR18GSWBOS-BOS, was "${event}-${
          [...codes].join("|")
        }"`,
      );
    }
    listings.push(listing);
  }
  return succeed(listings);
}

function listingOf(event: string, codes: readonly string[]): EventListing | undefined {
  const series = SERIES.find((candidate) =>
    candidate.ticker === seriesOf(event) && candidate.question === "winner"
  );
  const teams = teamsOf(event);
  if (series === undefined || teams === undefined) return undefined;
  // Away, then home, without anything between them: the codes of the markets say where to cut.
  const first = codes[0] ?? "";
  const away = teams.startsWith(first) ? first : teams.slice(0, teams.length - first.length);
  const home = teams.slice(away.length);
  if (away === "" || home === "" || !codes.every((code) => code === away || code === home)) return undefined;
  return {
    series,
    ticker: event,
    home: teamOf(series, home),
    away: teamOf(series, away),
    grid: "linear_cent",
    markets: codes.map((code) => ({ ticker: `${event}-${code}`, teamSide: code === home ? "home" : "away" })),
    startsAtMs: 0,
    endsAtMs: USUAL_GAME_MS,
  };
}

function teamOf(series: SeriesInfo, code: string): Team {
  const league = series.league === "nfl" ? "nfl" : "nba";
  return findTeam(league, code) ?? { code, title: code, name: code };
}
