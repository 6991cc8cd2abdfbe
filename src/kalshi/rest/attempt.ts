/**
 * One signed request, sent once.
 *
 * Nothing here sends a second time, follows a redirect or judges an answer. Reads are tried again on top of it; a write
 * must never be, so where no whole answer came the outcome says what is known of how far the request got.
 *
 * The platform by itself repeats what it sent on a connection that it kept from an earlier request, should the exchange
 * close that before it answers: orders too. So a write has a connection of its own. Reads share theirs, and may be repeated.
 *
 * @module
 */
import { createClock } from "../../lib/clock.ts";
import { describeError } from "../../lib/errors.ts";
import { BodyTooLong, readBody } from "../../lib/read_body.ts";
import { REAL_TIMERS, type Timers } from "../../lib/timers.ts";
import type { Environment } from "../environment.ts";
import type { SignedHeaders, Signer } from "../signing/sign.ts";

/** A request. */
export interface AttemptRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the API's prefix, with the query, which is not signed; for example `/markets?limit=5`. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
}

/** A whole answer, whatever its status. */
export interface Answered {
  readonly kind: "answered";
  /** Arrival of its last byte, Unix milliseconds with fraction. */
  readonly at: number;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The request was never handed to the network: the exchange cannot have it. */
export interface NotSent {
  readonly kind: "not_sent";
  readonly why: "aborted" | "unsigned";
  readonly message: string;
}

/**
 * The request was handed to the network, and no whole answer came.
 *
 * The platform does not tell whether a byte left: a refused connection and one that was cut after the last byte look
 * alike to a program that does not read the error's text. Without a status the exchange may have the request or not.
 */
export interface Unanswered {
  readonly kind: "unanswered";
  readonly why: "network" | "timeout" | "aborted" | "too_long";
  readonly message: string;
  /** The status of an answer whose body did not come whole: the exchange has had the request. */
  readonly status?: number;
}

/** The outcome of one attempt. */
export type AttemptOutcome = Answered | NotSent | Unanswered;

/** Sends a request once. Never rejects. */
export type Attempt = (request: AttemptRequest, signal?: AbortSignal) => Promise<AttemptOutcome>;

/** How to reach an exchange. All but the environment has a default. */
export interface AttemptOptions {
  readonly environment: Environment;
  /** Signs every request where it is given; without it only public data can be read. */
  readonly signer?: Signer;
  readonly fetch?: (url: string, init: RequestInit & { client?: Deno.HttpClient }) => Promise<Response>;
  /** Unix milliseconds with fraction. */
  readonly now?: () => number;
  /** The time in signatures, which the exchange compares with its own: the wall clock. */
  readonly wall?: () => number;
  readonly timers?: Timers;
  /** For the whole answer, its body included. @default {10000} */
  readonly timeoutMs?: number;
}

/**
 * Makes the function that sends.
 *
 * @param options where to, whose signature, how long to wait
 */
export function createAttempt(options: AttemptOptions): Attempt {
  const { environment, signer, timers = REAL_TIMERS, timeoutMs = 10_000 } = options;
  const { fetch: send = (url, init) => fetch(url, init), now = createClock(), wall = Date.now } = options;

  return async function attempt({ method, path, body }, signal): Promise<AttemptOutcome> {
    if (signal?.aborted) return { kind: "not_sent", why: "aborted", message: ENDING };
    let signature: SignedHeaders | undefined;
    try {
      signature = signer?.headers(wall(), method, `${environment.restPath}${withoutQuery(path)}`);
    } catch (error) {
      return { kind: "not_sent", why: "unsigned", message: describe(error) };
    }
    const client = method === "GET" ? undefined : Deno.createHttpClient(OWN_CONNECTION);
    const limit = new AbortController();
    const timer = timers.after(timeoutMs, () => limit.abort());
    let status: number | undefined;
    try {
      const response = await send(`${environment.restUrl}${path}`, {
        method,
        headers: {
          accept: "application/json",
          ...body === undefined ? {} : { "content-type": "application/json" },
          ...signature,
        },
        ...body === undefined ? {} : { body },
        ...client === undefined ? {} : { client },
        // A redirect is not followed: the signature would go to another place, and the request twice.
        redirect: "manual",
        signal: signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal]),
      });
      ({ status } = response);
      const text = await readBody(response);
      return { kind: "answered", at: now(), status, headers: response.headers, text };
    } catch (error) {
      const known = status === undefined ? {} : { status };
      if (signal?.aborted) return { kind: "unanswered", why: "aborted", message: ENDING, ...known };
      if (limit.signal.aborted) {
        const message = `no answer within ${timeoutMs / 1000} s`;
        return { kind: "unanswered", why: "timeout", message, ...known };
      }
      const why = error instanceof BodyTooLong ? "too_long" : "network";
      return { kind: "unanswered", why, message: describe(error), ...known };
    } finally {
      timer.clear();
      client?.close();
    }
  };
}

/** No connection is kept, and none shared by several requests at a time. */
const OWN_CONNECTION = { poolMaxIdlePerHost: 0, http2: false } as const;

const ENDING = "the program is ending";

function withoutQuery(path: string): string {
  const start = path.indexOf("?");
  return start < 0 ? path : path.slice(0, start);
}

function describe(error: unknown): string {
  return describeError(error);
}
