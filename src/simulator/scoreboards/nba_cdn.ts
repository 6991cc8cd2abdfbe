/**
 * Answers in the shape of the league's own CDN, cdn.nba.com: the day's scoreboard and one game's box score.
 *
 * Shapes are those of captured answers. There are no players in generated games, and lists of them are empty.
 *
 * @module
 */
import { type GameState, type TeamSide } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { easternClock, easternDate, easternDateTime, easternOffset } from "../../lib/new_york.ts";
import type { LiveGame } from "./live_game.ts";
import { pointsByPeriod } from "./play.ts";
import { gameClock, utcSeconds } from "./texts.ts";

type Json = Readonly<Record<string, unknown>>;

const LEAGUE_ID = "00";
const { periods: REGULAR_PERIODS } = LEAGUE_INFO.nba.regulation;

/** The `meta` of an answer; `time` is New York's. */
export function nbaMeta(path: string, atMs: number): Json {
  return {
    version: 1,
    code: 200,
    request: `http://nba.cloud${path}?Format=json`,
    time: easternDateTime(atMs).replace("T", " "),
  };
}

/** ISO 8601, for example `PT05M22.00S`. */
export function isoClock(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const minutes = String(Math.floor(hundredths / 6000)).padStart(2, "0");
  return `PT${minutes}M${(hundredths % 6000 / 100).toFixed(2).padStart(5, "0")}S`;
}

/** `REGULAR` or `OVERTIME`. */
export function periodType(period: number): string {
  return period > REGULAR_PERIODS ? "OVERTIME" : "REGULAR";
}

/** 1 before, 2 on, 3 over. */
export function gameStatus({ phase }: GameState): 1 | 2 | 3 {
  return phase === "scheduled" ? 1 : phase === "final" ? 3 : 2;
}

function overtimeName(period: number): string {
  const overtimes = period - REGULAR_PERIODS;
  return overtimes > 1 ? `OT${overtimes}` : "OT";
}

function statusText({ view: { game }, startsAt }: LiveGame): string {
  const { period, phase } = game;
  if (phase === "scheduled") {
    const [hour = 0, minute = 0] = easternClock(startsAt).split(":").map(Number);
    return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, "0")} ${
      hour < 12 ? "am" : "pm"
    } ET`;
  }
  if (phase === "final") return game.overtime ? `Final/${overtimeName(period)}` : "Final";
  if (phase === "break" && period === 2) return "Half";
  const name = game.overtime ? overtimeName(period) : `Q${period}`;
  return phase === "break" ? `END ${name}` : `${name} ${gameClock(game.secondsLeftInPeriod, true)}`;
}

/** One side of a game. */
export function nbaTeam({ view, teams }: LiveGame, teamSide: TeamSide): Json {
  const { game, events } = view;
  const { nba, city, nickname } = teams[teamSide];
  const played = pointsByPeriod(events, teamSide);
  const on = gameStatus(game) === 2;
  return {
    teamId: nba?.id ?? 0,
    teamName: nickname,
    teamCity: city,
    teamTricode: nba?.code ?? game[teamSide].code,
    score: game[teamSide].score,
    inBonus: on ? game[teamSide].inBonus === true ? "1" : "0" : null,
    timeoutsRemaining: game[teamSide].timeoutsLeft ?? 0,
    periods: Array.from({ length: Math.max(REGULAR_PERIODS, played.length) }, (_, index) => ({
      period: index + 1,
      periodType: periodType(index + 1),
      score: played[index] ?? 0,
    })),
  };
}

function head({ view: { game }, nbaId, startsAt, teams }: LiveGame): Json {
  return {
    gameId: nbaId,
    gameCode: `${easternDate(startsAt).replaceAll("-", "")}/${teams.away.nba?.code}${teams.home.nba?.code}`,
    gameStatus: gameStatus(game),
  };
}

const NO_LEADER = {
  personId: 0,
  name: "",
  jerseyNum: "",
  position: "",
  teamTricode: "",
  playerSlug: null,
  points: 0,
  rebounds: 0,
  assists: 0,
};

function scoreboardGame(live: LiveGame): Json {
  const { view: { game }, startsAt } = live;
  const standing = { wins: 0, losses: 0, seed: null };
  return {
    ...head(live),
    gameStatusText: statusText(live),
    period: game.period,
    gameClock: gameStatus(game) === 2 ? isoClock(game.secondsLeftInPeriod) : "",
    gameTimeUTC: utcSeconds(startsAt),
    // Wall-clock time in New York under a misleading Z: the league's own habit.
    gameEt: `${easternDateTime(startsAt)}Z`,
    regulationPeriods: REGULAR_PERIODS,
    ifNecessary: false,
    seriesGameNumber: "",
    seriesText: "",
    seriesConference: "",
    poRoundDesc: "",
    gameSubtype: "",
    homeTeam: { ...nbaTeam(live, "home"), ...standing },
    awayTeam: { ...nbaTeam(live, "away"), ...standing },
    gameLeaders: { homeLeaders: NO_LEADER, awayLeaders: NO_LEADER },
    pbOdds: { team: null, odds: 0, suspended: 0 },
  };
}

/** `todaysScoreboard_00.json`. */
export function nbaScoreboard(path: string, games: readonly LiveGame[], atMs: number): Json {
  return {
    meta: nbaMeta(path, atMs),
    scoreboard: {
      gameDate: easternDate(games[0]?.startsAt ?? atMs),
      leagueId: LEAGUE_ID,
      leagueName: "National Basketball Association",
      games: games.map(scoreboardGame),
    },
  };
}

/** `boxscore_{id}.json`; there is none before the game. */
export function nbaBoxscore(path: string, live: LiveGame): Json {
  const { view: { game, closed }, startsAt, shownAt } = live;
  const local = easternDateTime(startsAt) + easternOffset(startsAt);
  const side = (teamSide: TeamSide, other: TeamSide) => ({
    ...nbaTeam(live, teamSide),
    // Here the bonus is shown of finished games too.
    inBonus: game[teamSide].inBonus === true ? "1" : "0",
    players: [],
    statistics: { points: game[teamSide].score, pointsAgainst: game[other].score },
  });
  return {
    meta: nbaMeta(path, shownAt),
    game: {
      ...head(live),
      gameTimeLocal: local,
      gameTimeUTC: utcSeconds(startsAt),
      gameTimeHome: local,
      gameTimeAway: local,
      gameEt: local,
      duration: closed ? Math.round(live.view.played.game.durationMs / 60_000) : 0,
      gameStatusText: statusText(live),
      regulationPeriods: REGULAR_PERIODS,
      period: game.period,
      gameClock: isoClock(game.phase === "live" ? game.secondsLeftInPeriod : 0),
      attendance: 0,
      sellout: "0",
      arena: {
        arenaId: 0,
        arenaName: `${live.teams.home.city} Arena`,
        arenaCity: live.teams.home.city,
        arenaState: "",
        arenaCountry: "US",
        arenaTimezone: "America/New_York",
      },
      officials: [],
      homeTeam: side("home", "away"),
      awayTeam: side("away", "home"),
    },
  };
}
