/**
 * Asks a feed for one answer again and again, politely, and hands everything that comes to a sink.
 *
 * @module
 */
import { isBrokenCircuitError } from "cockatiel";
import type { InputSink } from "../kalshi/input.ts";
import { restInput } from "../kalshi/rest/input.ts";
import { type Backoff, backoffMs } from "../lib/backoff.ts";
import { type BreakerOptions, type BreakerState, FeedBreaker } from "./breaker.ts";
import { NOT_THERE, UNCHANGED } from "./feed_decoder.ts";
import type { FeedHost, HostAnswer } from "./host.ts";
import type { PollingPolicy } from "./feed.ts";
import { FEEDS } from "./feeds.ts";
import { type FeedRequest, intervalMs } from "./requests.ts";

/** The options of a poller. */
export interface FeedPollerOptions {
  /** Shared by all pollers of the host, so that they keep its pace together. */
  readonly host: FeedHost;
  readonly request: FeedRequest;
  readonly sink: InputSink;
  /** How often to ask; by default the feed's policy. */
  readonly policy?: PollingPolicy;
  readonly breaker?: BreakerOptions;
  /** A number in [0, 1). */
  readonly random?: () => number;
  /** Ends it, as {@linkcode FeedPoller.close} does. */
  readonly signal?: AbortSignal;
}

/** After failures the next request waits up to so much longer. */
const FAILURE_BACKOFF: Backoff = { baseMs: 1_000, capMs: 60_000 };
/** Waits of equal length drift apart, so that many programs do not ask at the same moment: up to 5 % longer. */
const JITTER = 0.05;
/** How much of an answer that is no JSON is kept, in UTF-16 units. */
const LONGEST_TEXT = 2_000;

/** Tells the breaker that a look has failed. */
class LookFailed extends Error {}

/** The state of polling. */
export interface PollerStatus {
  readonly breaker: BreakerState;
  readonly requests: number;
  /** Failures since the last success. */
  readonly failuresInRow: number;
  /** Arrival of the last success, an unchanged answer included; Unix milliseconds. */
  readonly succeededAt?: number;
  /** Why the last request failed; left out after a success. */
  readonly lastFailure?: string;
}

/**
 * Polls until it is closed.
 *
 * - Every answer, failures included, goes to the sink as input `feed.NAME` in the form of a `rest` input. An unchanged one
 *   (304, or the same text again) has status 304 and body null; text that is not JSON is cut; status 0: no
 *   answer.
 * - A 404 is not a failure until there has been a whole answer: the game is not there yet.
 * - After a failure it waits longer each time; after 5 in a row the breaker opens, and a minute later it tries once.
 */
export class FeedPoller {
  readonly #options: FeedPollerOptions;
  readonly #policy: PollingPolicy;
  readonly #random: () => number;
  readonly #breaker: FeedBreaker;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #running: Promise<void> | undefined;
  #conditions: Readonly<Record<string, string>> = {};
  #lastText: string | undefined;
  #requests = 0;
  #failuresInRow = 0;
  #succeededAt: number | undefined;
  #lastFailure: string | undefined;
  #askedToWaitMs = 0;

  constructor(options: FeedPollerOptions) {
    const { host, policy, breaker, random, signal } = options;
    this.#options = options;
    this.#policy = policy ?? FEEDS[host.feed].policy;
    this.#random = random ?? Math.random;
    this.#breaker = new FeedBreaker(host.now, breaker);
    this.#signal = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
  }

