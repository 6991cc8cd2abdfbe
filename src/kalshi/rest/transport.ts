/**
 * Reads over REST: attempts within the rate limit, tried again where the next may fare better.
 *
 * Reads only. A write must never be repeated blindly, so nothing here can send one.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import type { z } from "zod";
import { createClock } from "../../lib/clock.ts";
import { createAttempt } from "./attempt.ts";
import { type Answered, type Attempt, type AttemptOptions, clockApart } from "./attempted.ts";
import { BASIC_READ, DEFAULT_COST } from "./limits.ts";
import { TokenBucket } from "../../lib/token_bucket.ts";
import type { Refusal, Result } from "../../core/result.ts";
import { type Backoff, backoffMs } from "../../lib/backoff.ts";
import { safeText } from "../../lib/safe_text.ts";
import { refusedKey, refusedScope } from "../signing/sign.ts";
import { readError } from "../wire/error.ts";
import { readAnswer } from "../wire/items.ts";

/** A reason holds our own words and the exchange's. */
const LONGEST_REASON = 500;
/** Between attempts. */
const READ_BACKOFF: Backoff = { baseMs: 250, capMs: 8_000 };

/**
 * Why there is no answer. `code` is one of `network`, `timeout`, `aborted`, `unsigned`, `rate_limited`, `server_error`,
 * `not_found`, `unauthorized`, `refused`, `too_long`, `bad_body` (no JSON), `bad_shape` (JSON of another form), `wrong_answer` (to another question).
 */
export interface RestRefusal extends Refusal {
  readonly path: string;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** The exchange's own code, for example `not_found`. */
  readonly wireCode?: string;
}

/** An answer as it came. */
export interface RestAnswer {
  /** Arrival, Unix milliseconds with fraction. */
  readonly at: number;
  /** Path with query, without the API's prefix. */
  readonly path: string;
  readonly status: number;
  readonly text: string;
  /** The parsed text. */
  readonly body: unknown;
}

/** Values of a query; a list is a repeated parameter, `undefined` is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** How to read from an exchange. All but the environment has a default. */
export interface TransportOptions extends AttemptOptions {
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number in [0, 1). */
  readonly random?: () => number;
  /** The bucket of reads, where several transports share one account. */
  readonly bucket?: TokenBucket;
  /** How often a read is tried in all. @default {4} */
  readonly attempts?: number;
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal;
}

/** How one read differs from others. */
export interface ReadOptions {
  readonly cost?: number;
  /** Statuses beside 200 whose body is an answer. */
  readonly accept?: readonly number[];
  /** Ends this read. */
  readonly signal?: AbortSignal;
}

/** An answer that was read, or why there is none. */
export type ReadReply<Answer> =
  | { readonly ok: true; readonly value: Answer; readonly leftOut: readonly string[] }
  | { readonly ok: false; readonly reason: RestRefusal };

type Reply = Result<RestAnswer, RestRefusal>;

/** Reads from one exchange. */
export class RestTransport {
  readonly #options: TransportOptions;
  readonly #attempt: Attempt;
  readonly #sleep: NonNullable<TransportOptions["sleep"]>;
  readonly #random: () => number;
  readonly #attempts: number;
  /** The bucket that reads are taken from. */
  readonly bucket: TokenBucket;

  constructor(options: TransportOptions) {
    this.#options = options;
    const now = options.now ?? createClock();
    this.#attempt = createAttempt({ ...options, now });
    this.#sleep = options.sleep ?? ((ms, signal) => delay(ms, signal === undefined ? {} : { signal }));
    this.#random = options.random ?? Math.random;
    this.#attempts = Math.max(1, options.attempts ?? 4);
    this.bucket = options.bucket ?? new TokenBucket(BASIC_READ, now);
  }

  /** Whether requests are signed. */
  get signed(): boolean {
    return this.#options.signer !== undefined;
  }

