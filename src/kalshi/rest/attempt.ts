/**
 * One signed request, sent once.
 *
 * Nothing here sends a second time, follows a redirect or judges an answer. Reads are tried again on top of it; a write
 * must never be, so where no whole answer came the outcome says what is known of how far the request got.
 *
 * The platform's client by itself repeats what it sent on a connection that it kept from an earlier request, should the
 * exchange close that before it answers: orders too. So a write goes by a connection of its own (`own_connection.ts`), which
 * also knows whether a byte has left. Reads share connections of the platform's client, and may be repeated; the one that an
 * order waits for goes by a connection that is ready, where there is one, and by the platform's client where that was closed.
 *
 * @module
 */
import { createClock } from "../../lib/clock.ts";
import { describeError } from "../../lib/errors.ts";
import { BodyTooLong, readBody } from "../../lib/read_body.ts";
import { REAL_TIMERS } from "../../lib/timers.ts";
import type { SignedHeaders } from "../signing/sign.ts";
import type { Attempt, AttemptOptions, AttemptOutcome } from "./attempted.ts";
import { type Held, type OwnOutcome, type OwnRequest, sendOnce, sendOver } from "./own_connection.ts";

/**
 * Makes the function that sends.
 *
 * @param options where to, whose signature, how long to wait
 */
export function createAttempt(options: AttemptOptions): Attempt {
  const { environment, signer, timers = REAL_TIMERS, timeoutMs = 10_000 } = options;
  const { now = createClock(), wall = Date.now } = options;
  const platform = options.fetch ?? ((url, init) => fetch(url, init));
  const ownForWrites = options.fetch === undefined && options.proxied !== true;

  return async function attempt({ method, path, body }, signal, hold): Promise<AttemptOutcome> {
    if (signal?.aborted) return { kind: "not_sent", why: "aborted", message: ENDING };
    let signature: SignedHeaders | undefined;
    const signed = `${environment.restPath}${withoutQuery(path)}`;
    const signedAt = wall();
    try {
      // Beside everything else where signing is slow, save what was just asked about whether it may leave.
      signature = (method === "GET" || method === "DELETE") && signer?.headersLater !== undefined
        ? await signer.headersLater(wall(), method, signed)
        : signer?.headers(wall(), method, signed);
    } catch (error) {
      return { kind: "not_sent", why: "unsigned", message: describeError(error) };
    }
    const limit = new AbortController();
    const timer = timers.after(timeoutMs, () => limit.abort());
    const ending = signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal]);
    const url = `${environment.restUrl}${path}`;
    const request = {
      method,
      headers: {
        accept: "application/json",
        ...body === undefined ? {} : { "content-type": "application/json" },
        ...signature,
      },
      ...body === undefined ? {} : { body },
    };
    // A connection may have taken its time: what was let go and signed before that is looked at again.
    const toWrite = (): OwnRequest | Held => {
      const held = hold?.();
      if (held !== undefined) return { held };
      if (signer === undefined || Math.abs(wall() - signedAt) <= SIGNED_MS) return request;
      return { ...request, headers: { ...request.headers, ...signer.headers(wall(), method, signed) } };
    };
    const askedAt = now();
    try {
      const outcome = method !== "GET" && ownForWrites
        ? await sendOnce(new URL(url), toWrite, ending, options.ready)
        : await byReady(new URL(url), request, ending, options.readyRead) ??
          await byPlatform(platform, url, request, ending);
      if (outcome.kind === "answered") {
        const answer = { ...outcome, askedAt, at: now() };
        options.observe?.(answer);
        return answer;
      }
      if (outcome.kind === "held") return { kind: "not_sent", why: "held", message: outcome.message };
      const late = `${outcome.kind === "unreachable" ? "no connection" : "no answer"} within ${
        timeoutMs / 1000
      } s`;
      const why = signal?.aborted ? "aborted" : limit.signal.aborted ? "timeout" : "network";
      const message = why === "aborted" ? ENDING : why === "timeout" ? late : outcome.message;
      if (outcome.kind === "unreachable") {
        return { kind: "not_sent", why: why === "aborted" ? "aborted" : "unreachable", message };
      }
      const { status, tooLong } = outcome;
      return {
        kind: "unanswered",
        why: tooLong === true ? "too_long" : why,
        message,
        ...(status === undefined ? {} : { status }),
      };
    } finally {
      timer.clear();
    }
  };
}

/** By a connection that is ready, for a read of its path; `undefined` where there is none, or nothing came of it. */
async function byReady(
  url: URL,
  request: OwnRequest,
  signal: AbortSignal,
  ready: AttemptOptions["readyRead"],
): Promise<Exclude<OwnOutcome, { readonly kind: "unreachable" | "held" }> | undefined> {
  if (ready === undefined || request.method !== "GET" || url.pathname !== ready.path) return undefined;
  const connection = ready.connection.takeAtOnce();
  if (connection === undefined) return undefined;
  const outcome = await sendOver(connection, url, () => request, signal);
  if (outcome.kind === "unreachable" || outcome.kind === "held") return undefined;
  // It was closed in the meantime: a read may be repeated.
  return outcome.kind === "broken" && outcome.status === undefined && !signal.aborted ? undefined : outcome;
}

/** By the platform's client, of which nobody knows whether a byte has left. */
async function byPlatform(
  send: NonNullable<AttemptOptions["fetch"]>,
  url: string,
  request: OwnRequest,
  signal: AbortSignal,
): Promise<Exclude<OwnOutcome, { readonly kind: "unreachable" | "held" }>> {
  const client = request.method === "GET" ? undefined : Deno.createHttpClient(NOT_SHARED);
  let status: number | undefined;
  try {
    const response = await send(url, {
      ...request,
      ...client === undefined ? {} : { client },
      // A redirect is not followed: the signature would go to another place, and the request twice.
      redirect: "manual",
      signal,
    });
    ({ status } = response);
    const { headers } = response;
    return { kind: "answered", status, headers, text: await readBody(response) };
  } catch (error) {
    return {
      kind: "broken",
      message: describeError(error),
      ...(status === undefined ? {} : { status }),
      ...(error instanceof BodyTooLong ? { tooLong: true } : {}),
    };
  } finally {
    client?.close();
  }
}

/** No connection is kept, and none shared by several requests at a time. */
const NOT_SHARED = { poolMaxIdlePerHost: 0, http2: false } as const;

/** A request that was signed so long ago is signed again before it is written, ms. */
const SIGNED_MS = 1_000;

const ENDING = "the program is ending";

function withoutQuery(path: string): string {
  const start = path.indexOf("?");
  return start < 0 ? path : path.slice(0, start);
}
