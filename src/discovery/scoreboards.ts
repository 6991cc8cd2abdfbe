/**
 * The day's games as the scoreboards list them: one polite request a league and feed.
 *
 * @module
 */
import type { League } from "../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { parseEspn } from "../feeds/espn/espn.ts";
import type { FeedAnswer, FeedHosts } from "../feeds/feed.ts";
import { parseNba } from "../feeds/nba/nba.ts";
import { espnScoreboardPath, feedHeaders, NBA_SCOREBOARD_PATH } from "../feeds/requests.ts";
import { describeError } from "../lib/errors.ts";
import { readBody } from "../lib/read_body.ts";
import { sanitize } from "../lib/safe_text.ts";
import { addDays } from "../lib/new_york.ts";
import type { ScoreboardFeed } from "./feed_games.ts";

/** Reads the games of a date at one feed. */
export interface ScoreboardSource {
  readonly feed: ScoreboardFeed;
  /**
   * Whether the feed lists the league's games of a date at all.
   *
   * @param today the eastern date of now
   */
  covers(league: League, date: string, today: string): boolean;
  /** @returns games, of neighbouring dates too where the feed gives them; or why there are none */
  read(league: League, date: string): Promise<Result<FeedAnswer>>;
}

/** How scoreboards are read. */
export interface ScoreboardOptions {
  /** Base addresses without a slash at the end. */
  readonly hosts: Pick<FeedHosts, ScoreboardFeed>;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** @default {10000} */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The scoreboards that list a day's games: the NBA's own, and ESPN's for every league. */
export function scoreboardSources(options: ScoreboardOptions): readonly ScoreboardSource[] {
  const { hosts } = options;
  const nba = oneAtATime();
  const espn = oneAtATime();
  return [
    {
      feed: "nba",
      // It shows one date only, which turns to the next in the course of the morning.
      covers: (league, date, today) => league === "nba" && [today, addDays(today, -1)].includes(date),
      read: () => nba(() => readJson(options, "nba", `${hosts.nba}${NBA_SCOREBOARD_PATH}`, parseNba)),
    },
    {
      feed: "espn",
      covers: () => true,
      read: (league, date) => {
        const url = `${hosts.espn}${espnScoreboardPath(league, date)}`;
        return espn(() => readJson(options, "espn", url, (body) => parseEspn(body, league)));
      },
    },
  ];
}

/** Requests to one host wait for each other, however many leagues are read side by side. */
function oneAtATime(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

async function readJson(
  { fetch: send = fetch, timeoutMs = 10_000, signal }: ScoreboardOptions,
  feed: ScoreboardFeed,
  url: string,
  parse: (body: unknown) => FeedAnswer,
): Promise<Result<FeedAnswer>> {
  const limit = AbortSignal.timeout(timeoutMs);
  const cannot = (why: string) => refuse("feed_unreadable", sanitize(`cannot read ${url}: ${why}`, 300));
  let text: string;
  let status: number;
  try {
    const response = await send(url, {
      headers: feedHeaders(feed, undefined),
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    status = response.status;
    text = await readBody(response);
  } catch (error) {
    if (limit.aborted) return cannot(`no answer within ${timeoutMs / 1000} s`);
    return cannot(describeError(error));
  }
  if (status !== 200) return cannot(`status ${status}`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return cannot(`expected JSON, the answer is ${/^\s*</.test(text) ? "HTML" : "no whole JSON"}`);
  }
  const answer = parse(body);
  const [problem] = answer.problems;
  return answer.games.length === 0 && problem !== undefined ? cannot(problem) : succeed(answer);
}
