/**
 * A day's games: what the exchange lists and what the scoreboards list, matched into a job file.
 *
 * @module
 */
import { type Refusal, refuse, type Result, succeed } from "../core/result.ts";
import { isPlainTicker } from "../core/market/ticker.ts";
import { safeText } from "../lib/safe_text.ts";
import type { WireMarket } from "../kalshi/wire/market.ts";
import { easternDate } from "../lib/new_york.ts";
import type { Refused } from "./exchange_games.ts";
import type { FeedSide } from "./feed_games.ts";
import { type Job, JOB_VERSION, type JobFile } from "./job.ts";
import { type League, LEAGUE_INFO, type LeagueInfo, LEAGUES } from "../core/game/leagues.ts";
import { type Match, matchGames, sortRefused } from "./match.ts";
import {
  type DiscoveryReader,
  type MilestoneReading,
  readExchange,
  readMilestones,
} from "./read_exchange.ts";
import type { ScoreboardSource } from "./scoreboards.ts";
import { teamTable } from "./team_table.ts";

/** The games to discover, and who reads them. */
export interface DiscoverOptions {
  readonly rest: DiscoveryReader;
  readonly feeds: readonly ScoreboardSource[];
  /** The eastern date, one that `readDate` accepted. */
  readonly date: string;
  readonly leagues: readonly League[];
  /** Whether spreads, totals and other markets of each game are listed too. */
  readonly allMarkets: boolean;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The version of the program, as it is written to the file. */
  readonly program: string;
  /** The exchange: `prod`, `demo`, `sim` or a URL, as `--env` takes it. */
  readonly environment: string;
}

/**
 * Finds the games of a date.
 *
 * A failure for one league or one feed is named among the refused, and the others go on.
 *
 * @returns the job file; a refusal where the exchange could be read for no league at all
 */
export async function discover(options: DiscoverOptions): Promise<Result<JobFile>> {
  const { rest, date, allMarkets, now, program, environment } = options;
  const startedAt = now();
  const milestones = new Map<LeagueInfo["milestoneType"], Promise<MilestoneReading>>();
  const leagues = LEAGUES.filter((league) => options.leagues.includes(league));
  for (const league of leagues) {
    const { milestoneType } = LEAGUE_INFO[league];
    if (!milestones.has(milestoneType)) {
      milestones.set(milestoneType, readMilestones(rest, milestoneType, date));
    }
  }
  const found = await Promise.all(leagues.map(async (league) => {
    const { milestoneType } = LEAGUE_INFO[league];
    const listed = await (milestones.get(milestoneType) ?? readMilestones(rest, milestoneType, date));
    return await discoverLeague(options, league, listed, easternDate(startedAt));
  }));
  const [failed] = found.flatMap(({ failure }) => failure ?? []);
  if (failed !== undefined && found.every(({ failure }) => failure !== undefined)) {
    return refuse(failed.code, failed.message);
  }
  const refused = found.flatMap((each) => each.refused);
  const jobs: Job[] = [];
  for (const { job, otherEvents } of found.flatMap(({ matches }) => matches)) {
    jobs.push(allMarkets ? { ...job, otherMarkets: await readOthers(rest, job, otherEvents, refused) } : job);
  }
  return succeed({
    kalshi_live_jobs: JOB_VERSION,
    program,
    createdAt: new Date(startedAt).toISOString(),
    date,
    environment,
    jobs: jobs.sort((first, second) => first.startsAt - second.startsAt || (first.id < second.id ? -1 : 1)),
    refused: [...sortRefused(refused)],
  });
}

interface LeagueFound {
  readonly matches: readonly Match[];
  readonly refused: readonly Refused[];
  /** Why the exchange could not be read. */
  readonly failure?: Refusal;
}

async function discoverLeague(
  { rest, feeds, date }: DiscoverOptions,
  league: League,
  listed: MilestoneReading,
  today: string,
): Promise<LeagueFound> {
  const info = LEAGUE_INFO[league];
  const { title } = info;
  const asked = feeds.filter((source) => source.covers(league, date, today));
  const [exchange, ...answers] = await Promise.all([
    readExchange(rest, info, date, listed),
    ...asked.map(async (source) => ({ feed: source.feed, answer: await source.read(league, date) })),
  ]);
  const refused: Refused[] = [];
  const sides: FeedSide[] = [];
  for (const { feed, answer } of answers) {
    if (!answer.ok) {
      refused.push({ what: `${title} scoreboard of ${feed}`, reason: answer.reason.message });
      continue;
    }
    sides.push({ feed, readings: answer.value.games });
    for (const reason of answer.value.problems) {
      refused.push({ what: `${title} scoreboard of ${feed}`, reason });
    }
  }
  if (!exchange.ok) {
    const { reason } = exchange;
    return {
      matches: [],
      refused: [...refused, { what: `${title} events`, reason: reason.message }],
      failure: reason,
    };
  }
  const matched = matchGames({ table: teamTable(league), date, exchange: exchange.value.side, feeds: sides });
  const nothing = exchange.value.side.events.length === 0 && matched.refused.length === 0;
  // A league that nobody plays today need not have a series either.
  const notes = exchange.value.refused.filter(({ what }) =>
    !(nothing && refused.length === 0 && /series$/.test(what))
  );
  return { matches: matched.matches, refused: [...refused, ...notes, ...matched.refused] };
}

/** Tickers of the other markets of a game; events that cannot be read are named. */
async function readOthers(
  rest: DiscoveryReader,
  job: Job,
  events: readonly string[],
  refused: Refused[],
): Promise<string[]> {
  const own = new Set([job.homeMarket, job.awayMarket]);
  const tickers = new Set<string>();
  for (const event of events) {
    const answer = await rest.event(event);
    if (!answer.ok) {
      refused.push({ what: safeText(event), reason: answer.reason.message });
      continue;
    }
    const markets: readonly WireMarket[] = answer.value.markets ?? [];
    for (const { ticker } of markets) if (!own.has(ticker) && isPlainTicker(ticker)) tickers.add(ticker);
  }
  return [...tickers].sort();
}
