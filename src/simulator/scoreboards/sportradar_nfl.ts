/**
 * Answers in the shape of Sportradar's NFL v7: a game's play-by-play and a week's schedule.
 *
 * @module
 */
import { type GameState, type TeamSide } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { uuidOf } from "../ids.ts";
import { driveResult, drivesOf } from "./drive.ts";
import type { LiveGame } from "./live_game.ts";
import { type NflWeek, nflWeek } from "./nfl_week.ts";
import { type Play, type PlayKind, playsOf, pointsByPeriod } from "./play.ts";
import {
  radarClock,
  radarMatch,
  radarScheduleTeam,
  radarStatus,
  radarTeam,
  radarTime,
  radarVenue,
} from "./sportradar.ts";

type Json = Readonly<Record<string, unknown>>;

const TIMEOUTS = 3;

/** The play type of each kind of snap; a kind that is not here is an event. */
const PLAY_TYPES: Partial<Readonly<Record<PlayKind, string>>> = {
  kickoff: "kickoff",
  run: "rush",
  pass: "pass",
  incomplete: "pass",
  interception: "pass",
  fumble: "rush",
  punt: "punt",
  field_goal: "field_goal",
  touchdown: "pass",
  extra_point: "extra_point",
  safety: "rush",
};
const EVENT_TYPES: Partial<Readonly<Record<PlayKind, string>>> = {
  timeout: "timeout",
  warning: "two_minute_warning",
  period_start: "setup",
  period_end: "period_end",
  game_end: "game_over",
};

/** Where the ball is: `yardline` is on the named team's side. */
function situation(live: LiveGame, game: GameState | undefined): Json | undefined {
  if (game?.situation === undefined || game.possession === undefined) return undefined;
  const { down, distance, yardsToGoal } = game.situation;
  const other = game.possession === "home" ? "away" : "home";
  const ownHalf = yardsToGoal > 50;
  return {
    clock: radarClock(game.secondsLeftInPeriod),
    down,
    yfd: distance,
    possession: radarTeam(live, game.possession),
    location: {
      ...radarTeam(live, ownHalf ? game.possession : other),
      yardline: ownHalf ? 100 - yardsToGoal : yardsToGoal,
    },
  };
}

function eventJson(live: LiveGame, play: Play): Json {
  const { event, kind, before, index } = play;
  const { game, offsetMs } = event;
  const at = live.happenedAt(offsetMs);
  const playType = kind === "touchdown" && game.lastPlay?.endsWith("run") === true
    ? "rush"
    : PLAY_TYPES[kind];
  const start = situation(live, before?.game);
  const end = situation(live, game);
  return {
    type: playType === undefined ? "event" : "play",
    id: uuidOf(`sportradar play ${live.view.played.ids.sportradar} ${index}`),
    sequence: Math.round(at),
    clock: radarClock(game.secondsLeftInPeriod),
    ...(playType === undefined ? { event_type: EVENT_TYPES[kind] ?? "comment" } : { play_type: playType }),
    ...(play.points > 0 ? { scoring_play: true } : {}),
    home_points: game.home.score,
    away_points: game.away.score,
    description: game.lastPlay ?? "",
    wall_clock: radarTime(at),
    created_at: radarTime(at),
    updated_at: radarTime(at),
    ...(playType === undefined || start === undefined ? {} : { start_situation: start }),
    ...(playType === undefined || end === undefined ? {} : { end_situation: end }),
    ...(playType === undefined ? {} : { statistics: [], details: [] }),
  };
}

