/**
 * The options and the outcome of a session, and what follows from the first for its recording and its rates.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import { seriesOf } from "../core/market/ticker.ts";
import type { Job } from "../discovery/job.ts";
import type { ModelShelf } from "../models/live/shelf.ts";
import type { Environment } from "../kalshi/environment.ts";
import type { BucketSize } from "../lib/token_bucket.ts";
import type { Signer } from "../kalshi/signing/sign.ts";
import type { OpenSocket } from "../kalshi/streaming/socket.ts";
import type { WireMarket } from "../kalshi/wire/market.ts";
import type { RecordingDescription } from "../recording/format/format.ts";
import type { RecordingPlace } from "../recording/format/paths.ts";
import type { ClosedRecording } from "../recording/writer.ts";
import type { LiveOptions } from "./live/live_options.ts";
import type { FeedSettings } from "./scoreboards.ts";
import { describeRules } from "./setup/recorded_rules.ts";
import { jobPlace } from "./records.ts";
import type { Setup } from "./setup/setup.ts";

/** The options of a session. */
export interface SessionOptions {
  readonly environment: Environment;
  /** Left out: public REST is polled. */
  readonly signer?: Signer;
  /** How sockets are opened; left out: without a proxy. */
  readonly openSocket?: OpenSocket;
  /** Tickers of markets and events, and links. */
  readonly words: readonly string[];
  readonly setup: Setup;
  readonly registry: Registry;
  /** Where the setup's models are. @default those that ship with the program */
  readonly models?: ModelShelf;
  /** The folder of recordings; left out: nothing is recorded. */
  readonly recordings?: string;
  /** The program's version, for the recording's header. */
  readonly program: string;
  /** How often the exchange's live data is asked for. @default {3000} */
  readonly scoreEveryMs?: number;
  /** How often the listing is read while something hints that it has changed unsaid. @default {60000} */
  readonly lookEveryMs?: number;
  /** The game that is traded, where it was discovered. */
  readonly job?: Job;
  /** Scoreboards of that game. */
  readonly feeds?: FeedSettings;
  /** Only one part of so many of the account's read rate is this session's. @default {1} */
  readonly rateShare?: number;
  /** Gives the start up, and whatever was started. */
  readonly startSignal?: AbortSignal;
  /** Where the setup trades real money: the journal, and a person's confirmation. */
  readonly live?: LiveOptions;
  /** A segment of the recording to go on with. Its own setup is used then, whatever `setup` says. */
  readonly resume?: string;
}

/** The outcome of a session. */
export interface SessionEnd {
  readonly recording?: ClosedRecording;
  /** All files of the recording, in order. */
  readonly recordings: readonly string[];
  /** Orders of a live session that may still rest, one line each; left out where there are none. */
  readonly openOrders?: readonly string[];
  /** Why the recording is not whole, if so. */
  readonly failure?: string;
}

/** Where a session is recorded: a discovered game by its league, anything else by its series. */
export function recordingPlace(
  root: string,
  job: Job | undefined,
  events: readonly string[],
  startedAt: number,
): RecordingPlace {
  if (job !== undefined) return jobPlace(root, job, startedAt);
  const [event = ""] = events;
  const name = events.length === 1 ? event : `${events.length}-events`;
  return { root, group: seriesOf(event), name, startedAt };
}

/** One part of a bucket, for one of several programs that share an account. */
export function share({ tokensPerSecond, capacity }: BucketSize, parts = 1): BucketSize {
  return { tokensPerSecond: tokensPerSecond / parts, capacity: Math.max(10, capacity / parts) };
}

/** The content of the recording's header. */
export function describe(
  { program, environment, setup, job }: SessionOptions,
  startedAt: number,
  markets: readonly WireMarket[],
  events: readonly string[],
): RecordingDescription {
  return {
    program,
    created_at: new Date(startedAt).toISOString(),
    environment: environment.name === "custom" ? environment.restUrl : environment.name,
    markets: markets.map(({ ticker }) => ticker),
    event: events.length === 1 ? events[0] ?? null : null,
    game: job ?? null,
    config: { ...setup, strategies: describeRules(setup.strategies) },
    yes_prices: true,
    sequenced: true,
    ...(setup.mode === "live" ? { orders: "recorded" as const } : {}),
  };
}
