/**
 * Sportradar: football v7 (play-by-play, box score, statistics) and basketball v8 (summary, box score, play-by-play), and
 * the games of a schedule.
 *
 * Football keeps its teams in `summary`, basketball at the top. Source: the provider's pages and third-party fixtures; the
 * nesting of plays is unconfirmed and read in all three known ways. A real log of December 2025 shows the next quarter at
 * 0:00 for the whole break before it begins, with `End Quarter 4` as the last event: that is a break, not the end of overtime.
 *
 * @module
 */
import { z } from "zod";
import { refuse } from "../../core/result.ts";
import { type Down, type GamePhase, type TeamSide } from "../../core/game/game.ts";
import { findLeague, type League, LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { FeedAnswer } from "../feed.ts";
import {
  gather,
  lookUp,
  looseFlag,
  looseId,
  looseNumber,
  looseText,
  makeReading,
  readClock,
  type Reading,
  readTime,
  type SideFacts,
  unreadable,
  unreadableGame,
} from "../reading.ts";
import { lastSportradarPlay, situationSchema, type SportradarPlay } from "./plays.ts";

/** By status, written without what divides its words: `inprogress` comes as `in_progress` and `In Progress` too. */
const PHASES: Readonly<Record<string, GamePhase>> = {
  "scheduled": "scheduled",
  "created": "scheduled",
  "timetbd": "scheduled",
  "flexschedule": "scheduled",
  "ifnecessary": "scheduled",
  "inprogress": "live",
  "halftime": "break",
  "complete": "final",
  "closed": "final",
  "delayed": "delayed",
  "suspended": "delayed",
  "cancelled": "cancelled",
  "canceled": "cancelled",
  "unnecessary": "cancelled",
  "postponed": "postponed",
};

const teamSchema = z.object({
  id: looseId,
  name: looseText,
  market: looseText,
  alias: looseText,
  points: looseNumber,
  remaining_timeouts: looseNumber,
  bonus: looseFlag,
});

const gameSchema = z.object({
  id: looseId,
  status: looseText,
  scheduled: looseText,
  clock: looseText,
  quarter: looseNumber,
  half: looseNumber,
  home: teamSchema.optional().catch(undefined),
  away: teamSchema.optional().catch(undefined),
  home_points: looseNumber,
  away_points: looseNumber,
  scoring: z.object({ home_points: looseNumber, away_points: looseNumber }).optional().catch(undefined),
  summary: z.object({ home: teamSchema, away: teamSchema }).optional().catch(undefined),
  situation: situationSchema,
  last_event: z.object({ description: looseText, wall_clock: looseText, updated_at: looseText }).nullish()
    .catch(undefined),
});

const scheduleSchema = z.object({ games: z.array(z.unknown()) });
const weekSchema = z.object({ week: scheduleSchema });

type Game = z.infer<typeof gameSchema>;

/**
 * Reads one game, or the games of a schedule.
 *
 * @param league the league that was asked for: no answer says it
 */
export function parseSportradar(body: unknown, league: League | undefined): FeedAnswer {
  const week = weekSchema.safeParse(body);
  if (week.success) return gather(week.data.week.games.map((game) => readGame(game, league)));
  const schedule = scheduleSchema.safeParse(body);
  if (schedule.success) return gather(schedule.data.games.map((game) => readGame(game, league)));
  const parsed = gameSchema.safeParse(body);
  if (!parsed.success || parsed.data.status === undefined) return unreadable("Sportradar answer", body);
  return gather([readGame(body, league)]);
}

/** The phase that a status of Sportradar stands for; `undefined` for one that is not known. */
export function phaseOfStatus(status: string | undefined): GamePhase | undefined {
  return lookUp(PHASES, status?.toLowerCase().replaceAll(/[\s_-]/g, ""));
}

/** The league of a path such as `/nfl/official/trial/v7/en/games/…`. */
export function leagueOfSportradarPath(path: string): League | undefined {
  const slug = /^\/([a-z]+)\//.exec(path)?.[1];
  return findLeague(({ sportradar }) => sportradar.slug === slug);
}

function readGame(raw: unknown, league: League | undefined): Reading {
  const parsed = gameSchema.safeParse(raw);
  if (!parsed.success) return refuse("unreadable_game", "Cannot read Sportradar game: expected an object");
  const game = parsed.data;
  if (league === undefined) return unreadableGame(game.id, "unknown league");
  const home = game.summary?.home ?? game.home;
  const away = game.summary?.away ?? game.away;
  const play = lastSportradarPlay(raw);
  const teamSideOf = (id: string | undefined, alias: string | undefined): TeamSide | undefined => {
    if (id !== undefined && id === home?.id) return "home";
    if (id !== undefined && id === away?.id) return "away";
    if (alias === undefined || home?.alias === away?.alias) return undefined;
    return alias === home?.alias ? "home" : alias === away?.alias ? "away" : undefined;
  };
  const situation = game.situation ?? play?.situation;
  const possession = teamSideOf(
    situation?.possession?.id ?? play?.possession?.id,
    situation?.possession?.alias ?? play?.possession?.alias,
  );
  const side = teamSideOf(situation?.location?.id, situation?.location?.alias);
  const lastPlay = game.last_event?.description ?? play?.description;
  return makeReading({
    league,
    gameId: game.id,
    home: sideFacts(home, game.home_points ?? game.scoring?.home_points ?? play?.home_points),
    away: sideFacts(away, game.away_points ?? game.scoring?.away_points ?? play?.away_points),
    ...readProgress(game, league, lastPlay),
    possession,
    situation: downFrom(situation, possession, side),
    lastPlay,
    startsAt: readTime(game.scheduled),
    sourceAt: readTime(game.last_event?.wall_clock ?? game.last_event?.updated_at ?? play?.wall_clock),
  });
}

interface Progress {
  readonly phase: GamePhase | undefined;
  readonly status: string | undefined;
  readonly period: number | undefined;
  readonly secondsLeftInPeriod: number | undefined;
}

function readProgress(
  { status, quarter, half, clock }: Game,
  league: League,
  lastPlay: string | undefined,
): Progress {
  const phase = phaseOfStatus(status);
  // A play has a clock too, but of which period it does not say.
  const secondsLeftInPeriod = readClock(clock);
  const period = phase === "break" ? LEAGUE_INFO[league].regulation.periods / 2 : quarter ?? half;
  const ended = Number(/^end (?:of )?(?:quarter|period|half) (\d)\b/i.exec(lastPlay ?? "")?.[1] ?? NaN);
  const between = secondsLeftInPeriod === 0 && (period === ended || period === ended + 1);
  if (phase === "live" && between) return { phase: "break", status, period: ended, secondsLeftInPeriod: 0 };
  return { phase, status, period, secondsLeftInPeriod };
}

function sideFacts(team: z.infer<typeof teamSchema> | undefined, points: number | undefined): SideFacts {
  const name = [team?.market, team?.name].filter((part) => part !== undefined && part !== "").join(" ");
  return {
    id: team?.id,
    code: team?.alias,
    name,
    score: team?.points ?? points,
    timeoutsLeft: team?.remaining_timeouts,
    inBonus: team?.bonus,
  };
}

/** `yardline` counts from the goal of the team on whose side the ball is. */
function downFrom(
  situation: SportradarPlay["situation"],
  possession: TeamSide | undefined,
  side: TeamSide | undefined,
): Down | undefined {
  const { down, yfd } = situation ?? {};
  const yardline = situation?.location?.yardline;
  if (down === undefined || yfd === undefined || yardline === undefined) return undefined;
  if (possession === undefined || side === undefined) return undefined;
  return { down, distance: yfd, yardsToGoal: side === possession ? 100 - yardline : yardline };
}
