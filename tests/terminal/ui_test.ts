import { assertEquals, assertStrictEquals } from "@std/assert";
import { actionOf, COMMANDS } from "../../src/terminal/commands.ts";
import { INITIAL_UI, PANELS, reduceUi } from "../../src/terminal/ui.ts";

Deno.test("no key stands twice in the key table, and every key finds its action", () => {
  assertEquals(new Set(COMMANDS.map((command) => command.key)).size, COMMANDS.length);
  for (const { key, action } of COMMANDS) assertEquals(actionOf(key), action);
  assertEquals(actionOf("k"), undefined);
  assertEquals(actionOf("b"), undefined);
});

Deno.test("the focus goes through all panels and back", () => {
  let state = INITIAL_UI;
  const seen = PANELS.map(() => {
    state = reduceUi(state, "next_panel", 2);
    return state.focus;
  });
  assertEquals(new Set(seen).size, PANELS.length);
  assertEquals(state.focus, INITIAL_UI.focus);
  assertEquals(reduceUi(state, "previous_panel", 2).focus, PANELS.at(-1));
});

Deno.test("a new focus starts unscrolled", () => {
  const scrolled = reduceUi(INITIAL_UI, "scroll_down", 2);
  assertEquals(scrolled.scroll > 0, true);
  assertEquals(reduceUi(scrolled, "next_panel", 2).scroll, 0);
});

Deno.test("markets cycle, also where there are none", () => {
  assertEquals(reduceUi(INITIAL_UI, "market_up", 3).selectedMarket, 2);
  assertEquals(reduceUi({ ...INITIAL_UI, selectedMarket: 2 }, "market_down", 3).selectedMarket, 0);
  assertEquals(reduceUi(INITIAL_UI, "market_down", 0).selectedMarket, 0);
});

Deno.test("depth cycles 5, 10, 3", () => {
  const first = reduceUi(INITIAL_UI, "depth", 1);
  const second = reduceUi(first, "depth", 1);
  assertEquals([first.depthLevels, second.depthLevels, reduceUi(second, "depth", 1).depthLevels], [10, 3, 5]);
});

Deno.test("scrolling stays inside; the log, which rests at its end, scrolls up with PgUp", () => {
  assertEquals(reduceUi(INITIAL_UI, "scroll_up", 1).scroll, 0);
  assertEquals(reduceUi(INITIAL_UI, "scroll_down", 1, 3).scroll, 3);
  const log = { ...INITIAL_UI, focus: "log" as const };
  assertEquals(reduceUi(log, "scroll_up", 1).scroll, 5);
  assertEquals(reduceUi(log, "scroll_down", 1).scroll, 0);
});

Deno.test("? shows and hides the keys, Esc hides them", () => {
  const shown = reduceUi(INITIAL_UI, "keys", 1);
  assertEquals(shown.showKeys, true);
  assertEquals(reduceUi(shown, "keys", 1).showKeys, false);
  assertEquals(reduceUi(shown, "close", 1).showKeys, false);
});

Deno.test("actions of the session leave what is looked at alone", () => {
  for (const action of ["quit", "pause", "cancel_all", "kill", "close"] as const) {
    assertStrictEquals(reduceUi(INITIAL_UI, action, 2), INITIAL_UI);
  }
});
