/**
 * What is asked of each feed, how often at most, and with which headers.
 *
 * @module
 */
import { type League, LEAGUE_INFO } from "../core/game/leagues.ts";
import type { PolledFeed } from "./feeds.ts";
import { easternDate } from "../lib/new_york.ts";
import type { FollowedGame } from "./feed_decoder.ts";

/** One answer that is asked for again and again; it may hold several games. */
export interface FeedRequest {
  readonly feed: PolledFeed;
  /** Path with query; never a key. */
  readonly path: string;
  /** The earliest start of the games in it, Unix milliseconds. */
  readonly startsAt: number;
}

/** How a feed wants to be treated. */
export interface PollingPolicy {
  /** From one request of a path to the next, in ms, from shortly before the start on. */
  readonly liveMs: number;
  /** The same before that. */
  readonly waitingMs: number;
  /** The least time between two requests to the host, whatever they ask for, in ms. */
  readonly gapMs: number;
}

/**
 * How often each feed is asked. The public ones name no limit; theirs is what a page of theirs does. Sportradar's trial keys
 * allow one request a second, and its play-by-play is made anew every 2 s; the gap leaves room for a network that is
 * slower for one request than for the next.
 */
export const MANNERS: Readonly<Record<PolledFeed, PollingPolicy>> = {
  nba: { liveMs: 3_000, waitingMs: 30_000, gapMs: 1_000 },
  espn: { liveMs: 3_000, waitingMs: 30_000, gapMs: 1_000 },
  sportradar: { liveMs: 2_000, waitingMs: 60_000, gapMs: 1_100 },
};

/** From so long before the start a game is asked for as if it were on. */
const EARLY_MS = 5 * 60_000;

/** How long to wait after asking, in ms. */
export function intervalMs({ liveMs, waitingMs }: PollingPolicy, at: number, startsAt: number): number {
  const untilEarly = startsAt - EARLY_MS - at;
  return untilEarly <= 0 ? liveMs : Math.max(liveMs, Math.min(waitingMs, untilEarly));
}

/** Headers of a feed. The NBA's file server turns away what does not look like a page of its own. */
export function feedHeaders(feed: PolledFeed, key: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (feed === "nba") {
    headers["accept"] = "application/json, text/plain, */*";
    headers["accept-language"] = "en-US,en;q=0.9";
    headers["origin"] = "https://www.nba.com";
    headers["referer"] = "https://www.nba.com/";
    headers["user-agent"] =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
  }
  if (feed === "sportradar" && key !== undefined) headers["x-api-key"] = key;
  return headers;
}

/** The NBA's scoreboard of the day: all games in one answer. */
export const NBA_SCOREBOARD_PATH = "/static/json/liveData/scoreboard/todaysScoreboard_00.json";

/** The NBA's box score of one game. */
export function nbaBoxscorePath(id: string): string {
  return `/static/json/liveData/boxscore/boxscore_${encodeURIComponent(id)}.json`;
}

/**
 * ESPN's scoreboard of a league's day.
 *
 * @param date the US-Eastern date, `YYYY-MM-DD`
 */
export function espnScoreboardPath(league: League, date: string): string {
  const { sport, slug, group } = LEAGUE_INFO[league].espn;
  const more = group === undefined ? "" : `&groups=${group}&limit=500`;
  return `/apis/site/v2/sports/${sport}/${slug}/scoreboard?dates=${date.replaceAll("-", "")}${more}`;
}

/** ESPN's summary of one game. */
export function espnSummaryPath(league: League, id: string): string {
  const { sport, slug } = LEAGUE_INFO[league].espn;
  return `/apis/site/v2/sports/${sport}/${slug}/summary?event=${encodeURIComponent(id)}`;
}

/** Kinds of access that Sportradar sells. */
export type SportradarAccess = "trial" | "production";

/**
 * Sportradar's answer for one game: play-by-play for football, which has the situation, a summary for basketball.
 *
 * @returns `undefined` for leagues that are not bought here
 */
export function sportradarGamePath(league: League, access: SportradarAccess, id: string): string | undefined {
  const { game } = LEAGUE_INFO[league].sportradar;
  if (game === undefined) return undefined;
  const { product, version, answer } = game;
  return `/${product}/${access}/${version}/en/games/${encodeURIComponent(id)}/${answer}.json`;
}

/** What to ask for, for some games. */
export interface RequestOptions {
  /** Feeds to use; those of which a game has no id are left out by themselves. */
  readonly feeds: readonly PolledFeed[];
  /** @default {"trial"} */
  readonly access?: SportradarAccess;
}

/** A followed game with its start, Unix milliseconds. */
export interface StartingGame extends FollowedGame {
  readonly startsAt: number;
}

/** The fewest requests that show all of these games: one scoreboard a league and day where the feed has one. */
export function requestsFor(games: readonly StartingGame[], options: RequestOptions): readonly FeedRequest[] {
  const found = new Map<string, FeedRequest>();
  for (const game of games) {
    for (const feed of options.feeds) {
      const path = pathOf(game, feed, options.access ?? "trial");
      if (path === undefined) continue;
      const key = `${feed} ${path}`;
      const startsAt = Math.min(game.startsAt, found.get(key)?.startsAt ?? Infinity);
      found.set(key, { feed, path, startsAt });
    }
  }
  return [...found.values()];
}

function pathOf(game: StartingGame, feed: PolledFeed, access: SportradarAccess): string | undefined {
  const id = game.feeds[feed];
  if (id === undefined || id === "") return undefined;
  if (feed === "nba") return game.league === "nba" ? NBA_SCOREBOARD_PATH : undefined;
  if (feed === "espn") return espnScoreboardPath(game.league, easternDate(game.startsAt));
  return sportradarGamePath(game.league, access, id);
}
