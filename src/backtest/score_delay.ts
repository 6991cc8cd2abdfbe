/**
 * Scoreboards that are later than they were recorded: what a rule is worth when the score comes as late as it may.
 *
 * @module
 */
import type { EngineEvent } from "../core/events.ts";

/** Whether an event comes from a scoreboard. */
function isScore(event: EngineEvent): boolean {
  return event.kind === "game" || (event.kind === "feed" && event.feed === "score");
}

/** Holds back what scoreboards said for a fixed time; all other events pass as they are. */
export class ScoreDelay {
  readonly #delayMs: number;
  readonly #take: (event: EngineEvent) => void;
  /** In order of their new arrival, since all are late by the same. */
  #held: EngineEvent[] = [];

  /** @param take called with every event, in order of arrival */
  constructor(delayMs: number, take: (event: EngineEvent) => void) {
    this.#delayMs = delayMs;
    this.#take = take;
  }

  /** Takes the next event as it was recorded. */
  push(event: EngineEvent): void {
    if (this.#held.length > 0) this.#release(event.at);
    if (isScore(event)) this.#held.push({ ...event, at: event.at + this.#delayMs });
    else this.#take(event);
  }

  /** The recording is over: what is still held back arrives when it would have. */
  end(): void {
    this.#release(Infinity);
  }

  #release(until: number): void {
    while (this.#held.length > 0) {
      const next = this.#held[0];
      if (next === undefined || next.at > until) return;
      this.#held.shift();
      this.#take(next);
    }
  }
}
