/**
 * When the account is read again: often while something is open, at once where somebody asks for it.
 *
 * @module
 */
import type { Timers } from "../../lib/timers.ts";

/** How soon a pass over REST is wanted. `doubtful`: something is not known that must be; `busy`: something is open. */
export type Need = "doubtful" | "busy" | "idle";

/** Between passes, ms. */
const BETWEEN_MS: Readonly<Record<Need, number>> = { doubtful: 500, busy: 3_000, idle: 15_000 };
/** However often something asks for a pass. */
const GAP_MS = 250;
/** So long passes follow quickly where the engine doubts what is held: some lists, a second apart, past the lag of REST. */
const DOUBT_MS = 5_000;

/** The parts of it. */
export interface PaceOptions {
  readonly timers: Timers;
  /** Unix milliseconds, never backward. */
  readonly now: () => number;
  /** What is wanted at this moment. */
  need(): Need;
  /** Whether nobody waits any more. */
  ended(): boolean;
}

/** The pace of reading. */
export class Pace {
  readonly #options: PaceOptions;
  /** Until when passes follow quickly, whatever is needed. */
  #doubtedUntil = -Infinity;
  readonly #waiting = new Set<() => void>();

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** A pass is wanted now. */
  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Two lists a second apart are what the engine believes of others' trades: passes follow quickly until it has them. */
  doubt(): void {
    this.#doubtedUntil = this.#options.now() + DOUBT_MS;
    this.wake();
  }

  /**
   * Waits until the next pass is due. What is needed is asked again and again, since it may have changed meanwhile.
   *
   * @param readAt when the last pass began, Unix milliseconds
   */
  async untilDue(readAt: number): Promise<void> {
    const { now, need, ended } = this.#options;
    let woken = false;
    for (let sinceMs = now() - readAt; !ended(); sinceMs = now() - readAt) {
      const wanted = now() < this.#doubtedUntil ? "doubtful" : need();
      const dueMs = (woken ? GAP_MS : BETWEEN_MS[wanted]) - sinceMs;
      if (dueMs <= 0) return;
      if (await this.pause(Math.min(dueMs, BETWEEN_MS.busy))) woken = true;
    }
  }

  /** Waits for a time, ms, or until a pass is wanted. @returns whether one is wanted */
  pause(ms: number): Promise<boolean> {
    if (this.#options.ended()) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = this.#options.timers.after(ms, () => resolve(false));
    const wake = () => {
      timer.clear();
      resolve(true);
    };
    this.#waiting.add(wake);
    return promise.finally(() => this.#waiting.delete(wake));
  }
}
