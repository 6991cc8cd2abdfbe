/**
 * The tools of every reader of a scoreboard: lenient fields, clocks, times, and one place where a `GameState` is made.
 *
 * @module
 */
import { z } from "zod";
import {
  type Down,
  type GamePhase,
  type GameState,
  secondsLeftInGame,
  type TeamSide,
  type TeamState,
} from "../core/game/game.ts";
import { type League, LEAGUE_INFO } from "../core/game/leagues.ts";
import { type Refusal, refuse, type Result, succeed } from "../core/result.ts";
import { safeText } from "../lib/safe_text.ts";
import type { FeedAnswer, GameReading } from "./feed.ts";

/** A text that may be missing, null or of another type: then it is `undefined`. */
export const looseText = z.string().nullish().catch(undefined).transform((text) => text ?? undefined);

/** A number, or digits in a text; anything else, infinities among it, is `undefined`. */
export const looseNumber = z.union([z.number(), z.string()]).nullish().catch(undefined).transform(readNumber);

/** An id that some answers write as a number. */
export const looseId = z.union([z.string(), z.number()]).nullish().catch(undefined)
  .transform((id) => id === undefined || id === null ? undefined : safeText(String(id)) || undefined);

/** A truth value that may be missing. */
export const looseFlag = z.boolean().nullish().catch(undefined).transform((flag) => flag ?? undefined);

/** A list whose items are read one by one, so that one bad item spoils no other; no list at all is empty. */
export const looseList = z.array(z.unknown()).nullish().catch(undefined).transform((list) => list ?? []);

function readNumber(value: number | string | null | undefined): number | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  const number = typeof value === "number"
    ? value
    : /^-?\d{1,9}(\.\d{1,9})?$/.test(value)
    ? Number(value)
    : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** The meaning of a feed's word; `undefined` for a word that the table has not. */
export function lookUp<T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
  return word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;
}

/**
 * Seconds of a game clock: `5:22`, `0:08.4`, `22.4`, or `PT05M22.00S`.
 *
 * @returns seconds, or `undefined` for anything else, the empty clock of a finished game among it
 */
export function readClock(clock: string | undefined): number | undefined {
  const text = clock?.trim() ?? "";
  const [, isoMinutes, isoSeconds] = /^PT(?:(\d{1,2})M)?(?:([0-5]?\d(?:\.\d+)?)S)?$/.exec(text) ?? [];
  const [, minutes, seconds] = /^(?:(\d{1,2}):)?([0-5]?\d(?:\.\d+)?)$/.exec(text) ?? [];
  if (seconds === undefined && isoMinutes === undefined && isoSeconds === undefined) return undefined;
  return Number(minutes ?? isoMinutes ?? 0) * 60 + Number(seconds ?? isoSeconds ?? 0);
}

/**
 * Unix milliseconds of a timestamp that says its zone.
 *
 * @returns `undefined` for one without a zone: whose wall clock it is cannot be known
 */
