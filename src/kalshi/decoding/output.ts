/**
 * The output of decoding: events, controls of the connection, counts of what could not be used.
 *
 * @module
 */
import type { EngineEvent } from "../../core/events.ts";
import type { Control } from "../input.ts";
import { safeText } from "../../lib/safe_text.ts";

/** One for a decoder's life, filled in for each input: frames are too many to carry three arguments down each call. */
export class DecodeOutput {
  /** Arrival of the input, Unix milliseconds. */
  at = 0;
  /** Takes what happened. */
  events: EngineEvent[] = [];
  /** Takes what the connection has to do. */
  controls: Control[] = [];
}

/** Counts since the decoder was made. */
export interface Counters {
  /** Everything that came over the socket, good or not. */
  readonly frames: number;
  /** Frames that are no JSON object. */
  readonly malformed: number;
  /** Frames of a type, or steps of a market's life, that the program does not know. */
  readonly unknownTypes: number;
  /** Frames and answers that lack something, or hold a number that cannot be read. */
  readonly invalid: number;
  /** Frames and answers about something that was not asked for: a market, a subscription, an event, a series. */
  readonly unasked: number;
  /** Steps in the lives of other markets, which come with the channel: no fault. */
  readonly elsewhere: number;
  /** Frames whose number was not above the last: dropped. */
  readonly duplicates: number;
  /** Times that numbers were skipped. */
  readonly gaps: number;
  /** Whole books taken over the socket. */
  readonly snapshots: number;
  /** Changes of books that wait for a snapshot, and frames of subscriptions that are over: dropped. */
  readonly withheld: number;
  /** Times the socket opened again. */
  readonly reconnects: number;
  /** Error frames. */
  readonly errors: number;
  /** Trades outside the book: no prints. */
  readonly blockTrades: number;
  /** Fees of a type that the program cannot compute. */
  readonly unknownFeeTypes: number;
  /** REST answers that were no success. */
  readonly failedAnswers: number;
}

/** Counters that are reported as they grow, and how they are called; gaps and reconnects are shown elsewhere. */
const TROUBLES: readonly (readonly [counter: keyof Counters, words: string])[] = [
  ["malformed", "malformed"],
  ["unknownTypes", "of unknown kind"],
  ["invalid", "unreadable"],
  ["unasked", "not asked for"],
  ["errors", "errors"],
  ["failedAnswers", "failed answers"],
];

/** Says what could not be used: how many of each kind, beyond those of `since`. Empty where there is nothing. */
export function unusable(counters: Counters, since: ReadonlyMap<keyof Counters, number> = new Map()): string {
  return TROUBLES.flatMap(([counter, words]) => {
    const count = counters[counter] - (since.get(counter) ?? 0);
    return count === 0 ? [] : [`${count} ${words}`];
  }).join(", ");
}

/** From one report to the next, so that a flood of trouble does not become a flood of notes. */
const QUIET_MS = 30_000;

/** The counters while they are counted, and the last thing that went wrong. */
export class Tally {
  readonly counters: { -readonly [Name in keyof Counters]: number } = {
    frames: 0,
    malformed: 0,
    unknownTypes: 0,
    invalid: 0,
    unasked: 0,
    elsewhere: 0,
    duplicates: 0,
    gaps: 0,
    snapshots: 0,
    withheld: 0,
    reconnects: 0,
    errors: 0,
    blockTrades: 0,
    unknownFeeTypes: 0,
    failedAnswers: 0,
  };
  readonly #reported = new Map<keyof Counters, number>();
  #reportedAt = -Infinity;
  #lastProblem: string | undefined;

  /** The last thing that went wrong: one line, plain, at most 200 characters. */
  get lastProblem(): string | undefined {
    return this.#lastProblem;
  }

  /** Counts a problem and keeps its reason. */
  problem(counter: keyof Counters, reason: string): void {
    this.counters[counter]++;
    this.#lastProblem = safeText(reason);
  }

  /**
   * Reports what has come since the last report and could not be used, in one line.
   *
   * @param at Unix milliseconds
   * @returns `undefined` where there was nothing, or nothing of a new kind so soon after the last report
   */
  news(at: number): string | undefined {
    const fresh = TROUBLES.filter(([counter]) => this.counters[counter] > (this.#reported.get(counter) ?? 0));
    const quiet = at >= this.#reportedAt && at - this.#reportedAt < QUIET_MS;
    // What has never been reported does not wait behind what has.
    if (fresh.length === 0 || (quiet && fresh.every(([counter]) => this.#reported.has(counter)))) {
      return undefined;
    }
    const since = new Map(this.#reported);
    this.#reportedAt = at;
    for (const [counter] of fresh) this.#reported.set(counter, this.counters[counter]);
    return `could not be used: ${unusable(this.counters, since)}; the last: ${
      this.#lastProblem ?? "unknown"
    }`;
  }
}
