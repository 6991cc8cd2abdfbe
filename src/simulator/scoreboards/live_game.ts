/**
 * One game as a feed shows it now, with all that an answer is written from.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import type { ScoreboardFeed } from "./feed_lag.ts";
import { type FeedTeam, feedTeam } from "./feed_team.ts";
import type { PlayedGame } from "./played_game.ts";
import type { Scoreboards, View } from "./scoreboards.ts";

/** A game in a feed's eyes. */
export interface LiveGame {
  readonly view: View;
  readonly teams: Readonly<Record<TeamSide, FeedTeam>>;
  /** Ten digits; empty for football. */
  readonly nbaId: string;
  /** Scheduled start, Unix milliseconds, whole seconds. */
  readonly startsAt: number;
  /** When the newest state was first shown, Unix milliseconds. */
  readonly shownAt: number;
  /** When something happened in the arena, Unix milliseconds. */
  happenedAt(offsetMs: number): number;
}

/** A game as a feed shows it now. */
export function liveGame(scoreboards: Scoreboards, played: PlayedGame, feed: ScoreboardFeed): LiveGame {
  const { league, home, away } = played.game;
  const { wallOf } = scoreboards;
  const view = scoreboards.view(played, feed);
  const startsAt = Math.floor(wallOf(played.startsAtMs) / 1000) * 1000;
  return {
    view,
    teams: { home: feedTeam(league, home), away: feedTeam(league, away) },
    nbaId: played.ids.nba ?? "",
    startsAt,
    shownAt: Math.floor(wallOf(view.shownAtMs)),
    happenedAt: (offsetMs) => Math.floor(wallOf(played.startsAtMs + offsetMs)),
  };
}
