/**
 * Answers in the shape of ESPN's site API: the summary of one game.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import { espnTeam, espnTime } from "./espn.ts";
import { espnChances, espnPlay } from "./espn_plays.ts";
import { espnStatus } from "./espn_status.ts";
import type { LiveGame } from "./live_game.ts";
import { driveResult, drivesOf } from "./drive.ts";
import { type Play, playsOf, pointsByPeriod } from "./play.ts";
import { ordinal } from "./texts.ts";

type Json = Readonly<Record<string, unknown>>;

const FOOTBALL_TIMEOUTS = 3;

function competitor(live: LiveGame, teamSide: TeamSide): Json {
  const { game, events } = live.view;
  const left = game[teamSide].timeoutsLeft ?? 0;
  const football = game.league === "nfl";
  return {
    id: live.teams[teamSide].espn.id,
    order: teamSide === "home" ? 0 : 1,
    homeAway: teamSide,
    winner: game.winner === teamSide,
    team: espnTeam(live, teamSide),
    ...(game.phase === "scheduled" ? {} : {
      score: String(game[teamSide].score),
      linescores: pointsByPeriod(events, teamSide).map((points) => ({ displayValue: String(points) })),
    }),
    ...(football ? { timeoutsUsed: FOOTBALL_TIMEOUTS - left, possession: game.possession === teamSide } : {}),
    record: [{ type: "total", summary: "0-0", displayValue: "0-0" }],
  };
}

function header(live: LiveGame): Json {
  const { ids } = live.view.played;
  const { game } = live.view;
  const { clock: _clock, ...status } = espnStatus(live);
  return {
    id: ids.espn,
    timeValid: true,
    competitions: [{
      id: ids.espn,
      date: espnTime(live.startsAt),
      neutralSite: false,
      competitors: [competitor(live, "home"), competitor(live, "away")],
      status: { ...status, displayPeriod: game.period === 0 ? "" : ordinal(game.period) },
    }],
    league: { slug: game.league, abbreviation: game.league.toUpperCase() },
  };
}

function drives(live: LiveGame, plays: readonly Play[]): Json {
  const all = drivesOf(plays);
  const { espn } = live.view.played.ids;
  const write = (drive: readonly Play[], index: number, over: boolean): Json => {
    const first = drive[0];
    const side = first?.kind === "kickoff" ? first.team : first?.offence;
    return {
      id: `${espn}${index + 1}`,
      description: `${drive.length} plays`,
      ...(side === undefined ? {} : {
        team: { name: live.teams[side].nickname, abbreviation: live.teams[side].espn.code },
      }),
      ...(over ? { displayResult: driveResult(drive), result: driveResult(drive).toUpperCase() } : {}),
      offensivePlays: drive.length,
      isScore: drive.some(({ points }) => points > 0),
      plays: drive.map((play) => espnPlay(live, play)),
    };
  };
  const on = live.view.game.phase !== "final";
  const previous = on ? all.slice(0, -1) : all;
  const current = on ? all.at(-1) : undefined;
  return {
    previous: previous.map((drive, index) => write(drive, index, true)),
    ...(current === undefined ? {} : { current: write(current, all.length - 1, false) }),
  };
}

/** `summary`. */
export function espnSummary(live: LiveGame): Json {
  const plays = playsOf(live.view.events);
  const written = () => plays.map((play) => espnPlay(live, play));
  const football = live.view.game.league === "nfl";
  const teams = (["away", "home"] as const).map((teamSide) => ({
    team: espnTeam(live, teamSide),
    statistics: [],
    homeAway: teamSide,
  }));
  const started = plays.length > 0;
  return {
    boxscore: { teams, players: [] },
    format: { regulation: { periods: 4, displayName: "Quarter", slug: "quarter" } },
    gameInfo: {},
    ...(football && started ? { drives: drives(live, plays) } : {}),
    leaders: [],
    broadcasts: [],
    pickcenter: [],
    ...(!football && started ? { plays: written() } : {}),
    ...(started ? { winprobability: espnChances(live) } : {}),
    header: header(live),
    ...(football && started
      ? { scoringPlays: plays.filter(({ points }) => points > 0).map((play) => espnPlay(live, play)) }
      : {}),
    standings: {},
    meta: { gameState: espnStateName(live) },
  };
}

function espnStateName({ view: { game } }: LiveGame): string {
  return game.phase === "scheduled" ? "pre" : game.phase === "final" ? "post" : "in";
}
