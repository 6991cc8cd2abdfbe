/**
 * A route: one description from which it is served, checked and documented.
 *
 * @module
 */
import type { Context } from "hono";
import { z } from "zod";

/** Facts of a request that the server knows beside the request itself. */
export interface WebBindings {
  /** The client's address; requests without one share a rate limit. */
  readonly address?: string;
}

/** The context of a request. */
export type WebContext = Context<{ Bindings: WebBindings }>;

/** Methods that routes have; `HEAD` comes with `GET`, `OPTIONS` with all. */
export type Method = "GET" | "POST" | "DELETE";

/** One kind of answer. */
export interface Answer {
  readonly description: string;
  /** Of a JSON answer. */
  readonly schema?: z.ZodType;
  /** Other types that it may have. */
  readonly media?: readonly string[];
}

/** A request as a handler gets it, checked. */
export interface Asked<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly context: WebContext;
}

/** A route as it is written down. */
export interface RouteSpec<Params, Query, Body> {
  readonly method: Method;
  /** For example `/backtests/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Names in the path; what does not fit is not found. */
  readonly params?: z.ZodType<Params>;
  /** The query; left out: there may be none. */
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** A body that is right, for the document. */
  readonly bodyExample?: unknown;
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Whether it is in the OpenAPI document. @default {true} */
  readonly isDocumented?: boolean;
  readonly handle: (asked: Asked<Params, Query, Body>) => Response | Promise<Response>;
}

/** A route whose types only it knows. */
export interface Route extends Omit<RouteSpec<unknown, unknown, unknown>, "handle"> {
  /** Whether it changes anything, and so needs the token. */
  readonly writes: boolean;
  /** The handler; what it is given must have passed the schemas. */
  readonly handle: (asked: Asked<unknown, unknown, unknown>) => Response | Promise<Response>;
}

/** Nothing may stand after `?`. */
export const NO_QUERY = z.strictObject({});

/** Hides a route's types, so that routes of all kinds fit in one table. */
export function route<Params, Query, Body>(spec: RouteSpec<Params, Query, Body>): Route {
  return {
    ...spec,
    writes: spec.method !== "GET",
    // The app gives what the route's own schemas made.
    handle: (asked) => spec.handle(asked as Asked<Params, Query, Body>),
  };
}
