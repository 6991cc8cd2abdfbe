/**
 * What the HTTP side is made of and held to.
 *
 * @module
 */
import type { RunBacktest, RunStore } from "../backtest/service.ts";
import type { RegisteredStrategy } from "../core/strategy/strategy.ts";
import { REAL_TIMERS, type Timers } from "../lib/timers.ts";

/** Bounds that keep one client, or many, from taking the machine. */
export interface WebLimits {
  /** Longest body of a request, bytes. */
  readonly bodyBytes: number;
  /** Deepest nesting of a body's JSON. */
  readonly jsonDepth: number;
  /** How long a body may take to arrive, ms. */
  readonly bodyMs: number;
  /** How long an answer may take to be made, ms. */
  readonly answerMs: number;
  /** Requests a second and address, in the long run. */
  readonly ratePerSecond: number;
  /** Requests at once and address. */
  readonly rateBurst: number;
  /** Backtests at once. */
  readonly runningJobs: number;
  /** Backtests that wait for their turn. */
  readonly queuedJobs: number;
  /** Ended backtests of which the state can still be asked. */
  readonly keptJobs: number;
  /** How long `POST /backtests` waits before it answers 202, ms. */
  readonly waitMs: number;
  /** Streams of progress at once. */
  readonly streams: number;
  /** How often a silent stream gets a comment, ms. */
  readonly heartbeatMs: number;
  /** How long running backtests have to stop when the server does, ms. */
  readonly stopMs: number;
}

/** The limits of `kalshi-live serve`. */
export const DEFAULT_LIMITS: WebLimits = {
  bodyBytes: 65_536,
  jsonDepth: 32,
  bodyMs: 10_000,
  answerMs: 30_000,
  ratePerSecond: 50,
  rateBurst: 100,
  runningJobs: 1,
  queuedJobs: 8,
  keptJobs: 100,
  waitMs: 2_000,
  streams: 32,
  heartbeatMs: 15_000,
  stopMs: 5_000,
};

/** What the app asks of the rest of the program. */
export interface WebOptions {
  /** Runs a backtest; must leave this thread free, or nothing is answered meanwhile. */
  readonly runBacktest: RunBacktest;
  readonly runs: RunStore;
  /** All strategies, by name. */
  readonly registry: ReadonlyMap<string, RegisteredStrategy>;
  readonly recordingsRoot: string;
  /** What writers show as `Authorization: Bearer …`. */
  readonly token: string;
  /** Whether reading needs the token too. @default {false} */
  readonly tokenForReads?: boolean;
  /** What a `Host` header may say: names in lower case with the port, for example `127.0.0.1:8080`. */
  readonly allowedHosts: ReadonlySet<string>;
  readonly version: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** @default {REAL_TIMERS} */
  readonly timers?: Timers;
  /** Those left out are {@linkcode DEFAULT_LIMITS}. */
  readonly limits?: Partial<WebLimits>;
  /** Hears of what should not have happened, for the log; clients are told nothing of it. */
  readonly onFault?: (error: unknown) => void;
}

/** The options with everything filled in. */
export type WebParts = Required<Omit<WebOptions, "limits">> & { readonly limits: WebLimits };

/** Fills in defaults. */
export function completeOptions(options: WebOptions): WebParts {
  return {
    tokenForReads: false,
    timers: REAL_TIMERS,
    onFault: () => {},
    ...options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  };
}

/** What the server tells the app of a request beside the request itself. */
export interface WebBindings {
  /** The client's address; requests without one share a rate limit. */
  readonly address?: string;
}
