import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { parseMicros, toMicros } from "../../src/core/numbers/money.ts";
import { formatLogLine } from "../../src/terminal/plain.ts";
import { renderSummary, SUMMARY_COLUMNS } from "../../src/terminal/summary.ts";
import type { SummaryView } from "../../src/views/summary.ts";
import { displayWidth } from "../../src/terminal/width.ts";
import { EXAMPLE_VIEW, NOW } from "../views/example_view.ts";

const SUMMARY: SummaryView = {
  mode: "paper",
  environment: "prod",
  at: NOW,
  durationMs: 4_521_000,
  messages: 148_231,
  markets: EXAMPLE_VIEW.markets.map((market) => market.ticker),
  startingBalance: parseMicros("1000"),
  endingBalance: parseMicros("996.12"),
  positionsValue: parseMicros("5.00"),
  realised: parseMicros("0.2075"),
  unrealised: parseMicros("0.9125"),
  fees: parseMicros("1.8212"),
  signals: 12,
  pending: 1,
  closedTrades: EXAMPLE_VIEW.trades,
  stillOpen: EXAMPLE_VIEW.positions,
};

Deno.test("the summary has every figure", () => {
  const actual = `${renderSummary(SUMMARY).join("\n")}\n`;
  const path = new URL("golden/summary.txt", import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") Deno.writeTextFileSync(path, actual);
  assertEquals(actual, Deno.readTextFileSync(path));
});

Deno.test("a session without trades or known money has dashes, and no division by nothing", () => {
  const text = renderSummary({
    mode: "live",
    environment: "demo",
    at: NOW,
    durationMs: 0,
    messages: 0,
    markets: [],
    signals: 0,
    pending: 0,
    closedTrades: [],
    stillOpen: [],
  }).join("\n");
  assertMatch(text, /LIVE/);
  assertMatch(text, /win rate —/);
  assertMatch(text, /Best \/ worst {6}— \/ —/);
  assertMatch(text, /Return {12}—/);
  assertEquals(/NaN|Infinity|undefined/.test(text), false);
});

Deno.test("the return is rounded in whole numbers and signed", () => {
  const change = (ending: number) =>
    renderSummary({
      ...SUMMARY,
      startingBalance: toMicros(1_000_000_000),
      endingBalance: toMicros(ending),
      positionsValue: toMicros(0),
    }).find((line) => line.startsWith("Return"))?.replace(/^Return +/, "");
  assertEquals(change(1_004_300_000), "+0.43 %");
  assertEquals(change(1_000_050_000), "+0.01 %");
  assertEquals(change(999_950_001), "0.00 %");
  assertEquals(change(999_950_000), "-0.01 %");
  assertEquals(change(0), "-100.00 %");
});

Deno.test("no line is wider than a hundred columns, whatever the texts", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
    const [trade] = EXAMPLE_VIEW.trades;
    const [position] = EXAMPLE_VIEW.positions;
    assert(trade !== undefined && position !== undefined);
    const lines = renderSummary({
      ...SUMMARY,
      environment: text,
      markets: [text],
      closedTrades: [{ ...trade, market: text, reason: text }],
      stillOpen: [{ ...position, market: text }],
    });
    for (const line of lines) {
      assert(displayWidth(line) <= SUMMARY_COLUMNS);
      // deno-lint-ignore no-control-regex
      assertEquals(/[\x00-\x1f\x7f-\x9f]/.test(line), false);
    }
  }));
});

Deno.test("a log line is one line with an exact time", () => {
  const line = formatLogLine({
    at: Date.UTC(2026, 10, 20, 20, 41, 7, 123) + 0.9,
    kind: "fill",
    market: "KXNBAGAME-26NOV20LALBOS-LAL",
    text: "#6 40.00 @ .3100\ntaker\x1b[31m",
    confidence: 87.6,
  });
  assertEquals(
    line,
    "2026-11-20T20:41:07.123Z fill    KXNBAGAME-26NOV20LALBOS-LAL #6 40.00 @ .3100 taker · confidence 88 %",
  );
  assertEquals(
    formatLogLine({ at: 0, kind: "signal", text: "buy", confidence: 60, probability: 0.6249 }),
    "1970-01-01T00:00:00.000Z signal  buy · confidence 60 % · P(YES) 62.5 %",
  );
  assertEquals(
    formatLogLine({ at: 0, kind: "signal", text: "buy", probability: 0 }),
    "1970-01-01T00:00:00.000Z signal  buy · P(YES) 0.0 %",
  );
});

Deno.test("what was wrong with the market data stands below the messages, harmless and no wider than the rest", () => {
  const trouble = ["messages lost 2 times", `at the end: market data is down: \x1b[2J${"x".repeat(200)}`];
  const lines = renderSummary({ ...SUMMARY, trouble });
  const at = lines.findIndex((line) => line.startsWith("Market data"));
  assertMatch(lines[at - 1] ?? "", /^Messages/);
  assertEquals(lines[at], "Market data       messages lost 2 times");
  assertMatch(lines[at + 1] ?? "", /^ {18}at the end: market data is down: x+…$/);
});
