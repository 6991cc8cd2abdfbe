import { assertEquals } from "@std/assert";
import { closeCommand } from "../../src/terminal/dashboard.ts";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
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