  /** How it goes. */
  get status(): PollerStatus {
    return {
      breaker: this.#breaker.state,
      requests: this.#requests,
      failuresInRow: this.#failuresInRow,
      ...(this.#succeededAt === undefined ? {} : { succeededAt: this.#succeededAt }),
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
    };
  }

  /**
   * Begins.
   *
   * @throws {TypeError} if it was started before
   */
  start(): void {
    if (this.#running !== undefined) throw new TypeError("Cannot start feed poller: it was started before");
    this.#running = this.#run();
  }

  /** Settles when it has ended; rejects if the sink threw. */
  get ended(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Asks for the whole answer next time, changed or not: for a recording that starts again. */
  forget(): void {
    this.#conditions = {};
    this.#lastText = undefined;
  }

  /** Ends: a request under way is broken off, and nothing more comes to the sink. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { host } = this.#options;
    while (!this.#signal.aborted) {
      const startedAt = host.now();
      try {
        await this.#breaker.run(() => this.#look());
      } catch (error) {
        // What failed is in the record by now, and an open breaker waits below. All else is a mistake in the program.
        if (!(error instanceof LookFailed) && !isBrokenCircuitError(error)) throw error;
      }
      if (this.#signal.aborted) return;
      try {
        await host.sleep(this.#waitMs(startedAt), this.#signal);
      } catch {
        return;
      }
    }
  }

  #waitMs(startedAt: number): number {
    const { host, request } = this.#options;
    const now = host.now();
    const interval = intervalMs(this.#policy, now, request.startsAt) * (1 + JITTER * this.#random());
    const usual = Math.max(0, interval - (now - startedAt));
    const failures = this.#failuresInRow;
    const backoff = failures === 0 ? 0 : backoffMs(FAILURE_BACKOFF, failures - 1, this.#random);
    return Math.max(usual + backoff, this.#askedToWaitMs, this.#breaker.waitMs);
  }

  /** Rejects where the look failed, for the breaker to count; never because of the end. */
  async #look(): Promise<void> {
    const { host, request } = this.#options;
    const whole = this.#lastText === undefined;
    let answer: HostAnswer;
    try {
      this.#requests++;
      answer = await host.ask(request.path, whole ? {} : this.#conditions, this.#signal);
    } catch (error) {
      if (this.#signal.aborted) return;
      throw error;
    }
    if (this.#signal.aborted) return;
    const failure = this.#take(answer, whole);
    this.#askedToWaitMs = failure === undefined ? 0 : answer.retryAfterMs ?? 0;
    this.#lastFailure = failure;
    if (failure === undefined) {
      this.#failuresInRow = 0;
      return;
    }
    this.#failuresInRow++;
    throw new LookFailed(failure);
  }

  /**
   * @param whole whether the whole answer was asked for
   * @returns why it is a failure; `undefined` when it is not one
   */
  #take({ at, status, text, conditions }: HostAnswer, whole: boolean): string | undefined {
    if (status === UNCHANGED || (status === 200 && text === this.#lastText)) {
      // There is no answer that this one could repeat.
      if (whole) return this.#failed(at, 0, "unchanged, though the whole answer was asked for");
      this.#succeededAt = at;
      this.#handIn(at, UNCHANGED, "null", null);
      return undefined;
    }
    const body = parse(text);
    if (status !== 200) {
      const said = body ?? text.slice(0, LONGEST_TEXT);
      this.#handIn(at, status, body === undefined ? "" : text, said);
      if (status === NOT_THERE && this.#succeededAt === undefined) return undefined;
      return status === 0 ? text : `status ${status}`;
    }
    if (body === undefined) {
      return this.#failed(at, 200, text.slice(0, LONGEST_TEXT), "the answer is no JSON");
    }
    this.#succeededAt = at;
    this.#lastText = text;
    this.#conditions = conditions;
    this.#handIn(at, status, text, body);
    return undefined;
  }

  #failed(at: number, status: number, body: string, why: string = body): string {
    this.#handIn(at, status, "", body);
    return why;
  }

  #handIn(at: number, status: number, text: string, body: unknown): void {
    const { host, request, sink } = this.#options;
    const input = restInput({ path: request.path, status, text, body });
    sink.input(at, `feed.${host.feed}`, input.text, input.raw);
  }
}

/**
 * The JSON of a text, or `undefined`; a text that is JSON but not an object or a list is not an answer
 * either.
 */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
