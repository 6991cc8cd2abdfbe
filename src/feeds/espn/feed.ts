/**
 * ESPN's site API, for every league.
 *
 * @module
 */
import { type League, LEAGUE_INFO } from "../../core/game/leagues.ts";
import { easternDate } from "../../lib/new_york.ts";
import type { Feed } from "../feed.ts";
import { leagueOfEspnPath, parseEspn } from "./espn.ts";

/**
 * The scoreboard of a league's day.
 *
 * @param date the US-Eastern date, `YYYY-MM-DD`
 */
export function espnScoreboardPath(league: League, date: string): string {
  const { sport, slug, group } = LEAGUE_INFO[league].espn;
  const more = group === undefined ? "" : `&groups=${group}&limit=500`;
  return `/apis/site/v2/sports/${sport}/${slug}/scoreboard?dates=${date.replaceAll("-", "")}${more}`;
}

/** ESPN's feed. It names no limit; the pace is that of a page of its own. */
export const ESPN = {
  title: "ESPN",
  host: "https://site.api.espn.com",
  policy: { liveMs: 3_000, waitingMs: 30_000, gapMs: 1_000 },
  headers: { accept: "application/json" },
  gamePath: ({ league, startsAt }) => espnScoreboardPath(league, easternDate(startsAt)),
  daily: { covers: () => true, path: espnScoreboardPath },
  parse: (body, path) => parseEspn(body, leagueOfEspnPath(path)),
} satisfies Feed;
