/**
 * Keys that act on the row under the cursor, or on the market looked at: close, cancel, change, buy and sell.
 *
 * @module
 */
import type { TraderCommand } from "../core/commands.ts";
import type { SessionView } from "../views/session_view.ts";
import type { Action } from "./commands.ts";
import { NO_ORDER, Remark, ROW_MOVED } from "./remark.ts";
import { RowCursor } from "./row_cursor.ts";
import { cancelCommand, closeCommand, type TicketDesk } from "./ticket_desk.ts";
import type { UiState } from "./ui.ts";

/** What such keys need. */
export interface RowKeysOptions {
  readonly desk: TicketDesk;
  /** Passes a command on. */
  readonly send: (command: TraderCommand) => void;
  /** Milliseconds that only rise. */
  readonly now: () => number;
}

/** Keeps the cursor on its row, and does what a key asks of it. */
export class RowKeys {
  readonly #options: RowKeysOptions;
  readonly #cursor = new RowCursor();
  readonly #remark = new Remark();

  constructor(options: RowKeysOptions) {
    this.#options = options;
  }

  /** Why the last key did nothing, for a moment. */
  get said(): string | undefined {
    return this.#remark.at(this.#options.now());
  }

  /** The choices with the cursor on the row it was on: for each frame, and before each key. */
  follow(ui: UiState, view: SessionView): UiState {
    return this.#cursor.follow(ui, view, this.#options.now());
  }

  /** Any key: what was said was read. */
  forget(): void {
    this.#remark.forget();
  }

  /** The trader chose a row or a panel. */
  choose(): void {
    this.#cursor.choose();
  }

  /** Does what a key asks for. @returns whether it was one of these keys */
  press(action: Action, view: SessionView, ui: UiState): boolean {
    const { desk, send } = this.#options;
    switch (action) {
      case "buy":
      case "sell":
        desk.open(action, view, ui);
        return true;
      case "change_order":
        if (this.#isMeant("orders", ui) && !desk.open(action, view, ui)) this.#say(NO_ORDER);
        return true;
      case "cancel_order": {
        if (!this.#isMeant("orders", ui)) return true;
        const cancel = cancelCommand(view, ui);
        if (cancel === undefined) this.#say(NO_ORDER);
        else send(cancel);
        return true;
      }
      case "close_position": {
        if (!this.#isMeant("positions", ui)) return true;
        const close = closeCommand(view, ui);
        if (close !== undefined) send(close);
        return true;
      }
      default:
        return false;
    }
  }

  #isMeant(panel: "orders" | "positions", { focus }: UiState): boolean {
    if (focus !== panel || this.#cursor.isSteady(this.#options.now())) return true;
    this.#say(ROW_MOVED);
    return false;
  }

  #say(text: string): void {
    this.#remark.say(text, this.#options.now());
  }
}
