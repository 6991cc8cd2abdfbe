/**
 * The app: guards before, the routes, and one form for everything that is refused.
 *
 * @module
 */
import { Hono } from "hono";
import { matchedRoutes } from "hono/route";
import { ApiError } from "./http/api_error.ts";
import { dispatch } from "./http/dispatch.ts";
import { checkSource, SECURITY_HEADERS, tokenCheck } from "./http/guards.ts";
import { type JobObserver, JobQueue } from "./backtests/job_queue.ts";
import { Measures } from "./http/measures.ts";
import { openApiDocument } from "./http/document.ts";
import { completeOptions, type WebBindings, type WebOptions } from "./options.ts";
import { TokenBuckets } from "../lib/token_bucket.ts";
import { type Route, route, type WebContext } from "./http/route.ts";
import { backtestRoutes } from "./backtests/backtests.ts";
import { catalogRoutes } from "./backtests/catalog.ts";
import { jobRoutes, Streams } from "./backtests/jobs.ts";
import { pageRoutes } from "./http/page.ts";
import { runRoutes } from "./backtests/runs.ts";
import { serviceRoutes } from "./http/service.ts";

/** Addresses whose requests are counted; of more, the one heard longest ago is forgotten. */
const MAX_ADDRESSES = 10_000;

/** An app. */
export interface WebApp {
  /** Answers a request. */
  fetch(request: Request, bindings?: WebBindings): Response | Promise<Response>;
  /** Answers a request that is made on the spot, for tests. */
  request(url: string, init?: RequestInit, bindings?: WebBindings): Response | Promise<Response>;
  /** All of its routes. */
  readonly routes: readonly Route[];
  /** Refuses what comes from now on, cancels backtests and ends streams; settles when that is done. */
  close(): Promise<void>;
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

/** Makes the app. */
export function createApp(options: WebOptions): WebApp {
  const parts = completeOptions(options);
  const { now, version, limits, timers, allowedHosts, tokenForReads, onFault } = parts;
  const startedAt = now();
  const streams = new Streams();
  const observer: JobObserver = {
    finished: () => measures.finished(),
    refused: (code) => measures.refused(code),
    events: (count) => measures.events(count),
  };
  const desk = new JobQueue({
    runBacktest: parts.runBacktest,
    now,
    running: limits.runningJobs,
    queued: limits.queuedJobs,
    kept: limits.keptJobs,
    observer,
    onFault,
  });
  const measures = new Measures({
    startedAt,
    running: () => desk.running,
    queued: () => desk.queued,
    streams: () => streams.open,
    version,
  });
  const routes: Route[] = [
    ...serviceRoutes(parts, startedAt, measures),
    ...catalogRoutes(parts),
    ...backtestRoutes(parts, desk, measures),
    ...runRoutes(parts),
    ...jobRoutes(parts, desk, streams),
    ...pageRoutes(),
    route({
      method: "GET",
      path: "/openapi.json",
      summary: "This document",
      answers: { 200: { description: "OpenAPI 3.1.", media: ["application/json"] } },
      handle: ({ context }) => context.json(openApiDocument(routes, version, tokenForReads)),
    }),
  ];

  const app = new Hono<{ Bindings: WebBindings }>();
  const checkToken = tokenCheck(parts.token);
  const rate = new TokenBuckets(
    { tokensPerSecond: limits.ratePerSecond, capacity: limits.rateBurst },
    MAX_ADDRESSES,
    now,
  );
  let isClosed = false;

  app.use("*", async function answer(context, next) {
    const beganAt = now();
    await next();
    if (context.req.method === "HEAD") context.res = await withoutBody(context.res);
    const { headers, status } = context.res;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!headers.has(name)) headers.set(name, value);
    }
    measures.request(patternOf(context), context.req.method, status, now() - beganAt);
  });
  app.use("*", async function guard(context, next) {
    if (isClosed) throw new ApiError(503, "stopping", "Cannot answer: the server is stopping");
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
    return new ApiError(
      500,
      "internal",
      "Cannot answer: something failed that should not; see the server's log",
    )
      .response();
  });

  return {
    fetch: (request, bindings = {}) => app.fetch(request, bindings),
    request: (url, init, bindings = {}) => app.request(url, init, bindings),
    routes,
    close: async () => {
      isClosed = true;
      const late = Promise.withResolvers<void>();
      const timer = timers.after(limits.stopMs, late.resolve);
      await Promise.race([desk.close(), late.promise]);
      timer.clear();
      streams.close();
    },
  };
}
