/**
 * From a path to the route of its method, its checked arguments and its answer.
 *
 * @module
 */
import type { z } from "zod";
import type { Timers } from "../../lib/timers.ts";
import { ApiError, notFound } from "./api_error.ts";
import { readJson } from "./body.ts";
import { apiIssues, describeIssues } from "./issues.ts";
import type { HttpLimits } from "./limits.ts";
import { type Asked, NO_QUERY, type Route, type WebContext } from "./route.ts";

/** Bounds, timers and the check of the token. */
export interface DispatchOptions {
  readonly limits: HttpLimits;
  readonly timers: Timers;
  readonly checkToken: (request: Request) => void;
}

/** Answers a request to a path. @param routes those of the path */
export async function dispatch(
  context: WebContext,
  routes: readonly Route[],
  options: DispatchOptions,
): Promise<Response> {
  const { method } = context.req;
  const methods = routes.flatMap((each) => each.method === "GET" ? ["GET", "HEAD"] : [each.method]);
  const allow = [...methods, "OPTIONS"].join(", ");
  if (method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
  const found = routes.find((each) => each.method === (method === "HEAD" ? "GET" : method));
  if (found === undefined) {
    const message = `Cannot ${method.slice(0, 20)} here: expected one of ${allow}`;
    throw new ApiError(405, "method_not_allowed", message, { headers: { allow } });
  }
  if (found.writes) options.checkToken(context.req.raw);
  const asked: Asked<unknown, unknown, unknown> = {
    params: readParams(found, context),
    query: readQuery(found, context),
    body: found.body === undefined ? undefined : await readBody(found.body, context, options),
    context,
  };
  return await inTime(found.handle(asked), options);
}

function readParams({ params }: Route, context: WebContext): unknown {
  if (params === undefined) return undefined;
  const checked = params.safeParse(context.req.param());
  if (checked.success) return checked.data;
  throw notFound("anything at", context.req.path);
}

function check(schema: z.ZodType, given: unknown): unknown {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  const issues = apiIssues(checked.error.issues, schema);
  throw new ApiError(400, "bad_request", `Cannot answer this: ${describeIssues(issues)}`, { issues });
}

function readQuery({ query = NO_QUERY }: Route, context: WebContext): unknown {
  const { searchParams } = new URL(context.req.url);
  const names = [...searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    const issues = [{ path: twice.slice(0, 200), message: "expected it once" }];
    throw new ApiError(400, "bad_request", `Cannot answer this: ${describeIssues(issues)}`, { issues });
  }
  return check(query, Object.fromEntries(searchParams));
}

async function readBody(
  schema: z.ZodType,
  context: WebContext,
  { limits, timers }: DispatchOptions,
): Promise<unknown> {
  return check(schema, await readJson(context.req.raw, limits, timers));
}

/** The answer, or a 503 where it takes too long; one that comes later is thrown away. */
async function inTime(
  answer: Response | Promise<Response>,
  { limits, timers }: DispatchOptions,
): Promise<Response> {
  if (answer instanceof Response) return answer;
  const late = Promise.withResolvers<undefined>();
  const timer = timers.after(limits.answerMs, () => late.resolve(undefined));
  try {
    const first = await Promise.race([answer, late.promise]);
    if (first !== undefined) return first;
  } finally {
    timer.clear();
  }
  answer.then((response) => response.body?.cancel(), () => {});
  throw new ApiError(503, "timed_out", `Cannot answer within ${limits.answerMs / 1000} s: try again later`, {
    headers: { "retry-after": "5" },
  });
}