  /**
   * Reads a path, whatever its body means.
   *
   * @param path below the API's prefix, for example `/markets/X`
   */
  async answer(path: string, query: Query = {}, options: ReadOptions = {}): Promise<Reply> {
    const full = withQuery(path, query);
    const signal = join(this.#options.signal, options.signal);
    let last: Reply | undefined;
    for (let attempt = 0; attempt < this.#attempts; attempt++) {
      const backoff = attempt === 0 ? 0 : backoffMs(READ_BACKOFF, attempt - 1, this.#random);
      const waitMs = Math.max(backoff, this.bucket.reserve(options.cost ?? DEFAULT_COST));
      if (waitMs > 0 && !(await this.#wait(waitMs, signal))) return aborted(full);
      last = await this.#once(full, options.accept ?? [], signal);
      if (last.ok || !mayRetry(last.reason)) return last;
    }
    return last ?? aborted(full);
  }

  /**
   * Reads a path and checks its body.
   *
   * @param schema what the body must be
   * @returns the answer, and of its lists the items that were left out since they could not be read
   */
  async read<Answer>(
    schema: z.ZodType<Answer>,
    path: string,
    query: Query = {},
    options: ReadOptions = {},
  ): Promise<ReadReply<Answer>> {
    const answer = await this.answer(path, query, options);
    if (!answer.ok) return answer;
    const { path: full, status, body } = answer.value;
    const read = readAnswer(schema, body);
    if (!read.ok) {
      return failed("bad_shape", full, `the answer has another form: ${read.reason.message}`, { status });
    }
    const { answer: value, leftOut } = read.value;
    return { ok: true, value, leftOut };
  }

  async #wait(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return false;
    try {
      await this.#sleep(ms, signal);
    } catch {
      return false;
    }
    return !(signal?.aborted ?? false);
  }

  async #once(path: string, accept: readonly number[], signal: AbortSignal | undefined): Promise<Reply> {
    const outcome = await this.#attempt({ method: "GET", path }, signal);
    if (outcome.kind === "answered") return judge(path, outcome, accept);
    return outcome.why === "aborted" ? aborted(path) : failed(outcome.why, path, outcome.message);
  }
}

function judge(path: string, answer: Answered, accept: readonly number[]): Reply {
  const { at, status, text } = answer;
  const body = parse(text);
  if (status === 200 || (accept.includes(status) && body !== undefined)) {
    if (body !== undefined) return { ok: true, value: { at, path, status, text, body } };
    const what = /^\s*</.test(text) ? "HTML" : text.trim() === "" ? "nothing" : "no whole JSON";
    return failed("bad_body", path, `expected JSON, the answer is ${what}`, { status });
  }
  const error = readError(body);
  const said = error === undefined ? "" : `: ${error.message}${error.details ? ` (${error.details})` : ""}`;
  const wireCode = error?.code;
  const redirect = status >= 300 && status < 400 ? ", a redirect, which is not followed" : "";
  const why = status === 401
    ? `${refusedKey(status, clockApart(answer))}${said}`
    : status === 403
    ? `${refusedScope()}${said}`
    : `status ${status}${redirect}${said}`;
  return failed(codeOf(status), path, why, {
    status,
    ...(wireCode === undefined ? {} : { wireCode: safeText(wireCode) }),
  });
}

function join(first: AbortSignal | undefined, second: AbortSignal | undefined): AbortSignal | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return AbortSignal.any([first, second]);
}

/** The path with its query, parameters in the order given. */
export function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) { for (const one of value) search.append(name, String(one)); }
    else search.append(name, String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Never after a 4xx (but for 429), and not after a whole answer that cannot be used: the next would be the same. */
function mayRetry(reason: RestRefusal): boolean {
  if (reason.code === "network" || reason.code === "timeout") return true;
  return reason.status !== undefined && isTransient(reason.status);
}

function codeOf(status: number): string {
  if (status === 429) return "rate_limited";
  if (status >= 500) return "server_error";
  if (status === 404) return "not_found";
  return status === 401 || status === 403 ? "unauthorized" : "refused";
}

/** The refusal of an answer that is about something else than was asked for. */
export function wrongAnswer(
  path: string,
  asked: string,
  got: string,
): { readonly ok: false; readonly reason: RestRefusal } {
  const shown = safeText(got, 100);
  return failed("wrong_answer", path, `asked for ${asked}, the answer is about ${shown}`, { status: 200 });
}

function failed(
  code: string,
  path: string,
  why: string,
  more: { readonly status?: number; readonly wireCode?: string } = {},
): { readonly ok: false; readonly reason: RestRefusal } {
  return {
    ok: false,
    reason: { code, path, message: safeText(`Cannot read ${path}: ${why}`, LONGEST_REASON), ...more },
  };
}

function aborted(path: string): { readonly ok: false; readonly reason: RestRefusal } {
  return failed("aborted", path, "the program is ending");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a status may be another one next time: too many requests, and failures of the server. */
export function isTransient(status: number): boolean {
  return status === 429 || status >= 500;
}
