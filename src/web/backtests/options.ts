/**
 * The options of backtests over HTTP, and their bounds.
 *
 * @module
 */
import type { RunBacktest, RunStore } from "../../backtest/service.ts";
import type { RegisteredStrategy } from "../../core/strategy/strategy.ts";
import type { Timers } from "../../lib/timers.ts";

/** Bounds that keep one client, or many, from taking the machine. */
export interface BacktestLimits {
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

/** The bounds of `kalshi-live serve`. */
export const BACKTEST_LIMITS: BacktestLimits = {
  runningJobs: 1,
  queuedJobs: 8,
  keptJobs: 100,
  waitMs: 2_000,
  streams: 32,
  heartbeatMs: 15_000,
  stopMs: 5_000,
};

/** The parts of the program that backtests over HTTP are given. */
export interface BacktestOptions {
  /** Runs a backtest; must leave this thread free, or nothing is answered meanwhile. */
  readonly runBacktest: RunBacktest;
  readonly runs: RunStore;
  /** All strategies, by name. */
  readonly registry: ReadonlyMap<string, RegisteredStrategy>;
  readonly recordingsRoot: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly timers: Timers;
  readonly limits: BacktestLimits;
  /** Takes what should not have happened, for the log; clients learn nothing of it. */
  readonly onFault: (error: unknown) => void;
}
