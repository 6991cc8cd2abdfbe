/**
 * The manager's end of a worker: commands and wishes for its dashboard, from the moment the worker starts. What comes before
 * there is a session waits for it.
 *
 * @module
 */
import type { Session } from "../session/session.ts";
import type { SessionChange } from "../views/session_change.ts";
import { linesOf } from "../lib/lines.ts";
import { LONGEST_LINE, readManagerLine } from "./messages.ts";
import type { TraderCommand } from "../core/commands.ts";
import { REAL_TIMERS, type Timer, type Timers } from "../lib/timers.ts";

/** How often a dashboard that is looked at is sent. */
const SHOW_MS = 250;
/** Commands that wait for a session; a manager has no reason to send more. */
const MOST_WAITING = 100;

/** The part of a session that takes commands. */
export type Steered = Pick<Session, "command">;

/** Takes what the manager says. */
export class Steering {
  readonly #waiting: TraderCommand[] = [];
  readonly #onChange: (change: SessionChange) => void;
  readonly #timers: Timers;
  #session: Steered | undefined;
  #changedSince: ((version: number) => SessionChange) | undefined;
  #wanted = false;
  #sending: Timer | undefined;

  /** @param onChange takes the changes of a dashboard that is looked at */
  constructor(onChange: (change: SessionChange) => void, timers: Timers = REAL_TIMERS) {
    this.#onChange = onChange;
    this.#timers = timers;
  }

  /** Reads the manager's lines until there are no more. Anything else is left out. */
  async follow(input: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const line of linesOf(input, LONGEST_LINE)) this.take(line);
    } catch {
      // The pipe broke: the manager is gone, and the game goes on.
    }
  }

  /** Takes a line. */
  take(text: string): void {
    const line = readManagerLine(text);
    if (line === undefined) return;
    if (line.type === "show") return this.#show(line.wanted);
    if (this.#session !== undefined) this.#session.command(line.command);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(line.command);
  }

  /** Passes to a session the commands that have waited for it, and those that follow. */
  begin(session: Steered, changedSince: (version: number) => SessionChange): void {
    this.#session = session;
    this.#changedSince = changedSince;
    for (const command of this.#waiting.splice(0)) session.command(command);
    this.#show(this.#wanted);
  }

  /** The session is over. */
  end(): void {
    this.#session = undefined;
    this.#changedSince = undefined;
    this.#sending?.clear();
  }

  /** Everything first, and again whenever it is asked for; then what changes. */
  #show(wanted: boolean): void {
    this.#wanted = wanted;
    this.#sending?.clear();
    if (wanted) this.#send(0);
  }

  /** @param seen the version of the last change sent */
  #send(seen: number): void {
    const change = this.#changedSince?.(seen);
    if (change === undefined) return;
    this.#onChange(change);
    this.#sending = this.#timers.after(SHOW_MS, () => this.#send(change.version));
  }
}
