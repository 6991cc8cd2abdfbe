/**
 * The REST side: signatures, rate limits, routes, errors.
 *
 * @module
 */
import { Hono } from "hono";
import { REST_PATH } from "../../../kalshi/environment.ts";
import { holds } from "../key_ring.ts";
import { addAccountRoutes } from "./account_routes.ts";
import { addBatchRoutes } from "./batch_routes.ts";
import { pay } from "./billing.ts";
import { isPrivate, type RestApp, type RestEnv, scopeOf } from "./caller.ts";
import { forbidden, notFound, RestError, unreadable } from "./errors.ts";
import { addEventRoutes } from "./event_routes.ts";
import { addExchangeRoutes } from "./exchange_routes.ts";
import { addGroupRoutes } from "./group_routes.ts";
import { addMarketRoutes } from "./market_routes.ts";
import { addMoneyRoutes } from "./money_routes.ts";
import { addOrderRoutes } from "./order_routes.ts";
import { addPortfolioRoutes } from "./portfolio_routes.ts";
import type { TradingContext } from "./trading.ts";
import { addTransferRoutes } from "./transfer_routes.ts";

/** Everything that the REST side needs. */
export interface RestOptions extends TradingContext {
  /** Whether requests beyond a user's budget are refused. */
  readonly rateLimits: boolean;
}

/** What V1 wrote orders to; shut off in June 2026. */
const DEAD_WRITES = /^\/portfolio\/orders(\/|$)/;

/**
 * Makes the REST application; it can be asked without a server: `app.request("/trade-api/v2/markets")`.
 *
 * Public endpoints are open; a signature that is there must still be right.
 */
export function createRest(options: RestOptions): RestApp {
  const routes = new Hono<RestEnv>();

  routes.use(async (context, next) => {
    const { method } = context.req;
    const { pathname, search, searchParams: query } = new URL(context.req.url);
    const now = options.now();
    const check = options.keys.check(context.req.raw.headers, method, pathname, now);
    const path = pathname.slice(REST_PATH.length);
    if (!check.ok) throw unauthorized(check.reason.code);
    const caller = check.value === undefined ? undefined : options.keys.get(check.value);
    const locked = isPrivate(path);
    if (locked && caller === undefined) throw unauthorized("MISSING_HEADERS");
    if (path.length > 1 && path.endsWith("/")) {
      return context.redirect(pathname.replace(/\/+$/, "") + search, 301);
    }
    const body = readJson(await context.req.text());
    if (locked && caller !== undefined && !holds(caller, scopeOf(method, path))) {
      throw forbidden(`the key lacks the scope ${scopeOf(method, path)}`);
    }
    const user = caller?.userId ?? "";
    if (options.rateLimits && !pay(options.limits, user, now, { method, path, query, body })) {
      return context.json({ error: "too many requests" }, 429);
    }
    if (method !== "GET" && method !== "HEAD" && DEAD_WRITES.test(path)) {
      throw new RestError(410, "gone", "Please switch to the V2 endpoints");
    }
    context.set("caller", caller);
    context.set("body", body);
    return await next();
  });
  addExchangeRoutes(routes, options);
  addMarketRoutes(routes, options);
  addEventRoutes(routes, options);
  addAccountRoutes(routes, options);
  addBatchRoutes(routes, options);
  addOrderRoutes(routes, options);
  addGroupRoutes(routes, options);
  addPortfolioRoutes(routes, options);
  addMoneyRoutes(routes, options);
  addTransferRoutes(routes, options);

  const app = new Hono<RestEnv>();
  app.route(REST_PATH, routes);
  app.notFound(() => notFound().toResponse());
  app.onError((error) => {
    if (error instanceof RestError) return error.toResponse();
    return new RestError(500, "internal_error", "internal error", error.message).toResponse();
  });
  return app;
}

/** A body as JSON; `undefined` where there is none. @throws {RestError} 400 in the flat shape */
function readJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("the body is no JSON");
  }
}

function unauthorized(details: string): RestError {
  return new RestError(401, "unauthorized", "unauthorized", details);
}
