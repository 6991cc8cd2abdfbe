/**
 * What discovery must know of each league: where its games are listed, and when it plays.
 *
 * @module
 */
import type { League } from "../core/game/game.ts";

/** A league as the exchange and the scoreboards know it. */
export interface LeagueInfo {
  readonly league: League;
  /** For people. */
  readonly title: string;
  /** The exchange's series of winner markets. */
  readonly series: string;
  /** The series' tag, by which its like can be looked up. */
  readonly tag: "Basketball" | "Football";
  /** `type` of the exchange's milestones. */
  readonly milestoneType: "basketball_game" | "football_game";
  /** First and last month with games, preseason and finals included; the season may run over New Year. */
  readonly season: { readonly from: number; readonly to: number };
}

/** All leagues, in the order in which they are shown. */
export const LEAGUE_INFO: readonly LeagueInfo[] = [
  {
    league: "nba",
    title: "NBA",
    series: "KXNBAGAME",
    tag: "Basketball",
    milestoneType: "basketball_game",
    season: { from: 10, to: 6 },
  },
  {
    league: "nfl",
    title: "NFL",
    series: "KXNFLGAME",
    tag: "Football",
    milestoneType: "football_game",
    season: { from: 8, to: 2 },
  },
  {
    league: "ncaamb",
    title: "NCAAMB",
    series: "KXNCAAMBGAME",
    tag: "Basketball",
    milestoneType: "basketball_game",
    season: { from: 11, to: 4 },
  },
  {
    league: "ncaaf",
    title: "NCAAF",
    series: "KXNCAAFGAME",
    tag: "Football",
    milestoneType: "football_game",
    season: { from: 8, to: 1 },
  },
  {
    league: "wnba",
    title: "WNBA",
    series: "KXWNBAGAME",
    tag: "Basketball",
    milestoneType: "basketball_game",
    season: { from: 4, to: 10 },
  },
];

/** What is known of a league. */
export function leagueInfo(league: League): LeagueInfo {
  const found = LEAGUE_INFO.find((info) => info.league === league);
  if (found === undefined) throw new TypeError(`Cannot find league ${league}: it has no row in the table`);
  return found;
}

/** The leagues that play in the month of a date such as `2026-11-22`. */
export function leaguesInSeason(date: string): readonly League[] {
  const month = Number(date.slice(5, 7));
  return LEAGUE_INFO.filter(({ season: { from, to } }) =>
    from <= to ? month >= from && month <= to : month >= from || month <= to
  ).map(({ league }) => league);
}
