/**
 * What a manager tells its worker, from the moment the worker starts: what comes before there is a session waits for it.
 *
 * @module
 */
import type { Session } from "../session/session.ts";
import type { SessionView } from "../views/session_view.ts";
import { linesOf } from "../lib/lines.ts";
import { readManagerLine } from "./messages.ts";
import type { TraderCommand } from "../core/commands.ts";

/** How often a dashboard that is looked at is sent. */
const SHOW_MS = 250;
/** Commands that wait for a session; a manager has no reason to send more. */
const MOST_WAITING = 100;

/** The part of a session that is told things. */
export type Steered = Pick<Session, "command">;

/** Takes what the manager says. */
export class Steering {
  readonly #waiting: TraderCommand[] = [];
  readonly #tellView: (view: SessionView) => void;
  #session: Steered | undefined;
  #view: (() => SessionView) | undefined;
  #wanted = false;
  #showing: ReturnType<typeof setInterval> | undefined;

  constructor(tellView: (view: SessionView) => void) {
    this.#tellView = tellView;
  }

  /** Reads the manager's lines until there are no more. Anything that is no such line is left out. */
  async follow(input: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const line of linesOf(input)) this.take(line);
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

  /** There is a session: it is told what has waited, and what follows. */
  begin(session: Steered, view: () => SessionView): void {
    this.#session = session;
    this.#view = view;
    for (const command of this.#waiting.splice(0)) session.command(command);
    this.#show(this.#wanted);
  }

  /** The session is over. */
  end(): void {
    this.#session = undefined;
    this.#view = undefined;
    clearInterval(this.#showing);
  }

  #show(wanted: boolean): void {
    this.#wanted = wanted;
    clearInterval(this.#showing);
    if (!wanted || this.#view === undefined) return;
    const send = () => {
      if (this.#view !== undefined) this.#tellView(this.#view());
    };
    send();
    this.#showing = setInterval(send, SHOW_MS);
  }
}
