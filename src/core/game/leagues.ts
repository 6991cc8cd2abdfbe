/**
 * The leagues the program knows: one row each, from which types, schemas, help and requests are made.
 *
 * A new league is a row here, `config/<league>.json` and `config/teams/<league>.json`; the type check then asks for the two
 * imports of those files, and the tests name what is still missing.
 *
 * @module
 */

/** Periods of regulation and their length in seconds. */
export interface Regulation {
  readonly periods: number;
  readonly periodSeconds: number;
  readonly overtimeSeconds: number;
}

/** A league as the exchange and the scoreboards know it. */
export interface LeagueInfo {
  /** Its name for people. */
  readonly title: string;
  /** The exchange's series of winner markets. */
  readonly series: string;
  /** The series' tag, by which its like can be looked up. */
  readonly tag: "Basketball" | "Football";
  /** `type` of the exchange's milestones. */
  readonly milestoneType: "basketball_game" | "football_game";
  /** `details.league` of a milestone. */
  readonly milestoneLeague: string;
  /** First and last month with games, preseason and finals included; the season may run over New Year. */
  readonly season: { readonly from: number; readonly to: number };
  /** How long a game is. */
  readonly regulation: Regulation;
  /** Whether the teams are colleges': mascots are shared by many, and so are codes between sources. */
  readonly college: boolean;
  /** Codes of one team that the exchange and the feeds write differently. The first one stands for all. */
  readonly sameCodes: readonly (readonly string[])[];
  readonly espn: EspnLeague;
  readonly sportradar: SportradarLeague;
}

/** How ESPN names a league. */
export interface EspnLeague {
  /** In paths. */
  readonly sport: string;
  /** The last part of its path, and its name in answers. */
  readonly slug: string;
  /** Its number in answers and in an event's `uid`. */
  readonly uid: string;
  /** The group of teams to ask for; without one ESPN shows ranked college teams only. */
  readonly group?: string;
}

/** How Sportradar names a league. */
export interface SportradarLeague {
  /** The first part of its paths. */
  readonly slug: string;
  /** The answer that shows one game; left out: the league is not bought here. */
  readonly game?: { readonly product: string; readonly version: string; readonly answer: string };
}

const ROWS = {
  nba: {
    title: "NBA",
    series: "KXNBAGAME",
    tag: "Basketball",
    milestoneType: "basketball_game",
    milestoneLeague: "NBA",
    season: { from: 10, to: 6 },
    regulation: { periods: 4, periodSeconds: 720, overtimeSeconds: 300 },
    college: false,
    sameCodes: [
      ["GSW", "GS"],
      ["NYK", "NY"],
      ["SAS", "SA"],
      ["NOP", "NO"],
      ["UTA", "UTAH"],
      ["WAS", "WSH"],
      ["PHX", "PHO"],
      ["BKN", "BRK"],
      ["CHA", "CHO"],
    ],
    espn: { sport: "basketball", slug: "nba", uid: "46" },
    sportradar: { slug: "nba", game: { product: "nba", version: "v8", answer: "summary" } },
  },
  nfl: {
    title: "NFL",
    series: "KXNFLGAME",
    tag: "Football",
    milestoneType: "football_game",
    milestoneLeague: "NFL",
    season: { from: 8, to: 2 },
    regulation: { periods: 4, periodSeconds: 900, overtimeSeconds: 600 },
    college: false,
    sameCodes: [
      ["JAX", "JAC"],
      ["WAS", "WSH"],
      ["LAR", "LA"],
      ["LV", "OAK"],
      ["ARI", "ARZ"],
      ["BAL", "BLT"],
      ["CLE", "CLV"],
      ["HOU", "HST"],
    ],
    espn: { sport: "football", slug: "nfl", uid: "28" },
    // The play-by-play alone has the situation.
    sportradar: { slug: "nfl", game: { product: "nfl/official", version: "v7", answer: "pbp" } },
  },
  ncaamb: {
    title: "NCAAMB",
    series: "KXNCAAMBGAME",
    tag: "Basketball",
    milestoneType: "basketball_game",
    milestoneLeague: "NCAAMB",
    season: { from: 11, to: 4 },
    regulation: { periods: 2, periodSeconds: 1200, overtimeSeconds: 300 },
    college: true,
    sameCodes: [],
    // Group 50 is all of Division I.
    espn: { sport: "basketball", slug: "mens-college-basketball", uid: "41", group: "50" },
    sportradar: { slug: "ncaamb" },
  },
  ncaaf: {
    title: "NCAAF",
    series: "KXNCAAFGAME",
    tag: "Football",
    milestoneType: "football_game",
    milestoneLeague: "NCAAFB",
    season: { from: 8, to: 1 },
    // Overtimes have no clock.
    regulation: { periods: 4, periodSeconds: 900, overtimeSeconds: 0 },
    college: true,
    sameCodes: [],
    // Group 80 is the first division.
    espn: { sport: "football", slug: "college-football", uid: "23", group: "80" },
    sportradar: { slug: "ncaafb" },
  },
  wnba: {
    title: "WNBA",
    series: "KXWNBAGAME",
    tag: "Basketball",
    milestoneType: "basketball_game",
    milestoneLeague: "WNBA",
    season: { from: 4, to: 10 },
    regulation: { periods: 4, periodSeconds: 600, overtimeSeconds: 300 },
    college: false,
    sameCodes: [
      ["NYL", "NY"],
      ["LVA", "LV"],
      ["LAS", "LA"],
      ["WAS", "WSH"],
      ["PHX", "PHO"],
      ["CON", "CONN"],
      ["GSV", "GS"],
    ],
    espn: { sport: "basketball", slug: "wnba", uid: "59" },
    sportradar: { slug: "wnba" },
  },
} as const satisfies Readonly<Record<string, LeagueInfo>>;

/** A league the program knows. */
export type League = keyof typeof ROWS;

/** The rows, by league. */
export const LEAGUE_INFO: Readonly<Record<League, LeagueInfo>> = ROWS;

/** All leagues, in the order in which they are shown. */
export const LEAGUES = Object.keys(ROWS) as readonly League[];

/** The league of which a word of the outside says something, such as its series; `undefined` where no row fits. */
export function findLeague(fits: (info: LeagueInfo) => boolean): League | undefined {
  return LEAGUES.find((league) => fits(LEAGUE_INFO[league]));
}

/** The code that stands for all of one team's, as the exchange and the feeds write them; another code in capitals. */
export function standardCode(league: League, code: string): string {
  const upper = code.toUpperCase();
  return LEAGUE_INFO[league].sameCodes.find((codes) => codes.includes(upper))?.[0] ?? upper;
}

/** The leagues that play in the month of a date such as `2026-11-22`. */
export function leaguesInSeason(date: string): readonly League[] {
  const month = Number(date.slice(5, 7));
  return LEAGUES.filter((league) => {
    const { from, to } = LEAGUE_INFO[league].season;
    return from <= to ? month >= from && month <= to : month >= from || month <= to;
  });
}
