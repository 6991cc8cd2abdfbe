import { assert, assertEquals } from "@std/assert";
import type { GameState } from "../../src/core/game/game.ts";
import { toPrice } from "../../src/core/numbers/money.ts";
import { borderRow } from "../../src/terminal/border.ts";
import { gameLine } from "../../src/views/game_line.ts";
import { CHART_MS, columnHeights } from "../../src/terminal/panels/price.ts";
import { fitItems, line, paintRow, type Row } from "../../src/terminal/row.ts";
import { COLOUR_STYLE, PLAIN_STYLE } from "../../src/terminal/style.ts";
import { layTable } from "../../src/terminal/table.ts";
import { EXAMPLE_VIEW } from "../views/example_view.ts";

const text = (row: Row) => row.map((piece) => piece.text).join("");

Deno.test("gameLine() names periods, breaks, overtimes, ends and downs", () => {
  const [{ game } = {}] = EXAMPLE_VIEW.games;
  assert(game !== undefined);
  const cases: readonly (readonly [Partial<GameState>, string])[] = [
    [{}, "Q4 03:12  LAL 98 – 101 BOS  ● LAL"],
    [{ possession: "home" }, "Q4 03:12  LAL 98 – 101 BOS  ● BOS"],
    [{ secondsLeftInPeriod: 0.7 }, "Q4 00:00  LAL 98 – 101 BOS  ● LAL"],
    [{ phase: "break", period: 2 }, "end Q2  LAL 98 – 101 BOS  ● LAL"],
    [{ period: 5 }, "OT 03:12  LAL 98 – 101 BOS  ● LAL"],
    [{ period: 6 }, "2OT 03:12  LAL 98 – 101 BOS  ● LAL"],
    [{ league: "ncaamb", period: 2 }, "H2 03:12  LAL 98 – 101 BOS  ● LAL"],
    [{ phase: "final" }, "final  LAL 98 – 101 BOS  ● LAL"],
    [{ phase: "scheduled", period: 0 }, "not started  LAL 98 – 101 BOS  ● LAL"],
    [
      { league: "nfl", situation: { down: 2, distance: 7, yardsToGoal: 35 } },
      "Q4 03:12  LAL 98 – 101 BOS  ● LAL 2nd & 7",
    ],
  ];
  for (const [change, expected] of cases) assertEquals(gameLine({ ...game, ...change }), expected);
});

Deno.test("columnHeights() carries the last price on, leaves blank what was before the first, ignores the future", () => {
  const now = 10 * CHART_MS;
  const step = CHART_MS / 4;
  const point = (columnsAgo: number, price: number) => ({
    at: now - columnsAgo * step,
    price: toPrice(price),
  });
  assertEquals(columnHeights([], now, 4, 8), undefined);
  assertEquals(columnHeights([point(2.5, 100), point(0.5, 200)], now, 4, 8), [0, 1, 1, 8]);
  assertEquals(columnHeights([point(40, 100), point(0.5, 200)], now, 4, 8), [1, 1, 1, 8]);
  assertEquals(columnHeights([point(1.5, 100), point(-1, 900)], now, 4, 8), [0, 0, 4, 4]);
  assertEquals(columnHeights([point(3.5, 100), point(3.2, 300), point(1.5, 200)], now, 4, 8), [8, 8, 1, 1]);
});

Deno.test("borderRow() joins the lines of the panels above and below", () => {
  const title = (name: string, at: number, columns: number) => ({
    row: line(name),
    at,
    columns,
    focused: false,
  });
  const titles = [title("A", 0, 6), title("B", 7, 7)];
  assertEquals(borderRow(14, titles, [6], [6], "middle", PLAIN_STYLE), "├ A ───┼ B ────┤");
  assertEquals(borderRow(14, titles, [4, 11], [6], "middle", PLAIN_STYLE), "├ A ─┴─┬ B ─┴──┤");
  assertEquals(borderRow(14, titles, [], [6], "top", PLAIN_STYLE), "┌ A ───┬ B ────┐");
  assertEquals(
    borderRow(14, [title("Long title here", 0, 14)], [], [], "bottom", PLAIN_STYLE),
    "└ Long title… ─┘",
  );
});

Deno.test("fitItems() gives room to what matters most and keeps the order", () => {
  const items = [
    { row: line("least"), dropOrder: 2 },
    { row: line("always"), dropOrder: 0 },
    { row: [], dropOrder: 0 },
    { row: line("some"), dropOrder: 1 },
  ];
  assertEquals(text(fitItems(items, 19)), "least  always  some");
  assertEquals(text(fitItems(items, 18)), "always  some");
  assertEquals(text(fitItems(items, 3)), "always");
});

Deno.test("layTable() aligns columns and drops those that matter least", () => {
  const columns = [{ dropOrder: 0 }, { dropOrder: 1 }, { dropOrder: 0, align: "right" as const }];
  const cells = [[line("a"), line("middle"), line("1")], [line("bb"), line("x"), line("100")]];
  assertEquals(layTable(columns, cells, 20).map(text), ["a   middle    1", "bb  x       100"]);
  assertEquals(layTable(columns, cells, 13).map(text), ["a  middle   1", "bb x      100"]);
  assertEquals(layTable(columns, cells, 12).map(text), ["a     1", "bb  100"]);
});

Deno.test("paintRow() resets the style after every piece, also where it cuts one", () => {
  assertEquals(paintRow(line("loss", "loss"), 6, COLOUR_STYLE), "\x1b[31mloss\x1b[0m  ");
  assertEquals(paintRow(line("alarming", "alarm"), 4, COLOUR_STYLE), "\x1b[1;31mala\x1b[0m…");
  assertEquals(paintRow(line("東京", "plain"), 2, PLAIN_STYLE), "… ");
});
