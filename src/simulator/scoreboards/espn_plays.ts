/**
 * Plays and the ball's place in ESPN's words.
 *
 * @module
 */
import { type GameState } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { GameEvent } from "../game/game_event.ts";
import { espnClock } from "./espn_status.ts";
import type { LiveGame } from "./live_game.ts";
import { type Play, type PlayKind, playsOf } from "./play.ts";
import { ordinal, utcSeconds } from "./texts.ts";

type Json = Readonly<Record<string, unknown>>;

/** ESPN's id, text and abbreviation of each play. */
const TYPES: Readonly<Record<PlayKind, readonly [id: string, text: string, abbreviation?: string]>> = {
  period_start: ["79", "Start Period"],
  period_end: ["2", "End Period", "EP"],
  game_end: ["66", "End of Game", "EG"],
  timeout: ["21", "Timeout", "TO"],
  tip: ["615", "Jumpball"],
  foul: ["44", "Personal Foul"],
  two: ["92", "Jump Shot"],
  three: ["92", "Jump Shot"],
  free_throw: ["98", "Free Throw"],
  turnover: ["90", "Turnover"],
  kickoff: ["53", "Kickoff", "K"],
  run: ["5", "Rush", "RUSH"],
  pass: ["24", "Pass Reception", "REC"],
  incomplete: ["3", "Pass Incompletion"],
  interception: ["26", "Pass Interception Return", "INTR"],
  fumble: ["29", "Fumble Recovery (Opponent)"],
  punt: ["52", "Punt", "PUNT"],
  field_goal: ["59", "Field Goal Good", "FG"],
  touchdown: ["67", "Passing Touchdown", "TD"],
  extra_point: ["61", "Extra Point Good", "XP"],
  safety: ["20", "Safety", "SF"],
  warning: ["75", "Two-minute warning"],
};

function typeOf({ kind, made, event }: Play): Json {
  const [id, text, abbreviation] = kind === "field_goal" && !made
    ? ["60", "Field Goal Missed", "FGM"]
    : kind === "extra_point" && !made
    ? ["62", "Extra Point Missed", "XPM"]
    : kind === "touchdown" && event.game.lastPlay?.endsWith("run") === true
    ? ["68", "Rushing Touchdown", "TD"]
    : TYPES[kind];
  return { id, text, ...(abbreviation === undefined ? {} : { abbreviation }) };
}

/** The ball's place, from the home goal line and in words such as `NO 10`. */
export function ballPlace(
  live: LiveGame,
  game: GameState,
): { readonly yardLine: number; readonly text: string } {
  const yardsToGoal = game.situation?.yardsToGoal ?? 0;
  const yardLine = game.possession === "home" ? 100 - yardsToGoal : yardsToGoal;
  const { home, away } = live.teams;
  if (yardLine === 50) return { yardLine, text: "50" };
  return {
    yardLine,
    text: yardLine < 50 ? `${home.espn.code} ${yardLine}` : `${away.espn.code} ${100 - yardLine}`,
  };
}

/** For example `1st & 10`. */
export function downText(game: GameState): string {
  const { down = 1, distance = 10, yardsToGoal = 100 } = game.situation ?? {};
  return `${ordinal(down)} & ${distance >= yardsToGoal ? "Goal" : distance}`;
}

/** Where a play began or ended, as `start` and `end`; empty where the ball was nowhere. */
function spot(live: LiveGame, event: GameEvent | undefined): Json {
  const game = event?.game;
  if (game?.situation === undefined || game.possession === undefined) return {};
  const { yardLine, text } = ballPlace(live, game);
  const { down, distance, yardsToGoal } = game.situation;
  return {
    down,
    distance,
    yardLine,
    yardsToEndzone: yardsToGoal,
    downDistanceText: `${downText(game)} at ${text}`,
    shortDownDistanceText: downText(game),
    possessionText: text,
    team: { id: live.teams[game.possession].espn.id },
  };
}

/** A play's id: the game's with the play's number behind it. */
export function playId(live: LiveGame, index: number): string {
  return `${live.view.played.ids.espn}${index + 1}`;
}

/** The newest play, as `situation.lastPlay`; `undefined` before the start. */
export function espnLastPlay(live: LiveGame): Json | undefined {
  const { events } = live.view;
  const [before, event] = events.length < 2 ? [undefined, events[0]] : events.slice(-2);
  const newest = event === undefined ? undefined : playsOf([...(before ? [before] : []), event]).at(-1);
  if (newest === undefined || event === undefined) return undefined;
  return {
    id: playId(live, events.length - 1),
    type: typeOf(newest),
    text: event.game.lastPlay ?? "",
    scoreValue: newest.points,
    ...(newest.team === undefined ? {} : { team: { id: live.teams[newest.team].espn.id } }),
    probability: chances(event),
  };
}

function chances({ homeWinProbability }: GameEvent): Json {
  const home = Math.round(homeWinProbability * 1000) / 1000;
  return {
    tiePercentage: 0,
    homeWinPercentage: home,
    awayWinPercentage: Math.round((1 - home) * 1000) / 1000,
    secondsLeft: 0,
  };
}

/** Win probability after each play, as `winprobability`. */
export function espnChances(live: LiveGame): readonly Json[] {
  return live.view.events.map((event, index) => ({
    tiePercentage: 0,
    homeWinPercentage: Math.round(event.homeWinProbability * 1000) / 1000,
    playId: playId(live, index),
  }));
}

/** One play of a summary. */
export function espnPlay(live: LiveGame, play: Play): Json {
  const { event, index, before } = play;
  const { game } = event;
  const football = game.league === "nfl";
  const from = spot(live, before);
  const to = spot(live, event);
  return {
    id: playId(live, index),
    sequenceNumber: String((index + 1) * 100),
    type: typeOf(play),
    text: game.lastPlay ?? "",
    awayScore: game.away.score,
    homeScore: game.home.score,
    period: { number: game.period, ...(football ? {} : { displayValue: periodText(game) }) },
    clock: { displayValue: espnClock({ ...game, phase: "live" }) },
    scoringPlay: play.points > 0,
    ...(football ? { priority: false, modified: utcSeconds(live.happenedAt(event.offsetMs)) } : {}),
    scoreValue: play.points,
    ...(play.team === undefined ? {} : { team: { id: live.teams[play.team].espn.id } }),
    wallclock: utcSeconds(live.happenedAt(event.offsetMs)),
    ...(football
      ? { start: from, end: to, statYardage: yardage(play) }
      : { shootingPlay: play.kind === "two" || play.kind === "three" || play.kind === "free_throw" }),
  };
}

function periodText({ league, period }: GameState): string {
  return period > LEAGUE_INFO[league].regulation.periods ? "OT" : `${ordinal(period)} Quarter`;
}

/** Yards that a snap gained. */
function yardage({ kind, event, before, team }: Play): number {
  const from = before?.game.situation?.yardsToGoal;
  if (from === undefined || (kind !== "run" && kind !== "pass" && kind !== "touchdown")) return 0;
  if (kind === "touchdown") return from;
  const to = event.game.situation?.yardsToGoal ?? from;
  return from - (event.game.possession === team ? to : 100 - to);
}
