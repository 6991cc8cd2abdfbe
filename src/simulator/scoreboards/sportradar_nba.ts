/**
 * Answers in the shape of Sportradar's NBA v8: a game's summary and a day's schedule.
 *
 * @module
 */
import { type TeamSide } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { uuidOf } from "../ids.ts";
import type { GameEvent } from "../game/game_event.ts";
import type { LiveGame } from "./live_game.ts";
import { pointsByPeriod } from "./play.ts";
import {
  radarClock,
  radarMatch,
  radarScheduleTeam,
  radarStatus,
  radarTeam,
  radarTime,
  radarVenue,
} from "./sportradar.ts";
import { gameClock } from "./texts.ts";

type Json = Readonly<Record<string, unknown>>;

function leadChanges(events: readonly GameEvent[]): { readonly changes: number; readonly ties: number } {
  let changes = 0;
  let ties = 0;
  let leader = 0;
  let before = 0;
  for (const { game } of events) {
    const lead = Math.sign(game.home.score - game.away.score);
    if (lead === 0 && before !== 0) ties++;
    if (lead !== 0 && leader !== 0 && lead !== leader) changes++;
    if (lead !== 0) leader = lead;
    before = lead;
  }
  return { changes, ties };
}

function side(live: LiveGame, teamSide: TeamSide): Json {
  const { game, events } = live.view;
  const team = radarTeam(live, teamSide);
  const reference = String(live.teams[teamSide].nba?.id ?? "");
  if (game.phase === "scheduled") return { ...team, reference };
  return {
    ...team,
    reference,
    points: game[teamSide].score,
    bonus: game[teamSide].inBonus ?? false,
    remaining_timeouts: game[teamSide].timeoutsLeft ?? 0,
    scoring: pointsByPeriod(events, teamSide).map((points, index) => {
      const overtime = index + 1 - LEAGUE_INFO.nba.regulation.periods;
      return {
        type: overtime > 0 ? "overtime" : "quarter",
        number: overtime > 0 ? overtime : index + 1,
        sequence: index + 1,
        points,
      };
    }),
    statistics: {},
    players: [],
  };
}

/** `summary.json`. */
export function radarNbaSummary(live: LiveGame): Json {
  const { game, events, played } = live.view;
  const head = {
    id: played.ids.sportradar,
    status: radarStatus(live),
    coverage: "full",
    scheduled: radarTime(live.startsAt),
  };
  const sides = { home: side(live, "home"), away: side(live, "away") };
  const tail = { track_on_court: true, entry_mode: "LDE", sr_id: radarMatch(live) };
  if (game.phase === "scheduled") return { ...head, ...tail, ...sides };
  const { changes, ties } = leadChanges(events);
  const seconds = game.phase === "live" ? game.secondsLeftInPeriod : 0;
  return {
    ...head,
    lead_changes: changes,
    times_tied: ties,
    clock: radarClock(seconds),
    clock_decimal: seconds < 60 ? `0:${gameClock(seconds, true).padStart(4, "0")}` : radarClock(seconds),
    quarter: game.period,
    // Who gets the ball after a tie-up, which generated games do not have.
    possession_arrow: live.teams.home.sportradar.id,
    ...tail,
    ...sides,
  };
}

/** `schedule.json` of a day. @param date for example `2026-11-22` */
export function radarNbaSchedule(date: string, games: readonly LiveGame[]): Json {
  return {
    date,
    league: { id: uuidOf("sportradar league nba"), name: "NBA", alias: "NBA" },
    games: games.map((live) => {
      const { game, played } = live.view;
      const started = game.phase !== "scheduled";
      const team = (teamSide: TeamSide) => ({
        ...radarScheduleTeam(live, teamSide),
        reference: String(live.teams[teamSide].nba?.id ?? ""),
      });
      return {
        id: played.ids.sportradar,
        status: radarStatus(live),
        coverage: "full",
        scheduled: radarTime(live.startsAt),
        ...(started ? { home_points: game.home.score, away_points: game.away.score } : {}),
        track_on_court: true,
        sr_id: radarMatch(live),
        reference: live.nbaId,
        venue: radarVenue(live),
        home: team("home"),
        away: team("away"),
      };
    }),
  };
}
