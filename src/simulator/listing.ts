/**
 * What a source wants listed: one event, its game and its two winner markets, under tickers such as the exchange's own.
 *
 * @module
 */
import type { FeeType } from "../core/fees.ts";
import type { League, Venue } from "../core/game.ts";
import { type Price, PRICE_ONE } from "../core/money.ts";
import { CENT_GRID, type TickGrid } from "../core/ticks.ts";
import type { Team } from "./game/game_event.ts";

/** A series of winner markets. */
export interface SeriesInfo {
  readonly ticker: string;
  readonly league: League;
  readonly title: string;
  readonly tag: "Basketball" | "Football";
  /** As in a milestone's `details.league` and in `competition`. */
  readonly leagueName: string;
  readonly competition: string;
  readonly feeType: FeeType;
  readonly exchangeIndex: number;
}

/** Series that the simulator knows. Shards as of September 2026: basketball is on 3, football on 0. */
export const SERIES: readonly SeriesInfo[] = [
  series("KXNBAGAME", "nba", "Pro Basketball Game", "Basketball", "NBA", "Pro Basketball (M)", "quadratic"),
  series(
    "KXNFLGAME",
    "nfl",
    "Pro Football Game",
    "Football",
    "NFL",
    "Pro Football",
    "quadratic_with_maker_fees",
  ),
];

function series(
  ticker: string,
  league: League,
  title: string,
  tag: SeriesInfo["tag"],
  leagueName: string,
  competition: string,
  feeType: FeeType,
): SeriesInfo {
  const exchangeIndex = tag === "Basketball" ? 3 : 0;
  return { ticker, league, title, tag, leagueName, competition, feeType, exchangeIndex };
}

/** Labels of tick grids that can be asked for. */
export type GridLabel = "linear_cent" | "tapered_deci_cent";

/** Grids by label. */
export const GRIDS: Readonly<Record<GridLabel, TickGrid>> = {
  linear_cent: CENT_GRID,
  tapered_deci_cent: [
    { start: 0 as Price, end: 1000 as Price, step: 10 as Price },
    { start: 1000 as Price, end: 9000 as Price, step: 100 as Price },
    { start: 9000 as Price, end: PRICE_ONE, step: 10 as Price },
  ],
};

/** A market that pays if one of the two teams wins. */
export interface MarketListing {
  readonly ticker: string;
  readonly venue: Venue;
}

/** A game and its markets. */
export interface EventListing {
  readonly series: SeriesInfo;
  readonly ticker: string;
  readonly home: Team;
  readonly away: Team;
  readonly grid: GridLabel;
  readonly markets: readonly MarketListing[];
  /** Virtual milliseconds of the start and, as expected, of the end. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** A date as in tickers, for example `26NOV22`: the calendar date in New York. */
export function tickerDate(unixMs: number): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York",
    year: "2-digit",
    month: "numeric",
    day: "2-digit",
  }).formatToParts(unixMs);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  return `${part("year")}${MONTHS[Number(part("month")) - 1]}${part("day")}`;
}

/** The event ticker of a game: away team first, as in the leagues of the United States. */
export function eventTicker(seriesTicker: string, unixMs: number, away: Team, home: Team): string {
  return `${seriesTicker}-${tickerDate(unixMs)}${away.code}${home.code}`;
}
