/**
 * The feeds the program knows: one row each, from which names, hosts, permissions, requests and readers come.
 *
 * A new scoreboard is a folder with its {@linkcode Feed} and a row here.
 *
 * @module
 */
import { ESPN } from "./espn/feed.ts";
import type { DailyScoreboard, Feed, FeedAnswer } from "./feed.ts";
import { NBA } from "./nba/feed.ts";
import { SPORTRADAR } from "./sportradar/feed.ts";

const ROWS = { nba: NBA, espn: ESPN, sportradar: SPORTRADAR } as const satisfies Readonly<
  Record<string, Feed>
>;

/** A feed with an address of its own; the exchange's live data comes with the exchange's answers. */
export type PolledFeed = keyof typeof ROWS;

/** The rows, by name. */
export const FEEDS: Readonly<Record<PolledFeed, Feed>> = ROWS;

/** All feeds with an address of their own. */
export const POLLED_FEEDS = Object.keys(ROWS) as readonly PolledFeed[];

/** A feed the program knows. */
export type FeedName = PolledFeed | "kalshi";

/** All feeds. */
export const FEED_NAMES: readonly FeedName[] = [...POLLED_FEEDS, "kalshi"];

/** A feed whose scoreboards list a day's games. */
export type DailyFeed = {
  [Name in PolledFeed]: typeof ROWS[Name] extends { readonly daily: DailyScoreboard } ? Name : never;
}[PolledFeed];

/** All feeds whose scoreboards list a day's games. */
export const DAILY_FEEDS = POLLED_FEEDS.filter((name): name is DailyFeed => "daily" in ROWS[name]);

/** Where the feeds are. */
export type FeedHosts = Readonly<Record<PolledFeed, string>>;

/** A record with a value for each of some feeds, in their order. */
export function byFeed<Name extends FeedName, Value>(
  names: readonly Name[],
  value: (feed: Name) => Value,
): Readonly<Record<Name, Value>> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
}

/** The public addresses. */
export const PUBLIC_FEEDS: FeedHosts = byFeed(POLLED_FEEDS, (feed) => FEEDS[feed].host);

/** Reads an answer of a feed. Nothing of it throws, whatever the body is. */
export function parseAnswer(feed: PolledFeed, path: string, body: unknown): FeedAnswer {
  return FEEDS[feed].parse(body, path);
}
