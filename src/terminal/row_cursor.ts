/**
 * The cursor of Orders and of Positions stays on its row. Rows come and go by themselves; a key is meant for the row that was
 * seen under the cursor, and never for one that has just come there.
 *
 * @module
 */
import type { OrderView, PositionView } from "../views/order_view.ts";
import type { SessionView } from "../views/session_view.ts";
import type { UiState } from "./ui.ts";

/** How long keys that act on a row wait after it came under the cursor by itself, ms. */
export const ROW_DEAF_MS = 500;

/** Remembers which row the cursor is on. Times are milliseconds that only rise. */
export class RowCursor {
  #panel: "orders" | "positions" | undefined;
  #row: string | undefined;
  #cameAt = -Infinity;

  /** The choices with the cursor on the row it was on; where that is gone, on the one in its place. */
  follow(ui: UiState, view: SessionView, now: number): UiState {
    const { focus } = ui;
    if (focus !== "orders" && focus !== "positions") {
      this.#panel = undefined;
      return ui;
    }
    const rows = focus === "orders" ? view.orders.map(orderKey) : view.positions.map(positionKey);
    const at = focus === "orders" ? ui.selectedOrder : ui.selectedPosition;
    const known = this.#panel === focus ? this.#row : undefined;
    const found = known === undefined ? -1 : rows.indexOf(known);
    const index = found >= 0 ? found : Math.max(0, Math.min(at, rows.length - 1));
    if (this.#panel === focus && rows[index] !== this.#row) this.#cameAt = now;
    this.#panel = focus;
    this.#row = rows[index];
    if (index === at) return ui;
    return focus === "orders" ? { ...ui, selectedOrder: index } : { ...ui, selectedPosition: index };
  }

  /** The trader chose a row: whichever it is, it was looked at. */
  choose(): void {
    this.#panel = undefined;
    this.#cameAt = -Infinity;
  }

  /** Whether the row under the cursor has been there long enough to be the one that is meant. */
  isSteady(now: number): boolean {
    return this.#panel === undefined || now - this.#cameAt >= ROW_DEAF_MS;
  }
}

function orderKey({ clientOrderId, owner, market, purpose, id }: OrderView): string {
  return clientOrderId ?? `${owner} ${market} ${purpose} ${id}`;
}

function positionKey({ market, strategy }: PositionView): string {
  return `${market} ${strategy}`;
}
