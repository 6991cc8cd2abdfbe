/**
 * One game of the exchange's live data: the fields of `details`.
 *
 * The exchange specifies none of them; these are what third parties and stored answers have. Every one may be missing or
 * null, and all are before a game begins. Statuses are worded as Sportradar words them.
 *
 * @module
 */
import { z } from "zod";
import { type Down, type TeamSide } from "../../core/game/game.ts";
import { type League, LEAGUE_INFO } from "../../core/game/leagues.ts";
import { looseNumber, looseText, makeReading, readClock, type Reading, unreadableGame } from "../reading.ts";
import { phaseOfStatus } from "../sportradar/sportradar.ts";

/** A game as a milestone has it. */
export interface MilestoneGame {
  readonly id: string;
  readonly league: League;
  readonly home: MilestoneTeam;
  readonly away: MilestoneTeam;
}

/** A team, as the structured targets name it. */
export interface MilestoneTeam {
  readonly id: string;
  readonly name: string;
  readonly code: string;
}

/** Unix seconds of this century; anything else is another unit, or nonsense. */
const PLAUSIBLE_SECONDS = [1_000_000_000, 4_000_000_000] as const;

const situationSchema = z.object({
  down: looseNumber,
  yfd: looseNumber,
  yardline: looseNumber,
  side_team_id: looseText,
  possession_team_id: looseText,
}).nullish().catch(undefined);

const detailsSchema = z.object({
  home_points: looseNumber,
  away_points: looseNumber,
  period: looseNumber,
  quarter: looseNumber,
  clock: looseText,
  period_remaining_time: looseText,
  status: looseText,
  status_text: looseText,
  winner: looseText,
  possession: looseText,
  home_timeouts_remaining: looseNumber,
  away_timeouts_remaining: looseNumber,
  situation: situationSchema,
  last_play: z.object({ description: looseText, occurence_ts: looseNumber }).nullish().catch(undefined),
});

type Details = z.infer<typeof detailsSchema>;

/** Fields of which a game that is on has one at least. */
const TELLING = [
  "home_points",
  "away_points",
  "period",
  "quarter",
  "clock",
  "period_remaining_time",
  "status",
] as const satisfies readonly (keyof Details)[];

/**
 * Reads what live data has of a game.
 *
 * @param raw `details` of the answer
 * @returns a reading, a problem in one line, or `undefined` where nothing is said at all, as before the start
 */
export function readDetails(game: MilestoneGame, raw: unknown): Reading | undefined {
  const parsed = detailsSchema.safeParse(raw ?? {});
  if (!parsed.success) return unreadableGame(game.id, "expected details of a game");
  const details = parsed.data;
  if (TELLING.every((field) => details[field] === undefined)) return undefined;
  const word = phaseOfStatus(details.status);
  const phase = word === "live" && /^(end|halftime)/i.test(details.status_text ?? "") ? "break" : word;
  return makeReading({
    league: game.league,
    gameId: game.id,
    home: {
      ...game.home,
      score: details.home_points,
      timeoutsLeft: details.home_timeouts_remaining,
      won: details.winner === "home",
    },
    away: {
      ...game.away,
      score: details.away_points,
      timeoutsLeft: details.away_timeouts_remaining,
      won: details.winner === "away",
    },
    phase,
    status: details.status,
    // Half-time comes after half of the periods, whichever is shown.
    period: word === "break"
      ? LEAGUE_INFO[game.league].regulation.periods / 2
      : details.period ?? details.quarter,
    secondsLeftInPeriod: readClock(details.period_remaining_time ?? details.clock),
    possession: readPossession(details, game),
    situation: readDown(details, game),
    lastPlay: details.last_play?.description,
    sourceAt: readSeconds(details.last_play?.occurence_ts),
  });
}

/** Unix milliseconds. */
function readSeconds(seconds: number | undefined): number | undefined {
  const [least, most] = PLAUSIBLE_SECONDS;
  return seconds !== undefined && seconds >= least && seconds < most ? seconds * 1000 : undefined;
}

function teamSideOf(id: string | undefined, game: MilestoneGame): TeamSide | undefined {
  return id === game.home.id ? "home" : id === game.away.id ? "away" : undefined;
}

function readPossession({ possession, situation }: Details, game: MilestoneGame): TeamSide | undefined {
  if (possession === "home" || possession === "away") return possession;
  return teamSideOf(situation?.possession_team_id, game);
}

/** `yardline` counts from the goal of the team on whose side the ball is. */
function readDown({ situation }: Details, game: MilestoneGame): Down | undefined {
  const { down, yfd, yardline } = situation ?? {};
  if (down === undefined || yfd === undefined || yardline === undefined) return undefined;
  const side = teamSideOf(situation?.side_team_id, game);
  const ball = teamSideOf(situation?.possession_team_id, game);
  if (side === undefined || ball === undefined) return undefined;
  return { down, distance: yfd, yardsToGoal: side === ball ? 100 - yardline : yardline };
}