function periods(live: LiveGame, plays: readonly Play[]): Json[] {
  const { ids } = live.view.played;
  const scored = periodScores(live);
  return scored.map((period, index) => {
    const played = plays.filter(({ event }) => event.game.period === index + 1);
    return {
      period_type: period.period_type,
      id: uuidOf(`sportradar period ${ids.sportradar} ${index}`),
      number: period.number,
      sequence: index + 1,
      scoring: {
        home: { ...radarTeam(live, "home"), points: period.home_points },
        away: { ...radarTeam(live, "away"), points: period.away_points },
      },
      pbp: drivesOf(played).map((drive, order) => ({
        type: "drive",
        id: uuidOf(`sportradar drive ${ids.sportradar} ${index} ${order}`),
        sequence: order + 1,
        start_reason: drive[0]?.kind === "kickoff" ? "Kickoff" : "Change of Possession",
        end_reason: driveResult(drive),
        play_count: drive.filter(({ kind }) => PLAY_TYPES[kind] !== undefined).length,
        events: drive.map((play) => eventJson(live, play)),
      })),
    };
  });
}

function periodScores({ view: { events } }: LiveGame) {
  const away = pointsByPeriod(events, "away");
  return pointsByPeriod(events, "home").map((points, index) => {
    const overtime = index + 1 - LEAGUE_INFO.nfl.regulation.periods;
    return {
      period_type: overtime > 0 ? "overtime" : "quarter",
      number: overtime > 0 ? overtime : index + 1,
      sequence: index + 1,
      home_points: points,
      away_points: away[index] ?? 0,
    };
  });
}

function side(live: LiveGame, teamSide: TeamSide): Json {
  const { game } = live.view;
  const left = game[teamSide].timeoutsLeft ?? TIMEOUTS;
  return {
    ...radarTeam(live, teamSide),
    used_timeouts: TIMEOUTS - left,
    remaining_timeouts: left,
    points: game[teamSide].score,
    used_challenges: 0,
    remaining_challenges: 2,
  };
}

function summary(live: LiveGame): Json {
  const { year, week } = nflWeek(live.startsAt);
  return {
    season: { id: uuidOf(`sportradar season nfl ${year}`), year, type: "REG", name: "REG" },
    week: { id: uuidOf(`sportradar week nfl ${year} ${week}`), sequence: week, title: String(week) },
    venue: radarVenue(live),
    home: side(live, "home"),
    away: side(live, "away"),
  };
}

function head(live: LiveGame): Json {
  return {
    id: live.view.played.ids.sportradar,
    status: radarStatus(live),
    scheduled: radarTime(live.startsAt),
    entry_mode: "LDE",
    sr_id: radarMatch(live),
    game_type: "regular",
    conference_game: false,
  };
}

/** `pbp.json`. */
export function radarNflPlays(live: LiveGame): Json {
  const { game, events } = live.view;
  if (game.phase === "scheduled") return { ...head(live), summary: summary(live) };
  const plays = playsOf(events);
  const newest = plays.at(-1);
  const place = game.phase === "live" ? situation(live, game) : undefined;
  return {
    ...head(live),
    clock: radarClock(game.phase === "final" ? 0 : game.secondsLeftInPeriod),
    quarter: game.period,
    summary: summary(live),
    ...(place === undefined ? {} : { situation: place }),
    ...(newest === undefined ? {} : { last_event: eventJson(live, newest) }),
    scoring: periodScores(live),
    periods: periods(live, plays),
  };
}

/** `schedule.json` of a week. */
export function radarNflSchedule({ year, week }: NflWeek, games: readonly LiveGame[]): Json {
  return {
    id: uuidOf(`sportradar season nfl ${year}`),
    year,
    type: "REG",
    name: "REG",
    week: {
      id: uuidOf(`sportradar week nfl ${year} ${week}`),
      sequence: week,
      title: String(week),
      games: games.map((live) => {
        const { game } = live.view;
        return {
          ...head(live),
          attendance: 0,
          venue: radarVenue(live),
          home: radarScheduleTeam(live, "home"),
          away: radarScheduleTeam(live, "away"),
          ...(game.phase === "scheduled" ? {} : {
            scoring: {
              home_points: game.home.score,
              away_points: game.away.score,
              periods: periodScores(live),
            },
          }),
        };
      }),
    },
  };
}
