/**
 * Jobs and results as the API shows them.
 *
 * @module
 */
import type { z } from "zod";
import type { FinishedRun } from "../../backtest/service.ts";
import type { BacktestJob } from "./backtest_job.ts";
import type { ANSWERS } from "./schemas.ts";

/** Where a job's state is. */
export function jobPath({ id }: BacktestJob): string {
  return `/jobs/${id}`;
}

/** A finished run. */
export function resultRecord({ id, summary, trades }: FinishedRun): z.input<typeof ANSWERS.BacktestResult> {
  return { run_id: id, summary: { ...summary }, num_trades: trades };
}

/** A job; times are RFC 3339. */
export function jobRecord(job: BacktestJob): z.input<typeof ANSWERS.Job> {
  const { id, state, createdAt, startedAt, endedAt, progress, run, refusal } = job;
  const time = (at: number) => new Date(at).toISOString();
  return {
    job_id: id,
    state,
    created_at: time(createdAt),
    ...(startedAt === undefined ? {} : { started_at: time(startedAt) }),
    ...(endedAt === undefined ? {} : { ended_at: time(endedAt) }),
    ...(progress === undefined
      ? {}
      : { progress: { games: progress.games, games_done: progress.gamesDone, events: progress.events } }),
    ...(run === undefined ? {} : { result: resultRecord(run) }),
    ...(refusal === undefined ? {} : { error: { code: refusal.code, message: refusal.message } }),
    links: { self: jobPath(job), events: `${jobPath(job)}/events` },
  };
}
