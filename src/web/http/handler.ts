/**
 * From a request to an answer: guards before, the routes, and one form for everything that is refused.
 *
 * @module
 */
import { Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { Timers } from "../../lib/timers.ts";
import { TokenBuckets } from "../../lib/token_bucket.ts";
import { ApiError } from "./api_error.ts";
import { dispatch } from "./dispatch.ts";
import { checkSource, SECURITY_HEADERS, tokenCheck } from "./guards.ts";
import type { HttpLimits } from "./limits.ts";
import type { Measures } from "./measures.ts";
import type { Route, WebBindings, WebContext } from "./route.ts";

/** Addresses whose requests are counted; of more, the one heard longest ago is forgotten. */
const MAX_ADDRESSES = 10_000;

/** Answers requests. */
export interface Handler {
  /** Answers a request. */
  fetch(request: Request, bindings?: WebBindings): Response | Promise<Response>;
  /** Answers a request that is made on the spot, for tests. */
  request(url: string, init?: RequestInit, bindings?: WebBindings): Response | Promise<Response>;
}

/** The routes that answer, and who may ask. */
export interface HandlerOptions {
  readonly routes: readonly Route[];
  readonly measures: Measures;
  readonly limits: HttpLimits;
  readonly timers: Timers;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Shown by writers as `Authorization: Bearer …`. */
  readonly token: string;
  /** Whether reading needs the token too. */
  readonly tokenForReads: boolean;
  /** Values that a `Host` header may have: names in lower case with the port, for example `127.0.0.1:8080`. */
  readonly allowedHosts: ReadonlySet<string>;
  /** Whether everything is refused from now on. */
  readonly isStopping: () => boolean;
  /** Takes what should not have happened, for the log; clients learn nothing of it. */
  readonly onFault: (error: unknown) => void;
}

/** The pattern that a request fits, so that there are no more series than routes. */
function patternOf(context: WebContext): string {
  const path = matchedRoutes(context).at(-1)?.path ?? "";
  return path === "" || path.includes("*") ? "unmatched" : path.replaceAll(/:([a-z]+)/g, "{$1}");
}

/** The answer to `HEAD`: the length of what `GET` would have sent, and nothing of it. */
async function withoutBody(response: Response): Promise<Response> {
  const { body, headers, status } = response;
  if (body === null) return response;
  const { byteLength } = await response.arrayBuffer();
  headers.set("content-length", String(byteLength));
  return new Response(null, { status, headers });
}

/** Makes the handler of some routes. */
export function createHandler(options: HandlerOptions): Handler {
  const { routes, measures, limits, timers, now, allowedHosts, tokenForReads, onFault } = options;
  const app = new Hono<{ Bindings: WebBindings }>();
  const checkToken = tokenCheck(options.token);
  const rate = new TokenBuckets(
    { tokensPerSecond: limits.ratePerSecond, capacity: limits.rateBurst },
    MAX_ADDRESSES,
    now,
  );

  app.use("*", async function answer(context, next) {
    const startedAt = now();
    await next();
    if (context.req.method === "HEAD") context.res = await withoutBody(context.res);
    const { headers, status } = context.res;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!headers.has(name)) headers.set(name, value);
    }
    measures.request(patternOf(context), context.req.method, status, now() - startedAt);
  });
  app.use("*", async function guard(context, next) {
    if (options.isStopping()) throw new ApiError(503, "stopping", "Cannot answer: the server is stopping");
    checkSource(context.req.raw, allowedHosts);
    const waitMs = rate.take(context.env?.address ?? "", 1);
    if (waitMs > 0) {
      const seconds = String(Math.ceil(waitMs / 1000));
      throw new ApiError(429, "too_many_requests", `Cannot answer so many requests: wait ${seconds} s`, {
        headers: { "retry-after": seconds },
      });
    }
    if (tokenForReads) checkToken(context.req.raw);
    await next();
  });
  for (const path of new Set(routes.map((each) => each.path))) {
    const here = routes.filter((each) => each.path === path);
    const pattern = path.replaceAll(/\{([a-z]+)\}/g, ":$1");
    app.all(pattern, (context) => dispatch(context, here, { limits, timers, checkToken }));
  }
  app.notFound(({ req }) =>
    new ApiError(404, "not_found", `Cannot find "${req.path.slice(0, 120)}": see /openapi.json`).response()
  );
  app.onError((error) => {
    if (error instanceof ApiError) return error.response();
    onFault(error);
    const message = "Cannot answer: something failed that should not; see the server's log";
    return new ApiError(500, "internal", message).response();
  });
  return {
    fetch: (request, bindings = {}) => app.fetch(request, bindings),
    request: (url, init, bindings = {}) => app.request(url, init, bindings),
  };
}
