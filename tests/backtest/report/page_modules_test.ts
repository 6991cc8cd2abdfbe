import { assert, assertEquals, assertFalse } from "@std/assert";
import { reportScript } from "../../../src/backtest/report/assets.ts";
import * as format from "../../../src/backtest/report/page/format.js";
import * as series from "../../../src/backtest/report/page/series.js";

const FOLDER = new URL("../../../src/backtest/report/page/", import.meta.url);

async function ownModules(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (name.endsWith(".js")) texts.push(await Deno.readTextFile(new URL(name, FOLDER)));
  }
  return texts;
}

Deno.test("the modules become one script: every file is in it, no name twice, none changed on import", async () => {
  const modules = await ownModules();
  const script = reportScript();
  const names = modules.flatMap((text) =>
    [...text.matchAll(/^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/gm)].map(([, name]) => name)
  );
  assertEquals(names.length, new Set(names).size);
  for (const name of names) {
    assert(new RegExp(`^(function|const|let|class) ${name}\\b`, "m").test(script), name);
  }
  assertFalse(/^(import|export)\b/m.test(script));
  for (const text of modules) {
    assertFalse(/^(import[^;]*\bas\b|import \w|export (default|\{|\*))/m.test(text));
  }
  new Function(script);
});

Deno.test("the page never makes HTML or code of a text, and knows no time and no chance of its own", async () => {
  const forbidden =
    /innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\b|new Function|fetch\(|XMLHttp|Math\.random|Date\.now|new Date\(\)/;
  for (const text of await ownModules()) assertEquals(text.match(forbidden), null);
});

Deno.test("money has its sign in front, and what rounds to nothing has none", () => {
  assertEquals([1234.5, -3, 0, -0.001, 0.004].map(format.signedMoney), [
    "+$1,234.50",
    "−$3.00",
    "$0.00",
    "$0.00",
    "$0.00",
  ]);
  assertEquals([1234.5, -3].map((value) => format.money(value)), ["$1,234.50", "−$3.00"]);
  assertEquals([0.5, 0.865, 0.0025, 1].map(format.priceText), ["$0.50", "$0.865", "$0.0025", "$1.00"]);
});

Deno.test("shares, leads and counts", () => {
  assertEquals([0.583, 1, -0.042].map(format.percent), ["58.3 %", "100.0 %", "−4.2 %"]);
  assertEquals([4, -4, 0].map((value) => format.signed(value)), ["+4", "−4", "0"]);
  assertEquals([69.76, 1_204_331].map(format.quantity), ["69.76", "1,204,331"]);
  assertEquals([format.plural(1, "trade"), format.plural(2, "trade")], ["1 trade", "2 trades"]);
});

Deno.test("what is no number is written as none", () => {
  for (const value of [null, undefined, NaN, Infinity]) {
    const texts = [format.money, format.signedMoney, format.priceText, format.percent, format.moment]
      .map((write) => write(value));
    assertEquals(texts, ["–", "–", "–", "–", "–"]);
  }
  assertEquals(format.moment(1e15), "–");
});

Deno.test("a time axis names the day at its start and where it changes, and the year of days", () => {
  const evening = Date.UTC(2026, 11, 31, 23, 30) / 1000;
  assertEquals(format.timeTicks([evening, evening + 1800, evening + 3600], 1800), [
    "23:30\n12-31",
    "00:00\n01-01",
    "00:30",
  ]);
  assertEquals(format.timeTicks([evening, evening + 30], 30), ["23:30:00\n12-31", "23:30:30"]);
  assertEquals(format.timeTicks([evening - 86_400, evening, evening + 86_400], 86_400), [
    "12-30\n2026",
    "12-31",
    "01-01\n2027",
  ]);
});

Deno.test("drawdown is how far a value is below the highest until then", () => {
  assertEquals(series.drawdownOf([10, 12, 9, null, 13, 12.5]), [0, 0, -3, null, 0, -0.5]);
});

Deno.test("a series is at any time what it last was, a price only while it was recorded", () => {
  const times = series.unionOf([[1, 3, 5], [2, 3, 6]]);
  assertEquals(times, [1, 2, 3, 5, 6]);
  assertEquals(series.valuesAt(times, [2, 3, 5], [0.5, null, 0.7], false), [null, 0.5, null, 0.7, null]);
  assertEquals(series.valuesAt(times, [2, 3], [7, 9], true), [null, 7, 9, 9, 9]);
  assertEquals(series.valuesAt(times, [], [], true), [null, null, null, null, null]);
});

Deno.test("rows are ordered by a key, stable, with what has none at the end either way", () => {
  const rows = [["a", 2], ["b", null], ["c", 1], ["d", 2]];
  const order = (direction: number) =>
    series.orderedBy(rows, ([, key]: [string, number | null]) => key, direction).map(([name]) => name);
  assertEquals([order(1), order(-1), order(0)], [["c", "a", "d", "b"], ["a", "d", "c", "b"], [
    "a",
    "b",
    "c",
    "d",
  ]]);
});
