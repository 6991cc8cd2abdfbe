/**
 * The screen of a fleet: the table of workers, or the dashboard of one game out of it; what keys do in each.
 *
 * @module
 */
import type { TraderCommand } from "../core/commands.ts";
import { actionOf, questionOf } from "./commands.ts";
import type { Key } from "./keys.ts";
import { render, scrollLimit } from "./render.ts";
import type { Size } from "./screen.ts";
import type { Style } from "./style.ts";
import { Twice, TWICE_WITHIN_MS } from "./twice.ts";
import { INITIAL_UI, reduceUi, type UiState } from "./ui.ts";
import type { FleetView } from "../views/fleet_view.ts";
import { emptyView, type Mode, type SessionView } from "../views/session_view.ts";
import { type WorkersCommand, workersCommandOf } from "./worker_commands.ts";
import { INITIAL_WORKERS_UI, renderWorkers, type WorkersUi } from "./workers.ts";
import { REMARK_MS } from "./remark.ts";
import { RowKeys } from "./row_keys.ts";
import { TicketDesk } from "./ticket_desk.ts";

/** One worker, as far as a screen shows and steers it. */
export interface FleetMember {
  readonly id: string;
  /** Its phase or state, in a word: `starting`, `trading`, `restarting`, … */
  readonly doing: string;
  /** Whether it is not over. */
  readonly active: boolean;
  readonly paused: boolean;
  /** Its dashboard, once it has come. */
  readonly view: SessionView | undefined;
  /** Asks for its dashboard, or stops asking. */
  show(wanted: boolean): void;
}

/** The fleet, as far as a screen shows and steers it. */
export interface FleetHost {
  readonly workers: readonly FleetMember[];
  view(): FleetView;
  /** @param id the worker; `undefined` for all */
  command(id: string | undefined, command: TraderCommand): void;
}

/** Everything that a screen needs. */
export interface FleetScreenOptions {
  readonly fleet: FleetHost;
  readonly style: Style;
  /** Milliseconds that only rise. */
  readonly now: () => number;
  /** Calls back once after `ms`, for a question that disappears after a while. */
  readonly after: (ms: number, action: () => void) => void;
  readonly markDirty: () => void;
  readonly quit: () => void;
}

/** The screen. */
export class FleetScreen {
  readonly #options: FleetScreenOptions;
  readonly #twice = new Twice<string>();
  readonly #desk: TicketDesk;
  readonly #rows: RowKeys;
  #table: WorkersUi = INITIAL_WORKERS_UI;
  #opened: FleetMember | undefined;
  #dashboard: UiState = INITIAL_UI;
  /** The question after the first press of a key, until the second or for 1.5 s. */
  #question: string | undefined;

