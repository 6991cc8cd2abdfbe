/**
 * `POST /backtests`: checked, run or queued, answered when it is done or after a moment.
 *
 * @module
 */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import { type BacktestRequest, BacktestRequestSchema } from "../../backtest/request.ts";
import type { Refusal } from "../../core/result.ts";
import { ApiError, type ApiIssue } from "../http/api_error.ts";
import { apiIssues, describeIssues } from "../http/issues.ts";
import type { BacktestJob } from "./backtest_job.ts";
import type { JobObserver, JobQueue } from "./job_queue.ts";
import { jobPath, jobRecord, resultRecord } from "./job_record.ts";
import type { BacktestOptions } from "./options.ts";
import { type Route, route } from "../http/route.ts";
import { ANSWERS, BacktestBodySchema } from "./schemas.ts";

/** How long clients are asked to wait where all places are taken, s. */
const BUSY_SECONDS = "5";

/** The statuses of what a backtest may be refused for. */
const STATUS_OF_REFUSAL: Readonly<Record<string, ContentfulStatusCode>> = {
  unknown_strategy: 400,
  bad_parameters: 400,
  no_recordings: 404,
  unknown_game: 404,
  wrong_sport: 409,
  aborted: 409,
  nothing_readable: 422,
  internal: 500,
  unwritable: 500,
  disk_full: 507,
};

/** A refusal of a backtest as an answer; one that has no status of its own is a 422. */
function refusalError({ code, message }: Refusal): ApiError {
  return new ApiError(STATUS_OF_REFUSAL[code] ?? 422, code, message);
}

/** The route that starts backtests. */
export function backtestRoutes(options: BacktestOptions, queue: JobQueue, observer: JobObserver): Route[] {
  const { limits, timers } = options;
  const refused = (error: ApiError): ApiError => {
    observer.refused(error.code);
    return error;
  };
  /** Whether it ended before the wait was over. */
  const endsSoon = async (job: BacktestJob): Promise<boolean> => {
    const late = Promise.withResolvers<void>();
    const timer = timers.after(limits.waitMs, late.resolve);
    await Promise.race([job.ended, late.promise]);
    timer.clear();
    return job.hasEnded;
  };
  return [route({
    method: "POST",
    path: "/backtests",
    summary: "Run a backtest",
    body: BacktestBodySchema,
    bodyExample: { strategy: "favorite_threshold", params: { threshold: 0.9 }, config: { sport: "nba" } },
    answers: {
      201: { description: "It is done; Location is the run.", schema: ANSWERS.BacktestResult },
      202: {
        description: "It takes longer, or `Prefer: respond-async` was sent; Location is the job.",
        schema: ANSWERS.Job,
      },
    },
    handle: async ({ body, context }) => {
      const request = requestOf(body, options, refused);
      const taken = queue.submit(request);
      if (!taken.ok) throw refused(unavailable(taken.reason.code, taken.reason.message));
      const job = taken.value;
      const isAsync = /(^|,)\s*respond-async\s*(,|;|$)/i.test(context.req.header("prefer") ?? "");
      if (isAsync) context.header("preference-applied", "respond-async");
      if (isAsync || !await endsSoon(job)) {
        context.header("location", jobPath(job));
        return context.json(jobRecord(job), 202);
      }
      const { run, refusal } = job;
      if (run !== undefined) {
        context.header("location", `/backtests/${encodeURIComponent(run.id)}`);
        return context.json(resultRecord(run), 201);
      }
      throw refusalError(refusal ?? { code: "internal", message: "Cannot tell what became of the backtest" });
    },
  })];
}

function unavailable(code: string, message: string): ApiError {
  return new ApiError(code === "busy" ? 429 : 503, code, message, {
    headers: { "retry-after": BUSY_SECONDS },
  });
}

/** The request as the runner takes it; strategy and parameters are checked here, so that what is wrong has its path. */
function requestOf(
  { strategy: name, params, config }: z.output<typeof BacktestBodySchema>,
  { registry }: BacktestOptions,
  refused: (error: ApiError) => ApiError,
): BacktestRequest {
  const strategy = registry.get(name);
  if (strategy === undefined) {
    const message = `unknown strategy "${name}"; expected one of ${[...registry.keys()].join(", ")}`;
    throw refused(
      badBacktest("unknown_strategy", [{ path: "strategy", message }]),
    );
  }
  const checked = strategy.parameters.safeParse(params);
  if (!checked.success) {
    const issues = apiIssues(checked.error.issues, strategy.parameters, ["params"]);
    throw refused(badBacktest("bad_parameters", issues));
  }
  const { game_ids: games, ...conditions } = config;
  const given = { ...conditions, ...(games === undefined ? {} : { games }) };
  const whole = BacktestRequestSchema.safeParse({ ...given, strategies: [{ name, parameters: params }] });
  if (whole.success) return whole.data;
  throw refused(badBacktest("bad_request", apiIssues(whole.error.issues, BacktestRequestSchema)));
}

function badBacktest(code: string, issues: readonly ApiIssue[]): ApiError {
  return new ApiError(400, code, `Cannot run this backtest: ${describeIssues(issues)}`, { issues });
}
