/**
 * Backtests under way: their state, their progress, and how they are cancelled.
 *
 * @module
 */
import { ApiError, notFound } from "../http/api_error.ts";
import type { BacktestJob } from "./backtest_job.ts";
import type { JobQueue } from "./job_queue.ts";
import { jobEvents } from "./job_events.ts";
import { jobRecord } from "./job_record.ts";
import type { BacktestOptions } from "./options.ts";
import { type Route, route } from "../http/route.ts";
import { ANSWERS, JobParams } from "./schemas.ts";

/** The open streams of progress. */
export class Streams {
  readonly #stop = new AbortController();
  open = 0;

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Ends all of them. */
  close(): void {
    this.#stop.abort();
  }
}

const EVENT_STREAM = { "content-type": "text/event-stream" };

/** `/jobs/{id}` and its events. */
export function jobRoutes({ limits, timers }: BacktestOptions, queue: JobQueue, streams: Streams): Route[] {
  const find = (id: string): BacktestJob => {
    const job = queue.find(id);
    if (job === undefined) throw notFound("job", id);
    return job;
  };
  return [
    route({
      method: "GET",
      path: "/jobs/{id}",
      summary: "How a backtest stands",
      params: JobParams,
      answers: { 200: { description: "Its state.", schema: ANSWERS.Job } },
      handle: ({ params, context }) => context.json(jobRecord(find(params.id))),
    }),
    route({
      method: "DELETE",
      path: "/jobs/{id}",
      summary: "Cancel a backtest; one that has ended is left as it is",
      params: JobParams,
      answers: { 200: { description: "Its state now.", schema: ANSWERS.Job } },
      handle: ({ params, context }) => {
        const job = find(params.id);
        queue.cancel(job);
        return context.json(jobRecord(job));
      },
    }),
    route({
      method: "GET",
      path: "/jobs/{id}/events",
      summary: "Progress as server-sent events: progress, then done or failed, each with the job as data",
      params: JobParams,
      answers: {
        200: { description: "The state now, then every change until the end.", media: ["text/event-stream"] },
        204: { description: "The end was told already (Last-Event-ID): do not come back." },
      },
      handle: ({ params, context }) => {
        const job = find(params.id);
        if (job.hasEnded && context.req.header("last-event-id") === String(job.version)) {
          return new Response(null, { status: 204 });
        }
        if (context.req.method === "HEAD") return new Response(null, { headers: EVENT_STREAM });
        if (streams.open >= limits.streams) {
          const message = `Cannot open another stream: ${limits.streams} are open`;
          throw new ApiError(429, "too_many_streams", message, { headers: { "retry-after": "5" } });
        }
        streams.open++;
        const events = jobEvents(job, {
          timers,
          heartbeatMs: limits.heartbeatMs,
          signal: streams.signal,
          onEnd: () => void streams.open--,
        });
        return new Response(events, { headers: EVENT_STREAM });
      },
    }),
  ];
}
