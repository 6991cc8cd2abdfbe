/**
 * The scoreboards of a session: which are read, and how they are doing.
 *
 * @module
 */
import type { Job } from "../discovery/job.ts";
import { type FeedHosts, type FeedName, FEEDS, POLLED_FEEDS, type PolledFeed } from "../feeds/feeds.ts";
import type { PollingPolicy } from "../feeds/feed.ts";
import { FeedHost } from "../feeds/host.ts";
import { FeedPoller } from "../feeds/poller.ts";
import { requestsFor } from "../feeds/requests.ts";
import type { InputSink } from "../kalshi/input.ts";

/** Which scoreboards to read, and where they are. */
export interface FeedSettings {
  readonly hosts: FeedHosts;
  readonly names: readonly FeedName[];
  /** Keys of the feeds that want one; without its key such a feed is left out. */
  readonly keys?: Readonly<Partial<Record<PolledFeed, string>>>;
  /** How many programs share the key of a feed that has one: each asks as much less often. @default {1} */
  readonly keySharers?: number;
  /** The simulator's games run so many times faster; feeds are asked as much more often, within reason. @default {1} */
  readonly lapse?: number;
}

/** Nobody is asked more often than this, ms. */
const LEAST_INTERVAL_MS = 200;

/** The pollers of a session. */
export class SessionScoreboards {
  readonly #pollers: readonly { readonly feed: PolledFeed; readonly poller: FeedPoller }[];

  constructor(settings: FeedSettings, job: Job, sink: InputSink, now: () => number) {
    const { hosts, names, keys = {}, lapse = 1, keySharers = 1 } = settings;
    const wanted = POLLED_FEEDS.filter((feed) =>
      names.includes(feed) && (FEEDS[feed].key === undefined || keys[feed] !== undefined)
    );
    this.#pollers = requestsFor([job], wanted).map((request) => {
      const row = FEEDS[request.feed];
      const own = quicker(row.policy, lapse);
      const policy = row.key === undefined ? own : slower(own, keySharers);
      const host = new FeedHost({
        feed: request.feed,
        baseUrl: hosts[request.feed],
        gapMs: policy.gapMs,
        key: row.key === undefined ? undefined : keys[request.feed],
        now,
      });
      return { feed: request.feed, poller: new FeedPoller({ host, request, sink, policy }) };
    });
  }

  /** Begins. */
  start(): void {
    for (const { poller } of this.#pollers) poller.start();
  }

  /** Each feed and its circuit breaker: `espn closed`. */
  states(): string[] {
    return this.#pollers.map(({ feed, poller }) => `${feed} ${poller.status.breaker}`);
  }

  /** Ends. */
  async close(): Promise<void> {
    await Promise.all(this.#pollers.map(({ poller }) => poller.close()));
  }
}

/** One request a second is the key's, not each program's. */
function slower(policy: PollingPolicy, times: number): PollingPolicy {
  const { liveMs, waitingMs, gapMs } = policy;
  return {
    liveMs: Math.max(liveMs, gapMs * times),
    waitingMs: Math.max(waitingMs, gapMs * times),
    gapMs: gapMs * times,
  };
}

function quicker(policy: PollingPolicy, lapse: number): PollingPolicy {
  const shorter = (ms: number) => Math.max(Math.min(ms, LEAST_INTERVAL_MS), ms / lapse);
  return {
    liveMs: shorter(policy.liveMs),
    waitingMs: shorter(policy.waitingMs),
    gapMs: lapse === 1 ? policy.gapMs : Math.min(policy.gapMs, LEAST_INTERVAL_MS / 4),
  };
}
