/**
 * Backtests over HTTP, as a feature of the app.
 *
 * - `backtests.ts`: `POST /backtests`; `jobs.ts`: those under way; `runs.ts`: those that are finished
 * - `catalog.ts`: strategies and recordings
 * - `job_queue.ts`, `backtest_job.ts`: so many at once, the others in a queue; `job_events.ts`, `job_record.ts`: as clients see them
 * - `schemas.ts`, `options.ts`, `measures.ts`
 *
 * @module
 */
import type { Feature } from "../http/feature.ts";
import { backtestRoutes } from "./backtests.ts";
import { catalogRoutes } from "./catalog.ts";
import { JobQueue } from "./job_queue.ts";
import { jobRoutes, Streams } from "./jobs.ts";
import { BacktestMeasures } from "./measures.ts";
import type { BacktestOptions } from "./options.ts";
import { runRoutes } from "./runs.ts";
import { ANSWERS, BacktestBodySchema } from "./schemas.ts";

/** Makes the feature. */
export function createBacktests(options: BacktestOptions): Feature {
  const { runBacktest, now, limits, timers, onFault } = options;
  const streams = new Streams();
  const measures: BacktestMeasures = new BacktestMeasures({
    running: () => queue.running,
    queued: () => queue.queued,
    streams: () => streams.open,
  });
  const queue = new JobQueue({
    runBacktest,
    now,
    running: limits.runningJobs,
    queued: limits.queuedJobs,
    kept: limits.keptJobs,
    observer: measures,
    onFault,
  });
  return {
    routes: [
      ...catalogRoutes(options),
      ...backtestRoutes(options, queue, measures),
      ...runRoutes(options),
      ...jobRoutes(options, queue, streams),
    ],
    families: measures.families,
    sections: [
      { name: "Backtests", paths: /^\/(backtests|jobs)/ },
      { name: "What to run", paths: /^\/(strategies|recordings)/ },
    ],
    bodies: { BacktestBody: BacktestBodySchema },
    answers: ANSWERS,
    close: async () => {
      const late = Promise.withResolvers<void>();
      const timer = timers.after(limits.stopMs, late.resolve);
      await Promise.race([queue.close(), late.promise]);
      timer.clear();
      streams.close();
    },
  };
}
