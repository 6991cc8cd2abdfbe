import { assert, assertEquals } from "@std/assert";
import type { Micros, Price, Quantity } from "../../src/core/numbers/money.ts";
import { summaryRecord, type SummaryView, summaryView } from "../../src/views/summary.ts";
import type { MarketInfo } from "../../src/core/market/events.ts";
import { renderSummary } from "../../src/terminal/summary.ts";
import { buy, events, micros, NOON, price, startEngine, TICKER } from "../core/support.ts";

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

const SUMMARY: SummaryView = {
  mode: "paper",
  environment: "sim",
  at: 10,
  durationMs: 1234.6,
  messages: 10,
  trouble: ["could not be used: 2 not asked for"],
  markets: [TICKER],
  startingBalance: 1_000_000_000 as Micros,
  endingBalance: 990_000_000 as Micros,
  positionsValue: 9_000_001 as Micros,
  realised: -1_500_000 as Micros,
  unrealised: 500_001 as Micros,
  fees: 20_000 as Micros,
  signals: 3,
  pending: 1,
  closedTrades: [
    { pnl: 5 as Micros, reason: "take_profit" },
    { pnl: 0 as Micros, reason: "settled" },
    { pnl: -1_500_005 as Micros, reason: "stop" },
  ].map((each) => ({
    ...each,
    market: TICKER,
    entry: 860_000 as Micros,
    exit: 830_000 as Micros,
    quantity: 100 as Quantity,
    holdMs: 10.4,
  })),
  stillOpen: [{
    market: TICKER,
    strategy: "rule",
    quantity: 1_000 as Quantity,
    openedAt: 5,
    now: 9_000 as Price,
  }],
};

Deno.test("the summary as JSON has money as decimal strings to the micro-dollar, wins and losses without draws", () => {
  const record = summaryRecord(SUMMARY, "interrupted by SIGINT", "a/b.jsonl.gz");
  const { trades, open, ...rest } = record;
  assertEquals(rest, {
    type: "summary",
    mode: "paper",
    environment: "sim",
    ended: "interrupted by SIGINT",
    duration_ms: 1235,
    messages: 10,
    late_messages: 0,
    most_delay_ms: null,
    market_data: ["could not be used: 2 not asked for"],
    markets: [TICKER],
    starting_balance: "1000.000000",
    ending_balance: "990.000000",
    positions_value: "9.000001",
    realised: "-1.500000",
    unrealised: "0.500001",
    fees: "0.020000",
    signals: 3,
    pending: 1,
    wins: 1,
    losses: 1,
    not_paid: [],
    recording: "a/b.jsonl.gz",
  });
  assertEquals(trades[0], {
    market: TICKER,
    quantity: "1.00",
    entry: "0.860000",
    exit: "0.830000",
    pnl: "0.000005",
    reason: "take_profit",
    hold_ms: 10,
  });
  assertEquals(open, [{ market: TICKER, quantity: "10.00", entry: null, now: "0.9000", unrealised: null }]);
});

Deno.test("the summary as JSON says null for what is not known and not recorded", () => {
  const { startingBalance: _known, ...unknown } = SUMMARY;
  const record = summaryRecord(unknown, "over", undefined);
  assertEquals([record.starting_balance, record.recording], [null, null]);
  assert(JSON.stringify(record).startsWith('{"type":"summary"'));
});

Deno.test("with two owners in one market realised is what the trades say, and unrealised what the rows of what is open say", () => {
  const { engine, puppet } = startEngine();
  const place = (at: number) =>
    engine.process({
      kind: "command",
      at,
      command: {
        command: "place_order",
        market: TICKER,
        outcome_side: "yes",
        action: "buy",
        price: "0.95",
        contracts: "10",
        time_in_force: "good_till_canceled",
      },
    });
  puppet.next = [buy(8600, 1_000)];
  engine.process(events.change(NOON + 1, "bid", 8400, 100));
  engine.process(events.book(NOON + 2, [[9300, 100_000]], [[9400, 100_000]]));
  place(NOON + 3);
  engine.process(events.change(NOON + 4, "bid", 8400, 200));
  puppet.next = [{ action: "sell", market: TICKER, price: price(9300) }];
  engine.process(events.change(NOON + 5, "bid", 8400, 300));
  engine.process(events.change(NOON + 6, "bid", 8400, 400));

  const summary = summaryView(engine, { environment: "test", markets: [TICKER], durationMs: 0, messages: 0 });
  const traded = summary.closedTrades.reduce((sum, { pnl }) => sum + pnl, 0);
  const open = summary.stillOpen.reduce((sum, { unrealised = 0 }) => sum + unrealised, 0);
  const feesOfOpen = summary.stillOpen.reduce((sum, { fees = 0 }) => sum + fees, 0);
  assertEquals([summary.closedTrades.length, summary.stillOpen.length], [1, 1]);
  assertEquals(summary.unrealised, open);
  assertEquals(summary.realised, traded - feesOfOpen);
});