export function readTime(text: string | undefined): number | undefined {
  if (text === undefined || !/T.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : undefined;
}

/** One side, as far as a feed reports it. */
export interface SideFacts {
  readonly id: string | undefined;
  readonly code: string | undefined;
  readonly name: string | undefined;
  readonly score: number | undefined;
  readonly timeoutsLeft?: number | undefined;
  readonly inBonus?: boolean | undefined;
  /** The feed's own word on who won. */
  readonly won?: boolean | undefined;
}

/** A game, as far as a feed reports it. */
export interface GameFacts {
  readonly league: League;
  readonly gameId: string | undefined;
  readonly home: SideFacts;
  readonly away: SideFacts;
  /** `undefined`: a status that is not known. */
  readonly phase: GamePhase | undefined;
  /** The status as the feed words it. */
  readonly status: string | undefined;
  readonly period: number | undefined;
  readonly secondsLeftInPeriod: number | undefined;
  readonly possession?: TeamSide | undefined;
  readonly situation?: Down | undefined;
  readonly lastPlay?: string | undefined;
  readonly startsAt?: number | undefined;
  readonly sourceAt?: number | undefined;
}

const HIGHEST_SCORE = 500;
const MOST_PERIODS = 20;
const LONGEST_PLAY = 400;

/** A reading, or why there is none. */
export type Reading = Result<GameReading>;

/** A refusal to read a game: one plain line. */
export function unreadableGame(
  gameId: string | undefined,
  what: string,
): { readonly ok: false; readonly reason: Refusal } {
  return refuse("unreadable_game", `Cannot read game ${gameId ?? "without id"}: ${what}`);
}

/**
 * Makes a game state of facts, or says what is missing. Nothing is made up: a game that is on, or was started, needs both
 * scores, its period and its clock; a score of nothing is taken for granted only before the start.
 */
export function makeReading(facts: GameFacts): Reading {
  const { league, gameId, phase, home, away } = facts;
  const cannot = (what: string) => unreadableGame(gameId, what);
  if (gameId === undefined) return cannot("no id");
  if (phase === undefined) {
    const { status } = facts;
    return cannot(status === undefined ? "no status" : `unknown status "${safeText(status, 40)}"`);
  }
  const started = phase === "live" || phase === "break" || phase === "final" || phase === "delayed";
  const homeTeam = makeTeam(home, started);
  if (!homeTeam.ok) return cannot(`home team: ${homeTeam.reason.message}`);
  const awayTeam = makeTeam(away, started);
  if (!awayTeam.ok) return cannot(`away team: ${awayTeam.reason.message}`);
  const clock = readProgress(facts, phase);
  if (!clock.ok) return cannot(clock.reason.message);
  const winner = phase === "final" ? winnerOf(facts, homeTeam.value, awayTeam.value) : undefined;
  const { possession, situation, lastPlay, startsAt, sourceAt } = facts;
  const onField = phase === "live" || phase === "break" || phase === "delayed";
  const play = lastPlay === undefined ? "" : safeText(lastPlay, LONGEST_PLAY);
  const game: GameState = {
    league,
    gameId,
    home: homeTeam.value,
    away: awayTeam.value,
    phase,
    ...clock.value,
    ...(onField && possession !== undefined ? { possession } : {}),
    ...(onField && situation !== undefined && isPossible(situation) ? { situation } : {}),
    ...(play === "" ? {} : { lastPlay: play }),
    ...(winner === undefined ? {} : { winner }),
  };
  return succeed({
    game,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(sourceAt === undefined ? {} : { sourceAt }),
  });
}

type Progress = Pick<GameState, "period" | "secondsLeftInPeriod" | "secondsLeftInGame" | "overtime">;

function readProgress(
  { league, period, secondsLeftInPeriod }: GameFacts,
  phase: GamePhase,
): Result<Progress> {
  const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO[league].regulation;
  const known = period !== undefined && Number.isInteger(period) && period >= 0 && period <= MOST_PERIODS;
  const started = phase === "live" || phase === "break";
  if ((started && (!known || period < 1)) || (phase === "delayed" && !known)) {
    return refuse("no_period", `no period (was ${period ?? "missing"})`);
  }
  // A start that is only announced, put off or called off has no period, whatever the answer shows.
  const number = known && (started || phase === "final" || phase === "delayed") ? period : 0;
  const overtime = number > periods;
  if (phase === "final") {
    return succeed({ period: number, secondsLeftInPeriod: 0, secondsLeftInGame: 0, overtime });
  }
  // Between periods the clock is out; some feeds show the full clock of the period to come.
  const isWithoutClock = phase === "break" || number === 0 ||
    (overtime && overtimeSeconds === 0 && secondsLeftInPeriod === undefined);
  const seconds = isWithoutClock ? 0 : secondsLeftInPeriod;
  if (seconds === undefined || seconds < 0) return refuse("no_clock", "no clock");
  // Overtimes of play-offs are as long as a period.
  if (seconds > periodSeconds) return refuse("bad_clock", "its clock is longer than the period");
  return succeed({
    period: number,
    secondsLeftInPeriod: seconds,
    secondsLeftInGame: secondsLeftInGame(league, number, seconds),
    overtime,
  });
}

function makeTeam(facts: SideFacts, started: boolean): Result<TeamState> {
  const { id, code, name, score, timeoutsLeft, inBonus } = facts;
  const plainCode = safeText(code ?? "", 12);
  const plainName = safeText(name ?? "", 60);
  if (plainCode === "" && plainName === "") return refuse("no_name", "neither code nor name");
  if (id === undefined) return refuse("no_id", "no id");
  if (score === undefined && started) return refuse("no_score", "no score");
  const points = score ?? 0;
  if (!Number.isInteger(points) || points < 0 || points > HIGHEST_SCORE) {
    return refuse("bad_score", `expected a score in 0…${HIGHEST_SCORE}, was ${points}`);
  }
  const sensible = timeoutsLeft !== undefined && Number.isInteger(timeoutsLeft) && timeoutsLeft >= 0 &&
    timeoutsLeft <= 9;
  return succeed({
    name: plainName || plainCode,
    code: plainCode || plainName,
    id,
    score: points,
    ...(sensible ? { timeoutsLeft } : {}),
    ...(inBonus === undefined ? {} : { inBonus }),
  });
}

/** The score decides; the feed's own word only where the score is even (a game may be forfeited). */
function winnerOf(facts: GameFacts, home: TeamState, away: TeamState): TeamSide | undefined {
  if (home.score !== away.score) return home.score > away.score ? "home" : "away";
  if (facts.home.won === facts.away.won) return undefined;
  return facts.home.won === true ? "home" : facts.away.won === true ? "away" : undefined;
}

function isPossible({ down, distance, yardsToGoal }: Down): boolean {
  const whole = [down, distance, yardsToGoal].every(Number.isInteger);
  return whole && down >= 1 && down <= 4 && distance >= 0 && distance <= 99 && yardsToGoal >= 1 &&
    yardsToGoal <= 99;
}

/** Sorts readings from problems. */
export function gather(readings: readonly Reading[]): FeedAnswer {
  return {
    games: readings.flatMap((reading) => reading.ok ? [reading.value] : []),
    problems: readings.flatMap((reading) => reading.ok ? [] : [reading.reason.message]),
  };
}

/** An answer of which nothing could be read. */
export function unreadable(what: string, body: unknown): FeedAnswer {
  const was = body === null ? "null" : Array.isArray(body) ? "a list" : typeof body;
  const shown = typeof body === "string" ? `text "${safeText(body, 60)}"` : was;
  return { games: [], problems: [`Cannot read ${what}: expected its known form, was ${shown}`] };
}
