/**
 * Answers of the exchange's live data, handed in by tests.
 *
 * @module
 */
import type { GameUpdate } from "../../src/core/game/game.ts";
import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../src/core/events.ts";
import { KalshiLiveData } from "../../src/feeds/kalshi/live_data.ts";

/** Id of the home team. */
export const HOME = "home-team";
/** Id of the away team. */
export const AWAY = "away-team";

/** A milestone of a game of a league. */
export function milestone(id: string, league: string, more: Record<string, unknown> = {}) {
  return {
    id,
    type: "basketball_game",
    start_date: "2026-11-22T00:00:00Z",
    primary_event_tickers: [`EVENT-${id}`],
    details: { league, home_team_id: HOME, away_team_id: AWAY, ...more },
  };
}

/** Hands one answer in; gives games, what is told of those that cannot be read, and what is wrong with the answer. */
export function answerAll(feed: KalshiLiveData, path: string, body: unknown, status = 200): EngineEvent[] {
  const events: EngineEvent[] = [];
  feed.decode(1_000, "rest", { path, status, body }, events);
  return events;
}

/** Hands one answer in of which all games can be read; what is wrong with the answer is told beside. */
export function answer(feed: KalshiLiveData, path: string, body: unknown, status = 200): GameUpdate[] {
  return answerAll(feed, path, body, status).filter((event) => {
    assert(event.kind === "game" || event.kind === "problem", event.kind);
    return event.kind === "game";
  });
}

/** A feed that knows one game. */
export function knowing(league: string, more: Record<string, unknown> = {}): KalshiLiveData {
  const feed = new KalshiLiveData();
  assertEquals(answer(feed, "/milestones?limit=20", { milestones: [milestone("m", league, more)] }), []);
  const structured_targets = [
    { id: HOME, name: "Boston Celtics", details: { abbreviation: "BOS" } },
    { id: AWAY, name: "Los Angeles Lakers", details: { short_name: "LAL" } },
  ];
  assertEquals(answer(feed, "/structured_targets?ids=x", { structured_targets }), []);
  return feed;
}