  constructor(options: FleetScreenOptions) {
    this.#options = options;
    this.#desk = new TicketDesk({
      send: (command) => this.#command(this.#opened, command),
      // The gate is in the worker: it says so when the order comes there.
      objection: () => undefined,
      now: options.now,
    });
    this.#rows = new RowKeys({
      desk: this.#desk,
      send: (command) => this.#command(this.#opened, command),
      now: options.now,
    });
  }

  /** One frame. */
  draw(size: Size): string[] {
    const { fleet, style, now } = this.#options;
    const asks = this.#twice.waiting(now()) === undefined ? undefined : this.#question;
    const question = asks === undefined ? {} : { question: asks };
    const opened = this.#opened;
    if (opened === undefined) {
      return renderWorkers(fleet.view(), size, style, { ...this.#table, ...question });
    }
    const view = opened.view === undefined ? waitingView(opened, fleet.view().mode, now()) : opened.view;
    const notices = [`${opened.id} · Esc: back to all games`, ...view.notices];
    this.#dashboard = this.#rows.follow(this.#dashboard, view);
    const said = this.#rows.said;
    const words = said === undefined ? question : { question: said, ...question };
    const ui = this.#desk.shownIn({ ...this.#dashboard, ...words, opened: true }, view);
    return render({ ...view, notices }, ui, size, style);
  }

  /** Takes a key. */
  onKey(key: Key): void {
    if (key === "ctrl-c") return this.#options.quit();
    if (this.#opened === undefined) this.#onTableKey(workersCommandOf(key));
    else this.#onDashboardKey(key, this.#opened);
  }

  #onTableKey(command: WorkersCommand | undefined): void {
    if (command === undefined) return this.#twice.forget();
    const { fleet, quit } = this.#options;
    const { workers } = fleet;
    const selected = Math.min(this.#table.selected, workers.length);
    const chosen = workers[selected - 1];
    if (this.#asksFirst(command.asks?.(chosen?.id ?? "all games"), `table ${command.action}`)) return;
    const rows = workers.length + 1;
    switch (command.action) {
      case "quit":
        return quit();
      case "up":
        return this.#look({ selected: (selected + rows - 1) % rows });
      case "down":
        return this.#look({ selected: (selected + 1) % rows });
      case "open":
        return chosen === undefined ? undefined : this.#open(chosen);
      case "keys":
        return this.#look({ showKeys: !this.#table.showKeys });
      case "close":
        return this.#look({ showKeys: false });
      case "pause":
        return this.#command(chosen, {
          command: this.#allPaused(chosen) ? "resume_entries" : "pause_entries",
        });
      default:
        return this.#command(chosen, { command: command.action });
    }
  }

  #onDashboardKey(key: Key, opened: FleetMember): void {
    if (this.#desk.onKey(key, opened.view)) return;
    this.#rows.forget();
    const action = actionOf(key);
    if (action === undefined) return this.#twice.forget();
    if (this.#asksFirst(questionOf(action), `${opened.id} ${action}`)) return;
    const { view } = opened;
    switch (action) {
      case "quit":
        return this.#back(opened);
      case "close":
        return this.#dashboard.showKeys ? this.#reduce(action, view) : this.#back(opened);
      case "pause":
        return this.#command(opened, { command: opened.paused ? "resume_entries" : "pause_entries" });
      case "cancel_all":
      case "kill":
      case "flatten":
        return this.#command(opened, { command: action });
      default:
        if (view !== undefined) {
          this.#dashboard = this.#rows.follow(this.#dashboard, view);
          if (this.#rows.press(action, view, this.#dashboard)) {
            if (this.#rows.said !== undefined) this.#options.after(REMARK_MS + 1, this.#options.markDirty);
            return;
          }
        }
        this.#reduce(action, view);
        this.#rows.choose();
    }
  }

  /** Whether a key has only asked so far. */
  #asksFirst(question: string | undefined, action: string): boolean {
    const { now, after, markDirty } = this.#options;
    if (question === undefined) this.#twice.forget();
    else if (!this.#twice.press(action, now())) {
      this.#question = question;
      after(TWICE_WITHIN_MS + 1, markDirty);
      return true;
    }
    return false;
  }

  #reduce(action: Parameters<typeof reduceUi>[1], view: SessionView | undefined): void {
    this.#dashboard = reduceUi(this.#dashboard, action, {
      markets: view?.markets.length ?? 0,
      positions: view?.positions.length ?? 0,
      orders: view?.orders.length ?? 0,
      ...(view === undefined ? {} : { scrollLimit: scrollLimit(view, this.#dashboard) }),
    });
  }

  #look(change: Partial<WorkersUi>): void {
    this.#table = { ...this.#table, ...change };
  }

  #open(chosen: FleetMember): void {
    this.#opened = chosen;
    this.#dashboard = INITIAL_UI;
    this.#rows.choose();
    this.#rows.forget();
    chosen.show(true);
  }

  #back(opened: FleetMember): void {
    opened.show(false);
    this.#opened = undefined;
    this.#desk.close();
  }

  #allPaused(chosen: FleetMember | undefined): boolean {
    const asked = chosen === undefined ? this.#options.fleet.workers : [chosen];
    const working = asked.filter(({ active }) => active);
    return working.length > 0 && working.every(({ paused }) => paused);
  }

  #command(chosen: FleetMember | undefined, command: TraderCommand): void {
    this.#options.fleet.command(chosen?.id, command);
  }
}

/** A dashboard that nothing is known for yet. */
function waitingView({ doing }: FleetMember, mode: Mode, now: number): SessionView {
  const view = emptyView({ mode, environment: "", utcOffsetMinutes: 0, now, at: now });
  const detail = `the worker is ${doing}`;
  return { ...view, connection: { ...view.connection, state: "closed", detail } };
}
