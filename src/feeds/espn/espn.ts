/**
 * ESPN's scoreboard, one event of it, and the summary of a game, for five leagues.
 *
 * Source: stored answers and published fixtures. Scores are texts; `clock` counts the seconds left in the period and is
 * meaningless once a game is over (0 or the full 720); `yardLine` counts from the home team's goal line; `situation` may be
 * absent, a mere link, or hold the last play alone; between plays the down is −1.
 *
 * @module
 */
import { z } from "zod";
import { refuse } from "../../core/result.ts";
import type { Down, GamePhase, TeamSide } from "../../core/game/game.ts";
import { findLeague, type League, LEAGUE_INFO } from "../../core/game/leagues.ts";
import { readSummaryPlay } from "./summary.ts";
import type { FeedAnswer } from "../feed.ts";
import {
  gather,
  lookUp,
  looseFlag,
  looseId,
  looseList,
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

const leagueSchema = z.object({ slug: looseText, id: looseId }).optional().catch(undefined);

const competitorSchema = z.object({
  id: looseId,
  homeAway: looseText,
  // A text, or in some answers an object with the number in it.
  score: z.union([z.object({ value: looseNumber }).transform(({ value }) => value), looseNumber]),
  winner: looseFlag,
  possession: looseFlag,
  team: z.object({
    id: looseId,
    abbreviation: looseText,
    displayName: looseText,
    location: looseText,
    name: looseText,
  }).optional().catch(undefined),
});

const statusSchema = z.object({
  clock: looseNumber,
  displayClock: looseText,
  period: looseNumber,
  type: z.object({ name: looseText, state: looseText, completed: looseFlag }).optional().catch(undefined),
}).optional().catch(undefined);

const situationSchema = z.object({
  down: looseNumber,
  distance: looseNumber,
  yardLine: looseNumber,
  possession: looseId,
  homeTimeouts: looseNumber,
  awayTimeouts: looseNumber,
  lastPlay: z.object({ text: looseText, wallclock: looseText }).nullish().catch(undefined),
}).nullish().catch(undefined);

const competitionSchema = z.object({
  id: looseId,
  startDate: looseText,
  date: looseText,
  competitors: looseList,
  situation: situationSchema,
  status: statusSchema,
});

const eventSchema = z.object({
  id: looseId,
  uid: looseText,
  date: looseText,
  status: statusSchema,
  league: leagueSchema,
  competitions: z.array(competitionSchema).min(1),
});

const scoreboardSchema = z.object({ leagues: z.array(leagueSchema).catch([]), events: z.array(z.unknown()) });
const summarySchema = z.object({ header: eventSchema });

type EspnEvent = z.infer<typeof eventSchema>;
type Competition = z.infer<typeof competitionSchema>;
type Competitor = z.infer<typeof competitorSchema>;
type Status = z.infer<typeof statusSchema>;

/**
 * Reads a scoreboard, a single event, or a summary, whichever it is.
 *
 * @param league the league that was asked for, where the answer does not name it
 */
export function parseEspn(body: unknown, league?: League): FeedAnswer {
  const scoreboard = scoreboardSchema.safeParse(body);
  if (scoreboard.success) {
    const named = leagueOf(scoreboard.data.leagues[0]) ?? league;
    return gather(scoreboard.data.events.map((event) => {
      const parsed = eventSchema.safeParse(event);
      return parsed.success
        ? readEvent(parsed.data, named)
        : refuse("unreadable_game", "Cannot read ESPN event: expected a competition");
    }));
  }
  const summary = summarySchema.safeParse(body);
  if (summary.success) return gather([readEvent(summary.data.header, league, body)]);
  const single = eventSchema.safeParse(body);
  if (single.success) return gather([readEvent(single.data, league)]);
  return unreadable("ESPN answer", body);
}

/** The league of a path such as `/apis/site/v2/sports/football/nfl/scoreboard`. */
export function leagueOfEspnPath(path: string): League | undefined {
  const slug = /\/sports\/[a-z]+\/([a-z-]+)\//.exec(path)?.[1];
  return findLeague(({ espn }) => espn.slug === slug);
}

function leagueOf(said: z.infer<typeof leagueSchema>): League | undefined {
  return findLeague(({ espn }) => espn.slug === said?.slug) ?? leagueOfUid(said?.id);
}

function leagueOfUid(uid: string | undefined): League | undefined {
  return findLeague(({ espn }) => espn.uid === uid);
}

function readEvent(event: EspnEvent, asked: League | undefined, summary?: unknown): Reading {
  const league = leagueOf(event.league) ?? leagueOfUid(/~l:(\d+)/.exec(event.uid ?? "")?.[1]) ?? asked;
  const [competition] = event.competitions;
  const gameId = event.id ?? competition?.id;
  if (league === undefined) return unreadableGame(gameId, "unknown league");
  if (competition === undefined) return unreadableGame(gameId, "no competition");
  const { situation, startDate, date } = competition;
  const home = findSide(competition, "home");
  const away = findSide(competition, "away");
  const status = competition.status ?? event.status;
  const phase = readPhase(status);
  const play = summary === undefined ? undefined : readSummaryPlay(summary);
  const teamSide = (id: string | undefined): TeamSide | undefined =>
    id === undefined ? undefined : id === idOf(home) ? "home" : id === idOf(away) ? "away" : undefined;
  const possession = teamSide(situation?.possession) ?? flagged(home, away) ?? teamSide(play?.teamId);
  return makeReading({
    league,
    gameId,
    home: sideFacts(home, situation?.homeTimeouts),
    away: sideFacts(away, situation?.awayTimeouts),
    phase,
    status: status?.type?.name ?? status?.type?.state,
    period: status?.type?.name === "STATUS_HALFTIME"
      ? LEAGUE_INFO[league].regulation.periods / 2
      : status?.period,
    secondsLeftInPeriod: readClock(status?.displayClock) ?? status?.clock,
    possession,
    situation: downFrom(situation, possession) ??
      (teamSide(play?.teamId) === possession ? play?.situation : undefined),
    lastPlay: situation?.lastPlay?.text ?? play?.text,
    startsAt: readTime(startDate) ?? readTime(date) ?? readTime(event.date),
    sourceAt: readTime(situation?.lastPlay?.wallclock ?? play?.wallclock),
  });
}

function findSide({ competitors }: Competition, side: TeamSide): Competitor | undefined {
  const found = competitors.flatMap((each) => {
    const parsed = competitorSchema.safeParse(each);
    return parsed.success && parsed.data.homeAway === side ? [parsed.data] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

function idOf(side: Competitor | undefined): string | undefined {
  return side?.team?.id ?? side?.id;
}

function sideFacts(side: Competitor | undefined, timeoutsLeft: number | undefined): SideFacts {
  const team = side?.team;
  const parts = [team?.location, team?.name].filter((part) => part !== undefined && part !== "");
  return {
    id: idOf(side),
    code: team?.abbreviation,
    name: team?.displayName ?? parts.join(" "),
    score: side?.score,
    timeoutsLeft,
    won: side?.winner,
  };
}

function flagged(home: Competitor | undefined, away: Competitor | undefined): TeamSide | undefined {
  if (home?.possession === away?.possession) return undefined;
  return home?.possession === true ? "home" : away?.possession === true ? "away" : undefined;
}

/** The home team plays towards 100. */
function downFrom(
  situation: z.infer<typeof situationSchema>,
  possession: TeamSide | undefined,
): Down | undefined {
  const { down, distance, yardLine } = situation ?? {};
  if (possession === undefined || down === undefined || distance === undefined || yardLine === undefined) {
    return undefined;
  }
  return { down, distance, yardsToGoal: possession === "home" ? 100 - yardLine : yardLine };
}

const PHASES: Readonly<Record<string, GamePhase>> = {
  STATUS_SCHEDULED: "scheduled",
  STATUS_IN_PROGRESS: "live",
  STATUS_HALFTIME: "break",
  STATUS_END_PERIOD: "break",
  STATUS_FINAL: "final",
  STATUS_POSTPONED: "postponed",
  STATUS_CANCELED: "cancelled",
  STATUS_CANCELLED: "cancelled",
  STATUS_DELAYED: "delayed",
  STATUS_RAIN_DELAY: "delayed",
  STATUS_SUSPENDED: "delayed",
};

/**
 * The name where it is known. The state has only three values: what has not started or is completed is so whatever its name,
 * but a game that is on may stand still.
 */
function readPhase(status: Status): GamePhase | undefined {
  const { name, state, completed } = status?.type ?? {};
  const named = lookUp(PHASES, name);
  if (named !== undefined) return named;
  if (state === "pre") return "scheduled";
  return state === "post" && completed === true ? "final" : undefined;
}
