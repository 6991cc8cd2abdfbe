/**
 * The REST side: signatures, rate limits, routes, errors.
 *
 * @module
 */
import { Hono } from "hono";
import { REST_PATH } from "../../../kalshi/environment.ts";
import type { KeyRing } from "../key_ring.ts";
import { BASIC_READ, costOf, RateLimit } from "../rate_limit.ts";
import { type RestContext } from "./answers.ts";
import { notFound, RestError } from "./errors.ts";
import { addEventRoutes } from "./event_routes.ts";
import { addExchangeRoutes } from "./exchange_routes.ts";
import { addMarketRoutes } from "./market_routes.ts";

/** Everything that the REST side needs. */
export interface RestOptions extends RestContext {
  readonly keys: KeyRing;
  /** Whether requests beyond the Basic tier's budget are refused. */
  readonly rateLimits: boolean;
}

/**
 * Paths about an account, which must be signed. Costs and the data timestamp are public although their paths
 * are near.
 */
const PRIVATE = [/^\/portfolio(\/|$)/, /^\/account\/limits$/, /^\/api_keys(\/|$)/];

/**
 * Makes the REST application; it can be asked without a server: `app.request("/trade-api/v2/markets")`.
 *
 * Public endpoints are open; a signature that is there must still be right.
 */
export function createRest(options: RestOptions): Hono {
  const routes = new Hono();
  const reads = new RateLimit(BASIC_READ);

  routes.use(async (context, next) => {
    const { pathname } = new URL(context.req.url);
    const now = options.now();
    const check = options.keys.check(context.req.raw.headers, context.req.method, pathname, now);
    const path = pathname.slice(REST_PATH.length);
    if (!check.ok) throw unauthorized(check.reason.code);
    if (check.value === undefined && PRIVATE.some((pattern) => pattern.test(path))) {
      throw unauthorized("MISSING_HEADERS");
    }
    const key = check.value ?? "";
    if (options.rateLimits && !reads.take(key, now, costOf(context.req.method, path))) {
      return context.json({ error: "too many requests" }, 429);
    }
    if (path.length > 1 && path.endsWith("/")) {
      const url = new URL(context.req.url);
      return context.redirect(url.pathname.replace(/\/+$/, "") + url.search, 301);
    }
    if (!(await bodyReads(context.req.raw))) {
      return new RestError(400, "bad_request", "bad request", "the body is no JSON").toFlatResponse();
    }
    return await next();
  });
  addExchangeRoutes(routes, options);
  addMarketRoutes(routes, options);
  addEventRoutes(routes, options);

  const app = new Hono();
  app.route(REST_PATH, routes);
  app.notFound(() => notFound().toResponse());
  app.onError((error) => {
    if (error instanceof RestError) return error.toResponse();
    return new RestError(500, "internal_error", "internal error", error.message).toResponse();
  });
  return app;
}

/** Whether a request's body, where it has one, is JSON. The body stays unread for the route. */
async function bodyReads(request: Request): Promise<boolean> {
  if (request.body === null) return true;
  const text = await request.clone().text();
  if (text === "") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function unauthorized(details: string): RestError {
  return new RestError(401, "unauthorized", "unauthorized", details);
}
