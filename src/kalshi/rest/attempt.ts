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
import { REAL_TIMERS } from "../../lib/timers.ts";
import type { SignedHeaders } from "../signing/sign.ts";
import type { Attempt, AttemptOptions, AttemptOutcome } from "./attempted.ts";

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
    const askedAt = now();
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
      const { headers } = response;
      const answer = { kind: "answered", askedAt, at: now(), status, headers, text } as const;
      options.observe?.(answer);
      return answer;
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
