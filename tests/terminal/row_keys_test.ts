import { assert, assertEquals } from "@std/assert";
import type { TraderCommand } from "../../src/core/commands.ts";
import type { Action } from "../../src/terminal/commands.ts";
import { NO_ORDER, REMARK_MS, ROW_MOVED } from "../../src/terminal/remark.ts";
import { ROW_DEAF_MS } from "../../src/terminal/row_cursor.ts";
import { RowKeys } from "../../src/terminal/row_keys.ts";
import { closeCommand, TicketDesk } from "../../src/terminal/ticket_desk.ts";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
import type { SessionView } from "../../src/views/session_view.ts";
import { EXAMPLE_VIEW } from "../views/example_view.ts";

const [lal, bos] = EXAMPLE_VIEW.positions;
const ui = INITIAL_UI;

Deno.test("x closes all that is held in the market under the cursor, or one strategy's row of Positions", () => {
  const [first, second] = EXAMPLE_VIEW.markets;
  assertEquals(closeCommand(EXAMPLE_VIEW, ui), { command: "close_position", market: first?.ticker ?? "" });
  assertEquals(closeCommand(EXAMPLE_VIEW, { ...ui, selectedMarket: 1 }), {
    command: "close_position",
    market: second?.ticker ?? "",
  });
  for (const [selectedPosition, row] of [[0, lal], [1, bos], [7, bos]] as const) {
    assertEquals(closeCommand(EXAMPLE_VIEW, { ...ui, focus: "positions", selectedPosition }), {
      command: "close_position",
      market: row?.market ?? "",
      strategy: row?.strategy ?? "",
    });
  }
});

Deno.test("x with nothing held is about the market, and with no market about nothing", () => {
  const focused = { ...ui, focus: "positions" as const };
  assertEquals(closeCommand({ ...EXAMPLE_VIEW, positions: [] }, focused), {
    command: "close_position",
    market: EXAMPLE_VIEW.markets[0]?.ticker ?? "",
  });
  assertEquals(closeCommand({ ...EXAMPLE_VIEW, positions: [], markets: [] }, ui), undefined);
});

/** A trader who looks at orders or positions and acts on their rows. */
function atRows(focus: "orders" | "positions", selected: number) {
  const sent: TraderCommand[] = [];
  const time = { at: 1_000 };
  const now = () => time.at;
  const send = (command: TraderCommand) => sent.push(command);
  const desk = new TicketDesk({ send, now, objection: () => undefined, newIntent: () => "i" });
  const rows = new RowKeys({ desk, send, now });
  const state = { ui: { ...INITIAL_UI, focus, selectedOrder: selected, selectedPosition: selected } };
  /** Draws, and presses a key later. */
  const press = (view: SessionView, action: Action, later = 1_000) => {
    time.at += later;
    state.ui = { ...rows.follow(state.ui, view), focus };
    rows.press(action, view, state.ui);
  };
  const draw = (view: SessionView) => state.ui = { ...rows.follow(state.ui, view), focus };
  return { sent, rows, press, draw, desk, time, state };
}

const { orders, positions } = EXAMPLE_VIEW;

Deno.test("the cursor stays on its order while those above it come and go", () => {
  const { sent, press, draw } = atRows("orders", 2);
  draw(EXAMPLE_VIEW);
  press({ ...EXAMPLE_VIEW, orders: orders.slice(1) }, "cancel_order", 10);
  press({ ...EXAMPLE_VIEW, orders: [...orders.slice(3), ...orders.slice(0, 3)] }, "cancel_order", 10);
  const meant = orders[2]?.clientOrderId ?? "";
  assertEquals(sent, [meant, meant].map((order) => ({ command: "cancel_order", order })));
});

Deno.test("where its row is gone, no key acts on the one that came in its place until that was looked at", () => {
  for (
    const [focus, action, without] of [
      ["orders", "cancel_order", { ...EXAMPLE_VIEW, orders: orders.toSpliced(0, 2) }],
      ["orders", "change_order", { ...EXAMPLE_VIEW, orders: orders.toSpliced(0, 2) }],
      ["positions", "close_position", { ...EXAMPLE_VIEW, positions: positions.slice(1) }],
    ] as const
  ) {
    const { sent, press, draw, rows, desk, state } = atRows(focus, 0);
    draw(EXAMPLE_VIEW);
    press(without, action, 10);
    assertEquals([sent, rows.said], [[], ROW_MOVED], action);
    press(without, action, ROW_DEAF_MS - 1);
    assertEquals(sent, [], action);
    press(without, action, 1);
    const isOpen = desk.shownIn(state.ui, without).ticket !== undefined;
    assertEquals(sent.length + Number(isOpen), 1, `${action}: it stands there now`);
  }
});

Deno.test("a row that comes into an empty list is not the one a key was meant for", () => {
  const { sent, press, draw, rows } = atRows("positions", 0);
  draw({ ...EXAMPLE_VIEW, positions: [] });
  press(EXAMPLE_VIEW, "close_position", 10);
  assertEquals([sent, rows.said], [[], ROW_MOVED]);
  press(EXAMPLE_VIEW, "close_position");
  assertEquals(sent.length, 1);
});

Deno.test("a row that was chosen by a key was looked at", () => {
  const { sent, press, draw, rows, state } = atRows("orders", 0);
  draw(EXAMPLE_VIEW);
  const later = { ...EXAMPLE_VIEW, orders: orders.slice(1) };
  draw(later);
  state.ui = { ...state.ui, selectedOrder: 1 };
  rows.choose();
  press(later, "cancel_order", 10);
  assertEquals(sent, [{ command: "cancel_order", order: orders[2]?.clientOrderId ?? "" }]);
});

Deno.test("e and Del without an order of ours say so, for a moment", () => {
  for (const action of ["change_order", "cancel_order"] as const) {
    const { sent, press, rows, time } = atRows("orders", 0);
    press({ ...EXAMPLE_VIEW, orders: [] }, action);
    assertEquals([sent, rows.said], [[], NO_ORDER]);
    time.at += REMARK_MS + 1;
    assertEquals(rows.said, undefined);
  }
  for (const text of [NO_ORDER, ROW_MOVED]) assert(text.length <= 75, "it fits 80 columns");
});
