/**
 * One backtest that was asked for: its state, and who hears of it.
 *
 * @module
 */
import type { BacktestRequest } from "../../backtest/request.ts";
import type { BacktestProgress, FinishedRun } from "../../backtest/service.ts";
import type { Refusal, Result } from "../../core/result.ts";

/** How a job stands; one that was cancelled has failed with `aborted`. */
export type JobState = "queued" | "running" | "cancelling" | "done" | "failed";

/** One backtest that was asked for. */
export class BacktestJob {
  readonly id: string = crypto.randomUUID();
  readonly request: BacktestRequest;
  readonly createdAt: number;
  /** Fulfilled when it is done or has failed. */
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #end: () => void;
  state: JobState = "queued";
  startedAt?: number;
  endedAt?: number;
  progress?: BacktestProgress;
  run?: FinishedRun;
  refusal?: Refusal;
  /** Rises with every change. */
  version = 1;

  constructor(request: BacktestRequest, createdAt: number) {
    this.request = request;
    this.createdAt = createdAt;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#end = resolve;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get hasEnded(): boolean {
    return this.state === "done" || this.state === "failed";
  }

  /** Calls back after every change, until the function that is returned is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  begin(now: number): void {
    this.state = "running";
    this.startedAt = now;
    this.#changed();
  }

  /** Nothing is taken after the end. */
  advance(progress: BacktestProgress): void {
    if (this.hasEnded) return;
    this.progress = progress;
    this.#changed();
  }

  /** Asks the run to stop; it ends when it has. */
  abort(): void {
    if (this.state !== "running") return;
    this.state = "cancelling";
    this.#abort.abort();
    this.#changed();
  }

  finish(result: Result<FinishedRun>, now: number): void {
    if (this.hasEnded) return;
    this.endedAt = now;
    if (result.ok) this.run = result.value;
    else this.refusal = result.reason;
    this.state = result.ok ? "done" : "failed";
    this.#changed();
    this.#end();
  }

  #changed(): void {
    this.version++;
    for (const listener of [...this.#listeners]) listener();
  }
}
