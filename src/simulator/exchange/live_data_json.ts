/**
 * The scoreboard as the exchange's live data sends it.
 *
 * The fields of `details` are those that third parties have seen in 2026; the exchange specifies none. All are null
 * before the game.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import { minutesText } from "../../core/numbers/text.ts";
import type { WireLiveData } from "../../kalshi/wire/milestone.ts";
import type { EventRecord } from "./event_record.ts";

type Details = Readonly<Record<string, unknown>>;

/** Live data of a game. */
export function liveDataJson(event: EventRecord): WireLiveData {
  const basketball = event.listing.series.tag === "Basketball";
  return {
    type: basketball ? "basketball_game" : "football_game",
    milestone_id: event.milestoneId,
    details: basketball ? basketballDetails(event) : footballDetails(event),
  };
}

/** A clock such as `5:22`. */
export function clockText(seconds: number): string {
  return minutesText(Math.ceil(seconds));
}

/** The game, once it has started. */
function startedGame(event: EventRecord): GameState | undefined {
  const { shown } = event;
  return shown === undefined || shown.phase === "scheduled" ? undefined : shown;
}

function statusOf(game: GameState | undefined): string {
  if (game === undefined) return "scheduled";
  if (game.phase === "final") return "complete";
  return game.phase === "break" && game.period === 2 ? "halftime" : "inprogress";
}

function statusText(game: GameState | undefined): string {
  if (game === undefined) return "Scheduled";
  if (game.phase === "final") return game.overtime ? "Final/OT" : "Final";
  if (game.phase === "break") return game.period === 2 ? "Halftime" : `End Q${game.period}`;
  const period = game.overtime ? `OT${game.period > 5 ? game.period - 4 : ""}` : `Q${game.period}`;
  return `${period} ${clockText(game.secondsLeftInPeriod)}`;
}

function lastPlay(event: EventRecord, game: GameState | undefined): Details | null {
  if (game?.lastPlay === undefined) return null;
  const seconds = Math.floor((event.gameAt ?? 0) / 1000);
  // The spelling is the exchange's.
  return { description: game.lastPlay, occurence_ts: seconds, occurence_ts_source: "feed" };
}

function basketballDetails(event: EventRecord): Details {
  const game = startedGame(event);
  return {
    home_points: game?.home.score ?? null,
    away_points: game?.away.score ?? null,
    period: game?.period ?? null,
    period_remaining_time: game === undefined ? null : clockText(game.secondsLeftInPeriod),
    period_type: game === undefined ? null : game.overtime ? "overtime" : "quarter",
    possession: game?.possession ?? null,
    last_event_is_timeout: game === undefined ? null : game.lastPlay?.startsWith("Time-out") ?? false,
    status: statusOf(game),
    status_text: statusText(game),
    winner: game?.winner ?? "",
    last_play: lastPlay(event, game),
    last_updated_ts: event.gameAt === undefined ? null : Math.floor(event.gameAt / 1000),
  };
}

function footballDetails(event: EventRecord): Details {
  const game = startedGame(event);
  return {
    home_points: game?.home.score ?? null,
    away_points: game?.away.score ?? null,
    quarter: game?.period ?? null,
    clock: game === undefined ? null : clockText(game.secondsLeftInPeriod),
    status: statusOf(game),
    status_text: statusText(game),
    home_timeouts_remaining: game?.home.timeoutsLeft ?? null,
    away_timeouts_remaining: game?.away.timeoutsLeft ?? null,
    is_under_review: game === undefined ? null : false,
    pending_try: game === undefined ? null : game.lastPlay?.includes("touchdown") ?? false,
    situation: situation(event, game),
    last_play: lastPlay(event, game),
    winner: game?.winner ?? "",
    last_updated_ts: event.gameAt === undefined ? null : Math.floor(event.gameAt / 1000),
  };
}

/** `yardline` counts from the goal of the team whose half the ball is in, as `side_team_id` says. */
function situation(event: EventRecord, game: GameState | undefined): Details | null {
  if (game?.situation === undefined || game.possession === undefined) return null;
  const { down, distance, yardsToGoal } = game.situation;
  const other = game.possession === "home" ? "away" : "home";
  const ownHalf = yardsToGoal > 50;
  return {
    down,
    yfd: distance,
    yardline: ownHalf ? 100 - yardsToGoal : yardsToGoal,
    side_team_id: event.targetIds[ownHalf ? game.possession : other],
    possession_team_id: event.targetIds[game.possession],
    goal_to_go: distance >= yardsToGoal,
  };
}
