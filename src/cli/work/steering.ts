/**
 * What a manager tells its worker, from the moment the worker starts: what comes before there is a session waits for it.
 *
 * @module
 */
import type { Session } from "../../session/session.ts";
import { INITIAL_UI } from "../../terminal/ui.ts";
import type { DashboardView } from "../../terminal/view.ts";
import { dashboardView } from "../screen/dashboard_view.ts";
import { sessionSources } from "../screen/session_view.ts";
import type { Watch } from "../screen/watch.ts";
import { linesOf } from "./lines.ts";
import { type PassedCommand, readManagerLine } from "./messages.ts";

/** How often a dashboard that is looked at is sent. */
const SHOW_MS = 250;
/** Commands that wait for a session; a manager has no reason to send more. */
const MOST_WAITING = 100;

/** The part of a session that is told things. */
export type Steered = Pick<Session, "command">;

/** Takes what the manager says. */
export class Steering {
  readonly #waiting: PassedCommand[] = [];
  readonly #tellView: (view: DashboardView) => void;
  #session: Steered | undefined;
  #viewOf: ((market: number) => DashboardView) | undefined;
  #market: number | undefined;
  #showing: ReturnType<typeof setInterval> | undefined;

  constructor(tellView: (view: DashboardView) => void) {
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
    if (line.type === "show") return this.#show(line.market);
    if (this.#session !== undefined) this.#session.command(line.command);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(line.command);
  }

  /** There is a session: it is told what has waited, and what follows. */
  begin(session: Steered, viewOf: (market: number) => DashboardView): void {
    this.#session = session;
    this.#viewOf = viewOf;
    for (const command of this.#waiting.splice(0)) session.command(command);
    this.#show(this.#market);
  }

  /** The session is over. */
  end(): void {
    this.#session = undefined;
    this.#viewOf = undefined;
    clearInterval(this.#showing);
  }

  #show(market: number | undefined): void {
    this.#market = market;
    clearInterval(this.#showing);
    if (market === undefined || this.#viewOf === undefined) return;
    const send = () => {
      if (this.#viewOf !== undefined) this.#tellView(this.#viewOf(market));
    };
    send();
    this.#showing = setInterval(send, SHOW_MS);
  }
}

/** The dashboards of a session. */
export function viewsOf(
  session: Session,
  watch: Watch,
  environment: string,
): (market: number) => DashboardView {
  const sources = sessionSources(session, watch, environment, []);
  return (selectedMarket) => dashboardView(sources, { ...INITIAL_UI, selectedMarket }, session.now());
}
