import type { MarketInfo } from "../../src/core/market/events.ts";
import { assertEquals } from "@std/assert";
import { summaryRecord } from "../../src/cli/screen/summary_record.ts";
import { summaryView } from "../../src/cli/screen/summary_view.ts";
import { renderSummary } from "../../src/terminal/summary.ts";
import { buy, events, micros, NOON, startEngine, TICKER } from "../core/support.ts";

const TABLE: readonly (readonly [info: Partial<MarketInfo>, text: string | undefined])[] = [
  [{ status: "active" }, undefined],
  [{ status: "inactive" }, undefined],
  [{ status: "closed" }, "the market is closed, without a result"],
  [{ status: "finalized", resultNotUnderstood: `"void"` }, `result not understood, "void"`],
  [{ status: "finalized" }, "the market is finalized, without a result"],
  [
    { status: "determined", result: { yesPays: micros(1_000_000) } },
    "the market is determined, its payout is still to come",
  ],
  [{ status: "finalized", result: { yesPays: micros(1_000_000) } }, undefined],
];

for (const [info, text] of TABLE) {
  Deno.test(`the summary says why what is held is not paid: ${JSON.stringify(info)}`, () => {
    const { engine, puppet } = startEngine();
    puppet.next = [buy(8600, 1_000)];
    engine.process(events.change(NOON + 1, "bid", 8400, 100));
    engine.process(events.listed(NOON + 2, info));
    const summary = summaryView(engine, {
      environment: "test",
      markets: [TICKER],
      durationMs: 0,
      messages: 0,
    });
    const expected = text === undefined ? [] : [`${TICKER}: ${text}`];
    assertEquals(summaryRecord(summary, "test", undefined).not_paid, expected);
    const shown = renderSummary(summary).filter((line) => line.includes("Not paid"));
    assertEquals(shown, expected.map((each) => `  Not paid: ${each}`));
  });
}
