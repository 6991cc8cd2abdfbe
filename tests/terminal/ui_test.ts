import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { actionOf, COMMANDS, questionOf } from "../../src/terminal/commands.ts";
import { Twice, TWICE_WITHIN_MS } from "../../src/terminal/twice.ts";
import { INITIAL_UI, PANELS, reduceUi } from "../../src/terminal/ui.ts";
import { WORKERS_COMMANDS } from "../../src/terminal/worker_commands.ts";

Deno.test("no key stands twice in the key table, and every key finds its action", () => {
  assertEquals(new Set(COMMANDS.map((command) => command.key)).size, COMMANDS.length);
  for (const { key, action } of COMMANDS) assertEquals(actionOf(key), action);
  assertEquals(actionOf("k"), undefined);
  assertEquals(actionOf("y"), undefined);
});

Deno.test("the focus goes through all panels and back", () => {
  let state = INITIAL_UI;
  const seen = PANELS.map(() => {
    state = reduceUi(state, "next_panel", { markets: 2 });
    return state.focus;
  });
  assertEquals(new Set(seen).size, PANELS.length);
  assertEquals(state.focus, INITIAL_UI.focus);
  assertEquals(reduceUi(state, "previous_panel", { markets: 2 }).focus, PANELS.at(-1));
});

Deno.test("a new focus starts unscrolled", () => {
  const scrolled = reduceUi(INITIAL_UI, "scroll_down", { markets: 2 });
  assertEquals(scrolled.scroll > 0, true);
  assertEquals(reduceUi(scrolled, "next_panel", { markets: 2 }).scroll, 0);
});

Deno.test("markets cycle, also where there are none", () => {
  assertEquals(reduceUi(INITIAL_UI, "market_up", { markets: 3 }).selectedMarket, 2);
  assertEquals(
    reduceUi({ ...INITIAL_UI, selectedMarket: 2 }, "market_down", { markets: 3 }).selectedMarket,
    0,
  );
  assertEquals(reduceUi(INITIAL_UI, "market_down", { markets: 0 }).selectedMarket, 0);
});

Deno.test("depth cycles 5, 10, 3", () => {
  const first = reduceUi(INITIAL_UI, "depth", { markets: 1 });
  const second = reduceUi(first, "depth", { markets: 1 });
  assertEquals(
    [first.depthLevels, second.depthLevels, reduceUi(second, "depth", { markets: 1 }).depthLevels],
    [10, 3, 5],
  );
});

Deno.test("scrolling stays inside; the log, which rests at its end, scrolls up with PgUp", () => {
  assertEquals(reduceUi(INITIAL_UI, "scroll_up", { markets: 1 }).scroll, 0);
  assertEquals(reduceUi(INITIAL_UI, "scroll_down", { markets: 1, scrollLimit: 3 }).scroll, 3);
  const log = { ...INITIAL_UI, focus: "log" as const };
  assertEquals(reduceUi(log, "scroll_up", { markets: 1 }).scroll, 5);
  assertEquals(reduceUi(log, "scroll_down", { markets: 1 }).scroll, 0);
});

Deno.test("? shows and hides the keys, Esc hides them", () => {
  const shown = reduceUi(INITIAL_UI, "keys", { markets: 1 });
  assertEquals(shown.showKeys, true);
  assertEquals(reduceUi(shown, "keys", { markets: 1 }).showKeys, false);
  assertEquals(reduceUi(shown, "close", { markets: 1 }).showKeys, false);
});

Deno.test("actions of the session leave what is looked at alone", () => {
  for (
    const action of ["quit", "pause", "cancel_all", "kill", "flatten", "close_position", "close"] as const
  ) {
    assertStrictEquals(reduceUi(INITIAL_UI, action, { markets: 2 }), INITIAL_UI);
  }
});

Deno.test("where Positions has the focus, up and down go through its rows, also when there have become fewer", () => {
  const state = { ...INITIAL_UI, focus: "positions" as const };
  const counts = { markets: 4, positions: 3 };
  assertEquals(reduceUi(state, "market_down", counts), { ...state, selectedPosition: 1 });
  assertEquals(reduceUi(state, "market_up", counts).selectedPosition, 2);
  assertEquals(reduceUi({ ...state, selectedPosition: 9 }, "market_up", counts).selectedPosition, 1);
  assertEquals(reduceUi(state, "market_down", { markets: 4 }).selectedPosition, 0);
});

Deno.test("kill and flatten ask first; what reduces without a doubt does not", () => {
  const asking = COMMANDS.filter(({ asks }) => asks !== undefined).map(({ action }) => action);
  assertEquals(asking, ["kill", "flatten"]);
  for (const action of asking) assertEquals(questionOf(action)?.includes("again"), true);
  // The frame of 80 columns takes five.
  for (const action of asking) assert((questionOf(action)?.length ?? 0) <= 75, questionOf(action));
  const game = "nba-2026-11-22-NYK-MIA";
  for (const { asks } of WORKERS_COMMANDS) assert((asks?.(game).length ?? 0) <= 75, asks?.(game));
  assertEquals([questionOf("close_position"), questionOf("cancel_all")], [undefined, undefined]);
});

Deno.test("only the same key again within 1.5 s is the second press; another key or more time starts over", () => {
  const twice = new Twice<string>();
  assertEquals([twice.press("kill", 0), twice.waiting(TWICE_WITHIN_MS)], [false, "kill"]);
  assertEquals(twice.press("kill", TWICE_WITHIN_MS), true);
  assertEquals(twice.waiting(TWICE_WITHIN_MS), undefined, "done is done");
  assertEquals(twice.press("kill", 2_000), false);
  assertEquals(twice.press("flatten", 2_100), false, "another question");
  assertEquals(twice.press("kill", 2_200), false);
  twice.forget();
  assertEquals(twice.press("kill", 2_300), false);
  assertEquals(twice.waiting(2_300 + TWICE_WITHIN_MS + 1), undefined);
  assertEquals(twice.press("kill", 2_300 + TWICE_WITHIN_MS + 1), false, "too late");
});
