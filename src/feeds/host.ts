/**
 * One feed's host: its address, the pace that all who ask it share, and one request at a time.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { readBody } from "../lib/read_body.ts";
import { createClock } from "../lib/clock.ts";
import { TokenBucket } from "../lib/token_bucket.ts";
import { safeText } from "../lib/safe_text.ts";
import { REAL_TIMERS, type Timers } from "../lib/timers.ts";
import { FEEDS, type PolledFeed } from "./feeds.ts";
import { feedHeaders } from "./requests.ts";

/** The options of a host. All but the feed and its address has a default. */
export interface FeedHostOptions {
  readonly feed: PolledFeed;
  /** For example `https://site.api.espn.com`. */
  readonly baseUrl: string;
  /** Sportradar's key. It goes into a header and nowhere else. */
  readonly key?: string | undefined;
  /** The least time between two requests, in ms; by default that of the feed's policy. */
  readonly gapMs?: number;
  /** @default {10000} */
  readonly timeoutMs?: number;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Unix milliseconds with fraction, never backward. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly timers?: Timers;
}

/** The answer to one request. Status 0: there was no answer, and `text` says why. */
export interface HostAnswer {
  /** Arrival, Unix milliseconds with fraction. */
  readonly at: number;
  readonly status: number;
  readonly text: string;
  /** Headers of the next request, to hear only of changes. */
  readonly conditions: Readonly<Record<string, string>>;
  /** How long the host asks to be left alone, in ms. */
  readonly retryAfterMs?: number;
}

/** No wish of a host to be left alone is followed for longer. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** One host; pollers of the same host share it. */
export class FeedHost {
  readonly feed: PolledFeed;
  /** Unix milliseconds with fraction. */
  readonly now: () => number;
  /** Waits; rejects when the signal ends it. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #options: FeedHostOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #pace: TokenBucket;

  /**
   * @throws {TypeError} if the key could not be sent in a header; the message does not hold it
   */
  constructor(options: FeedHostOptions) {
    const { feed, key } = options;
    if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
      throw new TypeError("Cannot use the feed's key: expected letters, digits and signs without spaces");
    }
    this.feed = feed;
    this.now = options.now ?? createClock();
    this.sleep = options.sleep ?? ((ms, signal) => delay(ms, { signal }));
    this.#options = options;
    this.#headers = feedHeaders(feed, key);
    const gapMs = options.gapMs ?? FEEDS[feed].policy.gapMs;
    this.#pace = new TokenBucket({ tokensPerSecond: 1_000 / gapMs, capacity: 1 }, this.now);
  }

  /**
   * Asks once, when it is this request's turn. Never rejects but for the signal.
   *
   * @throws the signal's reason once it has ended the request
   */
  async ask(
    path: string,
    conditions: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HostAnswer> {
    signal.throwIfAborted();
    const waitMs = this.#pace.reserve(1);
    if (waitMs > 0) await this.sleep(waitMs, signal);
    const { timeoutMs = 10_000, timers = REAL_TIMERS } = this.#options;
    const limit = new AbortController();
    const timer = timers.after(timeoutMs, () => limit.abort());
    try {
      return await this.#fetch(path, conditions, AbortSignal.any([signal, limit.signal]));
    } catch (error) {
      signal.throwIfAborted();
      const why = limit.signal.aborted
        ? `no answer within ${timeoutMs / 1000} s`
        : error instanceof Error
        ? error.message
        : String(error);
      return { at: this.now(), status: 0, text: this.#clean(safeText(why)), conditions: {} };
    } finally {
      timer.clear();
    }
  }

  async #fetch(
    path: string,
    conditions: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HostAnswer> {
    const { baseUrl, key, fetch: send = fetch } = this.#options;
    const response = await send(`${baseUrl.replace(/\/+$/, "")}${path}`, {
      headers: { ...this.#headers, ...conditions },
      // A key must not follow a redirect to another place.
      redirect: key === undefined ? "follow" : "manual",
      signal,
    });
    const text = this.#clean(await readBody(response));
    const { headers, status } = response;
    const etag = headers.get("etag");
    const modified = headers.get("last-modified");
    const retryAfterMs = readRetryAfter(headers.get("retry-after"), this.now());
    return {
      at: this.now(),
      status,
      text,
      conditions: {
        ...(etag === null ? {} : { "if-none-match": etag }),
        ...(modified === null ? {} : { "if-modified-since": modified }),
      },
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }

  /** A host may repeat the key in its complaint; what is recorded must not hold it. */
  #clean(text: string): string {
    const { key } = this.#options;
    return key === undefined ? text : text.replaceAll(key, "(key)");
  }
}

/** Seconds, or a date. */
function readRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return waitMs > 0 ? Math.min(waitMs, LONGEST_RETRY_AFTER_MS) : undefined;
}
