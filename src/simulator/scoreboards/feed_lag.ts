/**
 * How far each scoreboard is behind the arena.
 *
 * @module
 */
import { Random } from "../../core/numbers/prng.ts";
import type { PlayedGame } from "./played_game.ts";

/** Scoreboards outside the exchange. */
export const SCOREBOARD_FEEDS = ["nba", "espn", "sportradar"] as const;

/** A scoreboard outside the exchange. */
export type ScoreboardFeed = typeof SCOREBOARD_FEEDS[number];

/** A lag lies between the two, virtual ms. */
export interface LagRange {
  readonly low: number;
  readonly high: number;
}

/** Lags by feed; `kalshi` is the exchange's own live data. */
export type FeedLags = Readonly<Record<ScoreboardFeed | "kalshi", LagRange>>;

/** ESPN and Sportradar as measured against the book on a real game; the exchange's as third parties measured it. */
export const FEED_LAGS: FeedLags = {
  nba: { low: 4_000, high: 9_000 },
  espn: { low: 11_000, high: 55_000 },
  sportradar: { low: 15_000, high: 30_000 },
  kalshi: { low: 7_000, high: 9_000 },
};

/** When a feed shows each event of a game, virtual ms. Late, but never out of order. */
export function shownTimes(played: PlayedGame, feed: ScoreboardFeed, lag: LagRange): readonly number[] {
  const random = new Random(played.seed).fork(`${feed} ${played.event}`);
  let shownAt = 0;
  return played.game.events.map(({ offsetMs }) => {
    const behind = lag.low + random.next() * (lag.high - lag.low);
    return shownAt = Math.max(shownAt, played.startsAtMs + offsetMs + behind);
  });
}
