/**
 * Which reader an answer belongs to.
 *
 * @module
 */
import { leagueOfEspnPath, parseEspn } from "./espn/espn.ts";
import type { FeedAnswer } from "./feed.ts";
import { parseNba } from "./nba/nba.ts";
import { leagueOfSportradarPath, parseSportradar } from "./sportradar/sportradar.ts";

/** Feeds with an address of their own; the exchange's live data comes with the exchange's answers. */
export type PolledFeed = "nba" | "espn" | "sportradar";

/** All of them. */
export const POLLED_FEEDS: readonly PolledFeed[] = ["nba", "espn", "sportradar"];

/**
 * Reads an answer. Nothing of it throws, whatever the body is.
 *
 * @param path what was asked for: it names the league where the answer does not
 */
export function parseAnswer(feed: PolledFeed, path: string, body: unknown): FeedAnswer {
  switch (feed) {
    case "nba":
      return parseNba(body);
    case "espn":
      return parseEspn(body, leagueOfEspnPath(path));
    case "sportradar":
      return parseSportradar(body, leagueOfSportradarPath(path));
  }
}
