/**
 * Which answers are asked for, how often, and with which headers.
 *
 * @module
 */
import type { PollingPolicy } from "./feed.ts";
import type { FollowedGame } from "./feed_decoder.ts";
import { FEEDS, type PolledFeed } from "./feeds.ts";

/** One answer that is asked for again and again; it may hold several games. */
export interface FeedRequest {
  readonly feed: PolledFeed;
  /** Path with query; never a key. */
  readonly path: string;
  /** The earliest start of the games in it, Unix milliseconds. */
  readonly startsAt: number;
}

/** From so long before the start a game is asked for as if it were on. */
const EARLY_MS = 5 * 60_000;

/** How long to wait after asking, in ms. */
export function intervalMs({ liveMs, waitingMs }: PollingPolicy, at: number, startsAt: number): number {
  const untilEarly = startsAt - EARLY_MS - at;
  return untilEarly <= 0 ? liveMs : Math.max(liveMs, Math.min(waitingMs, untilEarly));
}

/** Headers of a feed, with its key where it wants one. */
export function feedHeaders(feed: PolledFeed, key: string | undefined): Record<string, string> {
  const { headers, key: wanted } = FEEDS[feed];
  return { ...headers, ...(wanted === undefined || key === undefined ? {} : { [wanted.header]: key }) };
}

/** A followed game with its start, Unix milliseconds. */
export interface StartingGame extends FollowedGame {
  readonly startsAt: number;
}

/**
 * Makes the fewest requests that show all of these games: one scoreboard a league and day where the feed has one.
 *
 * @param feeds the feeds to use; those of which a game has no id are left out by themselves
 */
export function requestsFor(
  games: readonly StartingGame[],
  feeds: readonly PolledFeed[],
): readonly FeedRequest[] {
  const found = new Map<string, FeedRequest>();
  for (const game of games) {
    for (const feed of feeds) {
      const path = pathOf(game, feed);
      if (path === undefined) continue;
      const key = `${feed} ${path}`;
      const startsAt = Math.min(game.startsAt, found.get(key)?.startsAt ?? Infinity);
      found.set(key, { feed, path, startsAt });
    }
  }
  return [...found.values()];
}

function pathOf({ league, startsAt, feeds }: StartingGame, feed: PolledFeed): string | undefined {
  const id = feeds[feed];
  return id === undefined || id === "" ? undefined : FEEDS[feed].gamePath({ league, id, startsAt });
}
