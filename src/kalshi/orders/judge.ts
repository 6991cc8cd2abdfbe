/**
 * What an answer to a write means.
 *
 * Source: the exchange's "Order errors" page: 400, 403, 404, 409, 410 and 429 were rejected, with whatever code; 408, 5xx and
 * whatever is no whole answer may have been done. Another status is in no list, so it says nothing either.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import { type Answered, type AttemptOutcome, clockApart } from "../rest/attempted.ts";
import { refusedKey, refusedScope } from "../signing/sign.ts";
import { readError } from "../wire/error.ts";
import type { NotSent, Rejected, Unknown, WriteOutcome } from "./outcomes.ts";

const REJECTED: ReadonlySet<number> = new Set([400, 403, 404, 409, 410, 429]);
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
/** Of an answer that nobody understands, so much is kept. */
const LONGEST_KEPT = 4_000;
const LONGEST_WORDS = 400;

/** What an answer says, and the engine's time where it has that. */
export interface Said<Value> {
  readonly value: Value;
  readonly exchangeMs?: number;
}

/**
 * Judges one attempt.
 *
 * @param at when it came to its end, Unix ms
 * @param read what a success says; a refusal where it does not say of which order, or of another
 */
export function judge<Value>(
  outcome: AttemptOutcome,
  at: number,
  read: (body: unknown) => Result<Said<Value>>,
): WriteOutcome<Value> {
  if (outcome.kind === "not_sent") return { kind: "not_sent", code: outcome.why, why: outcome.message };
  if (outcome.kind === "unanswered") {
    const { status, message } = outcome;
    const why = status === undefined ? message : `status ${status}, and then: ${message}`;
    return unknown(at, why, status);
  }
  const { status, text } = outcome;
  if (status >= 200 && status < 300) {
    const said = read(parse(text));
    if (!said.ok) return unknown(outcome.at, `status ${status}, but ${said.reason.message}`, status, text);
    return { kind: "accepted", at: outcome.at, ...said.value };
  }
  if (status === UNAUTHORIZED || REJECTED.has(status)) return rejected(outcome);
  const redirect = status >= 300 && status < 400 ? ", a redirect, which is not followed" : "";
  const error = readError(parse(text));
  const words = error === undefined ? "" : `: ${error.message}`;
  return unknown(outcome.at, `status ${status}${redirect}${words}`, status, text);
}

function rejected(answer: Answered): Rejected {
  const { at, status, text } = answer;
  const error = readError(parse(text));
  const said = error === undefined ? "" : error.message;
  const message = status === UNAUTHORIZED
    ? `${refusedKey(status, clockApart(answer))}${said === "" ? "" : `: ${said}`}`
    : status === FORBIDDEN
    ? `${refusedScope()}${said === "" ? "" : `: ${said}`}`
    : said === ""
    ? `status ${status}`
    : said;
  return {
    kind: "rejected",
    at,
    status,
    // Not made plain: the engine's own codes are spelled in capitals, and only the exact code is one.
    code: error?.code ?? "unknown",
    message: safeText(message, LONGEST_WORDS),
    ...(error?.details === undefined ? {} : { details: safeText(error.details, LONGEST_WORDS) }),
    ...(status === UNAUTHORIZED ? { alarm: true } : {}),
  };
}

/** An item of a batch that came with an error of its own: it was refused, and the others were not. */
export function rejectedItem(at: number, status: number, error: unknown): Rejected {
  const read = readError(error) ?? readError({ error });
  return {
    kind: "rejected",
    at,
    status,
    code: read?.code ?? "unknown",
    message: safeText(read?.message ?? "refused without words", LONGEST_WORDS),
    ...(read?.details === undefined ? {} : { details: safeText(read.details, LONGEST_WORDS) }),
  };
}

/** An outcome that nobody knows. */
export function unknown(at: number, why: string, status?: number, body?: string): Unknown {
  return {
    kind: "unknown",
    at,
    why: safeText(why, LONGEST_WORDS),
    ...(status === undefined ? {} : { status }),
    ...(body === undefined ? {} : { body: body.slice(0, LONGEST_KEPT) }),
  };
}

/** A request that was not sent since it breaks a rule of the exchange, or there was no room for it. */
export function notSent(code: NotSent["code"], why: string): NotSent {
  return { kind: "not_sent", code, why: safeText(why, LONGEST_WORDS) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
