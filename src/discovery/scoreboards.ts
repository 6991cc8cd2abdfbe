/**
 * The day's games as the scoreboards list them: one polite request a league and feed.
 *
 * @module
 */
import type { League } from "../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { FeedAnswer } from "../feeds/feed.ts";
import { feedHeaders } from "../feeds/requests.ts";
import { describeError } from "../lib/errors.ts";
import { readBody } from "../lib/read_body.ts";
import { safeText } from "../lib/safe_text.ts";
import { DAILY_FEEDS, type DailyFeed, type FeedHosts, FEEDS } from "../feeds/feeds.ts";

/** Reads the games of a date at one feed. */
export interface ScoreboardSource {
  readonly feed: DailyFeed;
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
  readonly hosts: Pick<FeedHosts, DailyFeed>;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** @default {10000} */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The scoreboards that list a day's games. */
export function scoreboardSources(options: ScoreboardOptions): readonly ScoreboardSource[] {
  return DAILY_FEEDS.map((feed) => {
    const { daily, parse } = FEEDS[feed];
    const next = oneAtATime();
    return {
      feed,
      covers: (league, date, today) => daily?.covers(league, date, today) ?? false,
      read: (league, date) => {
        const path = daily?.path(league, date) ?? "";
        return next(() =>
          readJson(options, feed, `${options.hosts[feed]}${path}`, (body) => parse(body, path))
        );
      },
    };
  });
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
  feed: DailyFeed,
  url: string,
  parse: (body: unknown) => FeedAnswer,
): Promise<Result<FeedAnswer>> {
  const limit = AbortSignal.timeout(timeoutMs);
  const cannot = (why: string) => refuse("feed_unreadable", safeText(`cannot read ${url}: ${why}`, 300));
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
