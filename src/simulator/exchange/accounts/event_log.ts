/**
 * The log of what happens to accounts: in order, append-only, the oldest forgotten.
 *
 * @module
 */
import type { AccountEvent, AccountNews } from "./account_event.ts";

/** Events kept; whoever reads later than that has to listen. */
export const EVENTS_KEPT = 50_000;

/** The log of all accounts of an exchange. */
export class EventLog {
  readonly #now: () => number;
  readonly #listeners = new Set<(event: AccountEvent) => void>();
  #events: AccountEvent[] = [];
  #last = 0;

  /** @param now engine time, Unix milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The number of the last event. */
  get lastSequence(): number {
    return this.#last;
  }

  /** Adds what happened to a user, and says it to whoever listens. */
  add(userId: string, news: AccountNews): void {
    const event: AccountEvent = { sequence: ++this.#last, atMs: this.#now(), userId, ...news };
    this.#events.push(event);
    if (this.#events.length > EVENTS_KEPT * 1.25) this.#events = this.#events.slice(-EVENTS_KEPT);
    for (const listener of this.#listeners) listener(event);
  }

  /** Events that are still kept, after a sequence number. */
  after(sequence: number): readonly AccountEvent[] {
    const first = this.#events[0]?.sequence ?? 0;
    return this.#events.slice(Math.max(0, sequence + 1 - first));
  }

  /** Hears every event. @returns what ends it */
  listen(listener: (event: AccountEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
