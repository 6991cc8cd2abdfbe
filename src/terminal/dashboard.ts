/**
 * The dashboard on the terminal: draws the session, passes the trader's keys on.
 *
 * @module
 */
import { type Action, actionOf, questionOf } from "./commands.ts";
import { STANDARD_TTY, standardKeys, SYSTEM_TIMER } from "./deno_tty.ts";
import { FrameLoop, type LoopEnd } from "./frame_loop.ts";
import { render, scrollLimit } from "./render.ts";
import { chooseStyle } from "./style.ts";
import { Terminal } from "./terminal.ts";
import { RowKeys } from "./row_keys.ts";
import { TicketDesk } from "./ticket_desk.ts";
import { Twice, TWICE_WITHIN_MS } from "./twice.ts";
import { INITIAL_UI, reduceUi, type UiState } from "./ui.ts";
import type { SessionView } from "../views/session_view.ts";
import type { Command, TraderCommand } from "../core/commands.ts";

/** The session that the dashboard shows and steers. */
export interface DashboardHost {
  /** The session at this moment. */
  view(): SessionView;
  command(command: Command): void;
  /** What the gate says of an order by hand that would be sent now; `undefined` where it would go. */
  objection(command: TraderCommand): string | undefined;
  readonly paused: boolean;
}

/** How often clock and ages are drawn while nothing happens. */
const IDLE_MS = 1_000;

/** A dashboard on the terminal. */
export class Dashboard {
  readonly #host: DashboardHost;
  readonly #loop: FrameLoop;
  readonly #twice = new Twice<Action>();
  readonly #desk: TicketDesk;
  readonly #rows: RowKeys;
  #ui: UiState = INITIAL_UI;
  #firstFrame = Promise.withResolvers<void>();

  /** Takes the terminal over. */
  constructor(host: DashboardHost) {
    this.#host = host;
    const style = chooseStyle(Deno.noColor);
    this.#desk = new TicketDesk({
      send: (command) => host.command(command),
      objection: (command) => host.objection(command),
      now: () => SYSTEM_TIMER.now(),
    });
    this.#rows = new RowKeys({
      desk: this.#desk,
      send: (command) => host.command(command),
      now: () => SYSTEM_TIMER.now(),
    });
    this.#loop = new FrameLoop({
      terminal: new Terminal(STANDARD_TTY),
      keys: standardKeys(),
      timer: SYSTEM_TIMER,
      draw: (size) => {
        this.#firstFrame.resolve();
        const view = host.view();
        this.#ui = this.#rows.follow(this.#ui, view);
        return render(view, this.#desk.shownIn(this.#asking(), view), size, style);
      },
      onKey: (key) => {
        if (!this.#desk.onKey(key, host.view())) this.#onKey(actionOf(key));
      },
    });
  }

  /** Fulfilled when the first frame is drawn. */
  get drawn(): Promise<void> {
    return this.#firstFrame.promise;
  }

  /** Says that something shown has changed. */
  markDirty(): void {
    this.#loop.markDirty();
  }

  /** Ends {@linkcode run}. */
  stop(): void {
    this.#loop.stop();
  }

  /** Gives the terminal back at once, for a program that ends at once. */
  giveBack(): void {
    this.#loop.giveBack();
  }

  /** Draws until the trader quits, {@linkcode stop} is called, or the terminal is gone. */
  async run(): Promise<LoopEnd> {
    const idle = setInterval(() => this.#loop.markDirty(), IDLE_MS);
    try {
      return await this.#loop.run();
    } finally {
      clearInterval(idle);
    }
  }

  /** The trader's choices, with the question that is open at this moment, or why the last key did nothing. */
  #asking(): UiState {
    const action = this.#twice.waiting(SYSTEM_TIMER.now());
    const question = action === undefined ? this.#rows.said : questionOf(action);
    return question === undefined ? this.#ui : { ...this.#ui, question };
  }

  #onKey(action: Action | undefined): void {
    this.#rows.forget();
    if (action === undefined || questionOf(action) === undefined) this.#twice.forget();
    else if (!this.#twice.press(action, SYSTEM_TIMER.now())) {
      // The question disappears after a while.
      setTimeout(() => this.#loop.markDirty(), TWICE_WITHIN_MS + 1);
      return;
    }
    if (action === undefined) return;
    switch (action) {
      case "quit":
        return this.#loop.stop();
      case "pause":
        return this.#host.command({ command: this.#host.paused ? "resume_entries" : "pause_entries" });
      case "cancel_all":
        return this.#host.command({ command: "cancel_all" });
      case "kill":
      case "flatten":
        return this.#host.command({ command: action });
      default: {
        const view = this.#host.view();
        this.#ui = this.#rows.follow(this.#ui, view);
        if (this.#rows.press(action, view, this.#ui)) return;
        const counts = {
          markets: view.markets.length,
          positions: view.positions.length,
          orders: view.orders.length,
          scrollLimit: scrollLimit(view, this.#ui),
        };
        this.#ui = reduceUi(this.#ui, action, counts);
        this.#rows.choose();
      }
    }
  }
}
