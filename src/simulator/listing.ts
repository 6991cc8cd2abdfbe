/**
 * Describes what a source wants listed: one event, its game and its two winner markets, under tickers such as the exchange's own.
 *
 * @module
 */
import type { FeeType } from "../core/market/fees.ts";
import type { TeamSide } from "../core/game/game.ts";
import type { League } from "../core/game/leagues.ts";
import { type Price, PRICE_ONE } from "../core/numbers/money.ts";
import { CENT_GRID, type TickGrid } from "../core/market/ticks.ts";
import { tickerDate } from "../core/market/ticker.ts";
import { easternDate } from "../lib/new_york.ts";
import type { Team } from "./game/game_event.ts";

/** The question of a series' markets about a game: who wins, by how much, how many points there are. */
export type Question = "winner" | "spread" | "total";

/** A series of markets about games. */
export interface SeriesInfo {
  readonly ticker: string;
  readonly league: League;
  readonly question: Question;
  readonly title: string;
  readonly tag: "Basketball" | "Football";
  /** As in a milestone's `details.league` and in `competition`. */
  readonly leagueName: string;
  readonly competition: string;
  readonly feeType: FeeType;
  readonly exchangeIndex: number;
}

const NBA = {
  league: "nba",
  tag: "Basketball",
  leagueName: "NBA",
  competition: "Pro Basketball (M)",
  feeType: "quadratic",
  exchangeIndex: 3,
} as const;
const NFL = {
  league: "nfl",
  tag: "Football",
  leagueName: "NFL",
  competition: "Pro Football",
  feeType: "quadratic_with_maker_fees",
  exchangeIndex: 0,
} as const;

/** Series that the simulator knows. Shards as of September 2026: basketball is on 3, football on 0. */
export const SERIES: readonly SeriesInfo[] = [
  { ...NBA, ticker: "KXNBAGAME", question: "winner", title: "Pro Basketball Game" },
  { ...NBA, ticker: "KXNBASPREAD", question: "spread", title: "Pro Basketball Spread" },
  { ...NBA, ticker: "KXNBATOTAL", question: "total", title: "Pro Basketball Total Points" },
  { ...NFL, ticker: "KXNFLGAME", question: "winner", title: "Pro Football Game" },
  { ...NFL, ticker: "KXNFLSPREAD", question: "spread", title: "Pro Football Spread" },
  { ...NFL, ticker: "KXNFLTOTAL", question: "total", title: "Pro Football Total Points" },
];

/** Labels of tick grids that can be asked for. */
export const GRID_LABELS = ["linear_cent", "tapered_deci_cent"] as const;
/** A label of a tick grid. */
export type GridLabel = typeof GRID_LABELS[number];

/** Grids by label. */
export const GRIDS: Readonly<Record<GridLabel, TickGrid>> = {
  linear_cent: CENT_GRID,
  tapered_deci_cent: [
    { start: 0 as Price, end: 1000 as Price, step: 10 as Price },
    { start: 1000 as Price, end: 9000 as Price, step: 100 as Price },
    { start: 9000 as Price, end: PRICE_ONE, step: 10 as Price },
  ],
};

/** A market about a game. */
export interface MarketListing {
  readonly ticker: string;
  /** The team that has to win, or to lead by more than the line. A total has no team, and says `home`. */
  readonly teamSide: TeamSide;
  /** Points that have to be exceeded in a spread or a total; never whole, so that it is never met. */
  readonly line?: number;
  /** It is not listed before it is `created`. @default false */
  readonly listedLater?: boolean;
}

/** A game and its markets that ask one question. */
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
  /** The game's id at Sportradar, which milestones name. */
  readonly sportradarId?: string;
  /** The event of the same game's winner markets, where this is another one. */
  readonly mainEvent?: string;
}

/** Whether YES is right once a game has ended so. */
export function yesWins(
  question: Question,
  { teamSide, line = 0 }: MarketListing,
  score: Readonly<Record<TeamSide, number>>,
): boolean {
  if (question === "total") return score.home + score.away > line;
  const margin = teamSide === "home" ? score.home - score.away : score.away - score.home;
  return margin > line;
}

/**
 * Words the outcome of YES, for example `Boston`, `Boston wins by over 6.5 points`, `Over 214.5 points
 * scored`.
 */
export function yesTitle(listing: EventListing, { teamSide, line }: MarketListing): string {
  const { question } = listing.series;
  if (question === "total") return `Over ${line} points scored`;
  const { title } = listing[teamSide];
  return question === "spread" ? `${title} wins by over ${line} points` : title;
}

/** The event ticker of a game: away team first, as in the leagues of the United States. */
export function eventTicker(seriesTicker: string, unixMs: number, away: Team, home: Team): string {
  return `${seriesTicker}-${tickerDate(easternDate(unixMs))}${away.code}${home.code}`;
}
