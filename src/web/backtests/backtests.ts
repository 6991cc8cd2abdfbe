/**
 * `POST /backtests`: checked, run or queued, answered when it is done or after a moment.
 *
 * @module
 */
import type { z } from "zod";
import { type BacktestRequest, BacktestRequestSchema } from "../../backtest/request.ts";
import { ApiError, type ApiIssue, refusalError } from "../http/api_error.ts";
import { apiIssues, describeIssues } from "../http/issues.ts";
import type { BacktestJob } from "./backtest_job.ts";
import type { JobQueue } from "./job_queue.ts";
import { jobPath, jobRecord, resultRecord } from "./job_record.ts";
import type { Measures } from "../http/measures.ts";
import type { WebParts } from "../options.ts";
import { type Route, route } from "../http/route.ts";
import { ANSWERS, BacktestBodySchema } from "./schemas.ts";

/** What clients are told to wait where all places are taken, s. */
const BUSY_SECONDS = "5";

/** The route that starts backtests. */
export function backtestRoutes(parts: WebParts, desk: JobQueue, measures: Measures): Route[] {
  const { limits, timers } = parts;
  const refused = (error: ApiError): ApiError => {
    measures.refused(error.code);
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
        schema: ANSWERS.BacktestJob,
      },
    },
    handle: async ({ body, context }) => {
      const request = requestOf(body, parts, refused);
      const taken = desk.submit(request);
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
  { registry }: WebParts,
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
