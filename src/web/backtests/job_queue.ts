/**
 * Backtests that run, wait or have ended: so many at once, so many in the queue.
 *
 * @module
 */
import type { BacktestRequest } from "../../backtest/request.ts";
import type { BacktestProgress, FinishedRun, RunBacktest } from "../../backtest/service.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { BacktestJob } from "./backtest_job.ts";

/** Hears of what jobs come to, for the metrics. */
export interface JobObserver {
  finished(): void;
  refused(code: string): void;
  /** Events that were processed since the last call. */
  events(count: number): void;
}

/** The runner of backtests, and how many run at once. */
export interface JobQueueOptions {
  readonly runBacktest: RunBacktest;
  readonly now: () => number;
  readonly running: number;
  readonly queued: number;
  readonly kept: number;
  readonly observer: JobObserver;
  readonly onFault: (error: unknown) => void;
}

/** Runs jobs in the order they came. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  /** All jobs that are remembered, oldest first. */
  readonly #jobs = new Map<string, BacktestJob>();
  readonly #running = new Map<BacktestJob, Promise<void>>();
  #queue: readonly BacktestJob[] = [];
  #isClosed = false;

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running.size;
  }

  get queued(): number {
    return this.#queue.length;
  }

  find(id: string): BacktestJob | undefined {
    return this.#jobs.get(id.toLowerCase());
  }

  /** Takes a request, or refuses it with `busy` or `stopping`. */
  submit(request: BacktestRequest): Result<BacktestJob> {
    const { running, queued, now } = this.#options;
    if (this.#isClosed) return refuse("stopping", "Cannot run a backtest: the server is stopping");
    const isFree = this.#running.size < running;
    if (!isFree && this.#queue.length >= queued) {
      const waiting = `${this.#running.size} running, ${this.#queue.length} waiting`;
      return refuse("busy", `Cannot run a backtest now: ${waiting}; try again later`);
    }
    const job = new BacktestJob(request, now());
    this.#jobs.set(job.id, job);
    if (isFree) this.#start(job);
    else this.#queue = [...this.#queue, job];
    return succeed(job);
  }

  /** Cancels a job: one that waits ends at once, one that runs when its run has stopped. */
  cancel(job: BacktestJob): void {
    if (!this.#queue.includes(job)) return job.abort();
    this.#queue = this.#queue.filter((other) => other !== job);
    this.#end(job, refuse("aborted", "The backtest was cancelled before it began"));
  }

  /** Takes no more, cancels everything, and waits until all runs have stopped. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of [...this.#queue, ...this.#running.keys()]) this.cancel(job);
    await Promise.all(this.#running.values());
  }

  #start(job: BacktestJob): void {
    job.begin(this.#options.now());
    this.#running.set(job, this.#run(job));
  }

  async #run(job: BacktestJob): Promise<void> {
    const { runBacktest, observer, onFault } = this.#options;
    let counted = 0;
    const onProgress = (progress: BacktestProgress) => {
      observer.events(Math.max(0, progress.events - counted));
      counted = Math.max(counted, progress.events);
      job.advance(progress);
    };
    let result: Result<FinishedRun>;
    try {
      // Not before the queue has noted that it runs.
      await Promise.resolve();
      result = await runBacktest(job.request, { onProgress, signal: job.signal });
    } catch (error) {
      onFault(error);
      result = refuse(
        "internal",
        "Cannot finish the backtest: something failed that should not; see the server's log",
      );
    }
    this.#running.delete(job);
    this.#end(job, result);
    const [next, ...rest] = this.#queue;
    if (next === undefined) return;
    this.#queue = rest;
    this.#start(next);
  }

  #end(job: BacktestJob, result: Result<FinishedRun>): void {
    const { observer, now, kept } = this.#options;
    if (result.ok) observer.finished();
    else observer.refused(result.reason.code);
    job.finish(result, now());
    const ended = [...this.#jobs.values()].filter(({ hasEnded }) => hasEnded);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - kept))) this.#jobs.delete(id);
  }
}
