/**
 * Answers in the shape of ESPN's site API: the scoreboard of a league.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import { easternDate } from "../../lib/new_york.ts";
import type { GeneratedLeague } from "../game/game_event.ts";
import { ballPlace, downText, espnLastPlay } from "./espn_plays.ts";
import { espnStatus } from "./espn_status.ts";
import type { LiveGame } from "./live_game.ts";
import { pointsByPeriod } from "./play.ts";
import { nflWeek } from "./nfl_week.ts";

type Json = Readonly<Record<string, unknown>>;

/** ESPN's own numbers: sport, league. */
const UIDS: Readonly<Record<GeneratedLeague, string>> = { nba: "s:40~l:46", nfl: "s:20~l:28" };
const RED_ZONE_YARDS = 20;

/** UTC to the minute, for example `2026-11-22T18:00Z`. */
export function espnTime(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 16)}Z`;
}

/** The year by which ESPN calls a season: of its start in football, of its end in basketball. */
function seasonYear(league: GeneratedLeague, unixMs: number): number {
  const [year, month] = easternDate(unixMs).split("-");
  if (league === "nfl") return Number(year) - (Number(month) < 3 ? 1 : 0);
  return Number(year) + (Number(month) > 6 ? 1 : 0);
}

/** A team as in `competitors[].team`. */
export function espnTeam(live: LiveGame, teamSide: TeamSide): Json {
  const { espn, city, nickname } = live.teams[teamSide];
  return {
    id: espn.id,
    uid: `${UIDS[leagueOf(live)]}~t:${espn.id}`,
    location: city,
    name: nickname,
    abbreviation: espn.code,
    displayName: `${city} ${nickname}`,
    shortDisplayName: nickname,
  };
}

function leagueOf({ view }: LiveGame): GeneratedLeague {
  return view.played.game.league;
}

function competitor(live: LiveGame, teamSide: TeamSide): Json {
  const { game, events } = live.view;
  const started = game.phase !== "scheduled";
  const { id, uid } = espnTeam(live, teamSide);
  return {
    id,
    uid,
    type: "team",
    order: teamSide === "home" ? 0 : 1,
    homeAway: teamSide,
    ...(game.phase === "final" ? { winner: game.winner === teamSide } : {}),
    team: espnTeam(live, teamSide),
    score: String(game[teamSide].score),
    ...(started ? { linescores: pointsByPeriod(events, teamSide).map((value) => ({ value })) } : {}),
    statistics: [],
    records: [{ name: "overall", abbreviation: "Any", type: "total", summary: "0-0" }],
  };
}

/** Where the ball is; basketball has the last play alone, and before and after the game there is nothing. */
function situation(live: LiveGame): Json | undefined {
  const { game } = live.view;
  const lastPlay = espnLastPlay(live);
  if (lastPlay === undefined || game.phase === "scheduled" || game.phase === "final") return undefined;
  if (leagueOf(live) === "nba") return { lastPlay };
  const timeouts = { homeTimeouts: game.home.timeoutsLeft ?? 0, awayTimeouts: game.away.timeoutsLeft ?? 0 };
  if (game.situation === undefined || game.possession === undefined) return { lastPlay, ...timeouts };
  const { down, distance, yardsToGoal } = game.situation;
  const { yardLine, text } = ballPlace(live, game);
  return {
    lastPlay,
    down,
    yardLine,
    distance,
    downDistanceText: `${downText(game)} at ${text}`,
    shortDownDistanceText: downText(game),
    possessionText: text,
    isRedZone: yardsToGoal <= RED_ZONE_YARDS,
    ...timeouts,
    possession: live.teams[game.possession].espn.id,
  };
}

/** One event of a scoreboard. */
export function espnEvent(live: LiveGame): Json {
  const { home, away } = live.teams;
  const { espn: id } = live.view.played.ids;
  const league = leagueOf(live);
  const uid = `${UIDS[league]}~e:${id}`;
  const date = espnTime(live.startsAt);
  const status = espnStatus(live);
  const place = situation(live);
  return {
    id,
    uid,
    date,
    name: `${away.city} ${away.nickname} at ${home.city} ${home.nickname}`,
    shortName: `${away.espn.code} @ ${home.espn.code}`,
    season: { year: seasonYear(league, live.startsAt), type: 2, slug: "regular-season" },
    ...(league === "nfl" ? { week: { number: nflWeek(live.startsAt).week } } : {}),
    competitions: [{
      id,
      uid: `${uid}~c:${id}`,
      date,
      attendance: 0,
      type: { id: "1", abbreviation: "STD" },
      timeValid: true,
      neutralSite: false,
      conferenceCompetition: false,
      playByPlayAvailable: live.view.game.phase !== "scheduled",
      recent: live.view.game.phase !== "scheduled",
      competitors: [competitor(live, "home"), competitor(live, "away")],
      notes: [],
      ...(place === undefined ? {} : { situation: place }),
      status,
      broadcasts: [],
      format: { regulation: { periods: 4 } },
      startDate: date,
      broadcast: "",
      geoBroadcasts: [],
      highlights: [],
    }],
    links: [],
    status,
  };
}

/** `scoreboard`. */
export function espnScoreboard(league: GeneratedLeague, games: readonly LiveGame[], nowMs: number): Json {
  const [, sport = "", number = ""] = /^s:(\d+)~l:(\d+)$/.exec(UIDS[league]) ?? [];
  const startsAt = games[0]?.startsAt ?? nowMs;
  const year = seasonYear(league, startsAt);
  return {
    leagues: [{
      id: number,
      uid: `s:${sport}~l:${number}`,
      abbreviation: league.toUpperCase(),
      slug: league,
      season: {
        year,
        displayName: league === "nfl" ? String(year) : `${year - 1}-${String(year).slice(2)}`,
        type: { id: "2", type: 2, name: "Regular Season", abbreviation: "reg" },
      },
    }],
    season: { type: 2, year },
    ...(league === "nfl" ? { week: { number: nflWeek(startsAt).week } } : {}),
    day: { date: easternDate(startsAt) },
    events: games.map(espnEvent),
  };
}
