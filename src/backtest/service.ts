/**
 * Backtests as the command line and the HTTP side use them.
 *
 * @module
 */
import type { Result } from "../core/result.ts";
import type { BacktestRequest } from "./request.ts";

/** How far a run is. */
export interface BacktestProgress {
  readonly games: number;
  readonly gamesDone: number;
  /** Events through the engine so far. */
  readonly events: number;
}

/** The content of `summary.json`: metrics by key, money in decimal strings of dollars. */
export type RunSummary = Readonly<Record<string, unknown>>;

/** A run that is kept. */
export interface StoredRun {
  readonly id: string;
  readonly sport: string;
  /** The strategy's name; of two, joined by `+`; of more the first and the number of others. */
  readonly strategy: string;
  /** The run's folder. */
  readonly folder: string;
}

/** A finished run. */
export interface FinishedRun extends StoredRun {
  readonly summary: RunSummary;
  readonly trades: number;
}

/** Options of a run. */
export interface RunOptions {
  readonly onProgress?: (progress: BacktestProgress) => void;
  /** Stops the run; nothing of it is kept. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a backtest and keeps it. Refusals: `unknown_strategy`, `bad_parameters`, `no_recordings`, `wrong_sport`,
 * `unknown_game`, `nothing_readable`, `disk_full`, `aborted`.
 */
export type RunBacktest = (request: BacktestRequest, options?: RunOptions) => Promise<Result<FinishedRun>>;

/** Reads what runs there are. */
export interface RunStore {
  /** Newest first. */
  list(): Promise<readonly StoredRun[]>;
  find(id: string): Promise<StoredRun | undefined>;
  summary(run: StoredRun): Promise<RunSummary>;
  /** Rows of `trades.csv` and `equity_curve.csv` by column, as texts. */
  trades(run: StoredRun): Promise<readonly Readonly<Record<string, string>>[]>;
  equity(run: StoredRun): Promise<readonly Readonly<Record<string, string>>[]>;
  config(run: StoredRun): Promise<unknown>;
  /** The path of `report.html`. */
  reportPath(run: StoredRun): string;
}
