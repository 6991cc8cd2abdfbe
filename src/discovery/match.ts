/**
 * Which event of the exchange is which game of the scoreboards. Pure; nothing is guessed.
 *
 * An event and a feed's game belong together where they have the same two teams and start within
 * {@linkcode START_WINDOW_MS} of each other. More than one candidate, the same teams at another time, home and away the
 * other way round: the event is refused and named. An event that no feed lists is a job only where the exchange's own
 * milestone gives its start and its teams.
 *
 * @module
 */
import { safeText } from "../lib/safe_text.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { easternClock } from "../lib/new_york.ts";
import {
  type ExchangeGame,
  type ExchangeSide,
  type ExchangeTeam,
  readExchangeGames,
  type Refused,
} from "./exchange_games.ts";
import { type FeedGame, type FeedSide, nameOf, readFeedGames } from "./feed_games.ts";
import type { Job } from "./job.ts";
import { sameTeam, type TeamTable } from "./team_table.ts";
import { DAILY_FEEDS } from "../feeds/feeds.ts";

/**
 * How far two starts of one game may lie apart. Tip-off and kick-off slip by minutes, announced starts by an hour or two;
 * the games of a double-header are further apart, or else cannot be distinguished.
 */
export const START_WINDOW_MS = 3 * 3_600_000;

/** One league on one date. */
export interface MatchInput {
  readonly table: TeamTable;
  /** The eastern date, for example `2026-11-22`. */
  readonly date: string;
  readonly exchange: ExchangeSide;
  readonly feeds: readonly FeedSide[];
}

/** A job, and the other events of its game. */
export interface Match {
  readonly job: Job;
  readonly otherEvents: readonly string[];
}

/** The result of matching; both lists are sorted, whatever the order of the input. */
export interface Matched {
  readonly matches: readonly Match[];
  readonly refused: readonly Refused[];
}

/** Matches one league's events and games. */
export function matchGames({ table, date, exchange, feeds }: MatchInput): Matched {
  const read = readExchangeGames(table, date, exchange);
  const refused: Refused[] = [...read.refused];
  const listed = feeds.flatMap((side) => {
    const found = readFeedGames(table, date, side);
    refused.push(...found.refused);
    return found.games;
  }).sort(byFeed);
  const claims = read.games.map((game) => claim(game, listed));
  const taken = new Set<FeedGame>();
  const matches: Match[] = [];
  for (const one of claims) {
    const rival = rivalOf(one, claims);
    const job = rival === undefined ? makeJob(table, date, one) : refuse("rival", rival);
    if (!job.ok) {
      refused.push({ what: safeText(one.game.event), reason: job.reason.message });
      continue;
    }
    matches.push({ job: job.value, otherEvents: one.game.otherEvents });
    for (const game of one.found) taken.add(game);
  }
  refused.push(...withoutEvent(listed.filter((game) => !taken.has(game))));
  return { matches: sortJobs(distinct(matches)), refused: sortRefused(refused) };
}

/** An event and what the feeds have for it. */
interface Claim {
  readonly game: ExchangeGame;
  /** At most one game a feed. */
  readonly found: readonly FeedGame[];
  /** Why it cannot be matched. */
  readonly problem?: string;
}

function claim(game: ExchangeGame, listed: readonly FeedGame[]): Claim {
  const ofTeams = listed.filter((each) => placeOfHome(game, each) !== undefined);
  const found: FeedGame[] = [];
  for (const feed of new Set(ofTeams.map((each) => each.feed))) {
    const own = ofTeams.filter((each) => each.feed === feed);
    const near = own.filter(({ startsAt }) => isNear(startsAt, game.startsAt ?? startsAt));
    const [first] = near;
    if (near.length > 1) {
      return {
        game,
        found: [],
        problem: `ambiguous: ${list(near)} are all games of these teams`,
      };
    }
    if (first === undefined) {
      const start = easternClock(game.startsAt ?? 0);
      return { game, found: [], problem: `it starts at ${start} ET, but ${list(own)}` };
    }
    found.push(first);
  }
  return { game, found };
}

function isNear(first: number, second: number): boolean {
  return Math.abs(first - second) <= START_WINDOW_MS;
}

/** Where the feed's home team is among the event's two, or `undefined` where the teams are others. */
function placeOfHome({ teams: [first, second] }: ExchangeGame, { home, away }: FeedGame): 0 | 1 | undefined {
  const straight = sameTeam(first.identity, home) && sameTeam(second.identity, away);
  const crossed = sameTeam(second.identity, home) && sameTeam(first.identity, away);
  return straight === crossed ? undefined : straight ? 0 : 1;
}

/** Two events for one game are both refused: the same teams at about the same time, or one game of a feed for both. */
function rivalOf(own: Claim, all: readonly Claim[]): string | undefined {
  const rivals = all.filter((other) =>
    other !== own && (areRivals(own.game, other.game) || other.found.some((game) => own.found.includes(game)))
  );
  if (rivals.length === 0) return undefined;
  return `ambiguous: ${rivals.map(({ game }) => safeText(game.event)).sort().join(", ")} is of the same game`;
}

