/**
 * What every scoreboard feed has in common: answers in, game states out.
 *
 * @module
 */
import type { GameState } from "../core/game/game.ts";

/** Feeds the program knows. */
export type FeedName = "nba" | "espn" | "sportradar" | "kalshi";

/** All feeds. */
export const FEED_NAMES: readonly FeedName[] = ["nba", "espn", "sportradar", "kalshi"];

/** Where the feeds are. The simulator serves all of them at its own address. */
export type FeedHosts = Readonly<Record<Exclude<FeedName, "kalshi">, string>>;

/** The real ones. */
export const PUBLIC_FEEDS: FeedHosts = {
  nba: "https://cdn.nba.com",
  espn: "https://site.api.espn.com",
  sportradar: "https://api.sportradar.com",
};

/** A game as one answer tells it. */
export interface GameReading {
  readonly game: GameState;
  /** Scheduled start, Unix milliseconds, where the answer has it. */
  readonly startsAt?: number;
  /** When the source says the last play happened, Unix milliseconds, where it says so. */
  readonly sourceAt?: number;
}

/** What an answer holds. Nothing of it throws: what cannot be read is a problem, in one plain line. */
export interface FeedAnswer {
  readonly games: readonly GameReading[];
  readonly problems: readonly string[];
}