function areRivals(one: ExchangeGame, other: ExchangeGame): boolean {
  const [first, second] = one.teams;
  const [third, fourth] = other.teams;
  const same = (sameTeam(first.identity, third.identity) && sameTeam(second.identity, fourth.identity)) ||
    (sameTeam(first.identity, fourth.identity) && sameTeam(second.identity, third.identity));
  return same && isNear(one.startsAt ?? other.startsAt ?? 0, other.startsAt ?? one.startsAt ?? 0);
}

/** Makes the job; refused where there is none. */
function makeJob({ league }: TeamTable, date: string, { game, found, problem }: Claim): Result<Job> {
  if (problem !== undefined) return refuse("no_job", problem);
  const off = found.find(({ phase }) => phase === "postponed" || phase === "cancelled");
  if (off !== undefined) return refuse("no_job", `${nameOf(off)} says it is ${off.phase}`);
  const said = found.map((each) => ({ each, place: placeOfHome(game, each) }));
  const place = game.home ?? said[0]?.place;
  const swapped = said.find((one) => one.place !== place);
  if (swapped !== undefined) {
    const other = game.home === undefined ? found.filter((each) => each !== swapped.each) : [];
    const against = other[0] === undefined ? "the exchange's milestone" : nameOf(other[0]);
    return refuse(
      "no_job",
      `home and away are the other way round in ${nameOf(swapped.each)} than in ${against}`,
    );
  }
  const starts = found.map(({ startsAt }) => startsAt);
  if (Math.max(...starts) - Math.min(...starts) > START_WINDOW_MS) {
    return refuse("no_job", `the feeds do not agree on its start: ${list(found)}`);
  }
  const startsAt = game.startsAt ?? startOf(found);
  if (startsAt === undefined || place === undefined) {
    return refuse(
      "no_job",
      "no feed has the game, and no milestone of the exchange gives its start and its teams",
    );
  }
  const [home, away] = place === 0 ? game.teams : [game.teams[1], game.teams[0]];
  const feedIds = DAILY_FEEDS.flatMap((feed) => {
    const id = found.find((each) => each.feed === feed)?.id;
    return id === undefined ? [] : [[feed, id]];
  });
  return succeed({
    id: `${league}-${date}-${idPart(away.code)}-${idPart(home.code)}`,
    league,
    startsAt,
    home: teamOf(home),
    away: teamOf(away),
    event: game.event,
    homeMarket: home.market,
    awayMarket: away.market,
    otherMarkets: [],
    milestoneId: game.milestoneId ?? null,
    feeds: {
      ...Object.fromEntries(feedIds),
      ...(game.sportradarId === undefined ? {} : { sportradar: game.sportradarId }),
      ...(game.milestoneId === undefined ? {} : { kalshi: game.milestoneId }),
    },
  });
}

/** The feed that comes first in the list is believed before others. */
function startOf(found: readonly FeedGame[]): number | undefined {
  const first = DAILY_FEEDS.find((name) => found.some(({ feed }) => feed === name));
  return found.find(({ feed }) => feed === first)?.startsAt;
}

function teamOf({ code, name, targetId }: ExchangeTeam): Job["home"] {
  return { code, name, targetId };
}

function idPart(code: string): string {
  return code.replace(/[^A-Za-z0-9]/g, "") || "TEAM";
}

function list(games: readonly FeedGame[]): string {
  return games.map((game) => `${nameOf(game)} (${game.label})`).sort().join(", ");
}

function byFeed(first: FeedGame, second: FeedGame): number {
  return compare(first.feed, second.feed) || first.startsAt - second.startsAt || compare(first.id, second.id);
}

/** Games of several feeds that are one game are named once. */
function withoutEvent(games: readonly FeedGame[]): Refused[] {
  const groups: FeedGame[][] = [];
  for (const game of games) {
    const group = groups.find(([first]) =>
      first !== undefined && first.feed !== game.feed && isNear(first.startsAt, game.startsAt) &&
      sameTeam(first.home, game.home) && sameTeam(first.away, game.away)
    );
    if (group === undefined) groups.push([game]);
    else group.push(game);
  }
  return groups.map((group) => ({
    what: list(group),
    reason: "no event of the exchange that can be used fits this game",
  }));
}

/** Two games of the same teams on one date differ by their time and, should that be the same, by their event. */
function distinct(matches: readonly Match[]): readonly Match[] {
  const count = (id: string, all: readonly Match[]) => all.filter(({ job }) => job.id === id).length;
  const extend = (all: readonly Match[], more: (job: Job) => string) =>
    all.map((match) =>
      count(match.job.id, all) === 1
        ? match
        : { ...match, job: { ...match.job, id: `${match.job.id}-${more(match.job)}` } }
    );
  const timed = extend(matches, ({ startsAt }) => easternClock(startsAt).replace(":", ""));
  return extend(timed, ({ event }) => event.replace(/[^A-Za-z0-9._-]/g, "_"));
}

function sortJobs(matches: readonly Match[]): readonly Match[] {
  return [...matches].sort((first, second) =>
    first.job.startsAt - second.job.startsAt || compare(first.job.id, second.job.id)
  );
}

/** Sorted by what was refused, then by the reason. */
export function sortRefused(refused: readonly Refused[]): readonly Refused[] {
  return [...refused].sort((first, second) =>
    compare(first.what, second.what) || compare(first.reason, second.reason)
  );
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
