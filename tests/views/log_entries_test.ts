import { assertEquals } from "@std/assert";
import { logEntry } from "../../src/views/log_entries.ts";
import type { Micros, Price, Quantity } from "../../src/core/numbers/money.ts";
import type { Approved, OrderRequest } from "../../src/core/orders.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import type { LogEntry } from "../../src/views/session_view.ts";

const MARKET = "KXNBAGAME-26NOV22LALBOS-LAL";

const REQUEST = {
  clientOrderId: "kl-1-7",
  market: MARKET,
  side: "bid",
  price: 8_600 as Price,
  quantity: 6_976 as Quantity,
  timeInForce: "good_till_canceled",
  postOnly: false,
  purpose: "entry",
  strategy: "favorite_threshold",
} as Approved<OrderRequest>;

const SIGNAL = {
  kind: "signal",
  at: 1,
  strategy: "favorite_threshold",
  market: MARKET,
  action: "buy",
  price: 8_600 as Price,
  quantity: 6_976 as Quantity,
} as const;

const ENTRIES: readonly (readonly [Outcome, Omit<LogEntry, "at" | "market"> | undefined])[] = [
  [{ ...SIGNAL, confidence: 64, note: "weak" }, {
    kind: "signal",
    text: "favorite_threshold buy 69.76 @ .8600 weak",
    confidence: 64,
  }],
  [{ ...SIGNAL, probability: 0.625 }, {
    kind: "signal",
    text: "favorite_threshold buy 69.76 @ .8600",
    probability: 0.625,
  }],
  [{ ...SIGNAL, refused: { code: "PAUSED" } }, {
    kind: "refused",
    text: "favorite_threshold buy 69.76 @ .8600 refused PAUSED",
  }],
  [{ kind: "order", at: 1, request: REQUEST }, { kind: "order", text: "#7 buy 69.76 @ .8600 (entry)" }],
  [{ ...SIGNAL, outcomeSide: "no", price: 1_400 as Price }, {
    kind: "signal",
    text: "favorite_threshold buy NO 69.76 @ .1400",
  }],
  [{ kind: "order", at: 1, request: { ...REQUEST, side: "ask" } }, {
    kind: "order",
    text: "#7 buy NO 69.76 @ .1400 (entry)",
  }],
  [{ kind: "order", at: 1, request: { ...REQUEST, purpose: "stop" } }, {
    kind: "order",
    text: "#7 sell NO 69.76 @ .1400 (stop)",
  }],
  [{ kind: "order", at: 1, request: { ...REQUEST, side: "ask", purpose: "stop" } }, {
    kind: "order",
    text: "#7 sell 69.76 @ .8600 (stop)",
  }],
  [{ kind: "cancel", at: 1, clientOrderId: "kl-1-7", reason: "timeout" }, undefined],
  [
    { kind: "report", at: 1, request: REQUEST, report: { kind: "accepted", at: 1, clientOrderId: "x" } },
    undefined,
  ],
  [{
    kind: "report",
    at: 1,
    request: REQUEST,
    report: { kind: "rejected", at: 1, clientOrderId: "x", reason: { code: "MARKET_NOT_OPEN" } },
  }, { kind: "reject", text: "#7 rejected MARKET_NOT_OPEN" }],
  [{
    kind: "report",
    at: 1,
    request: REQUEST,
    report: { kind: "cancelled", at: 1, clientOrderId: "x", reason: "timeout", quantity: 100 as Quantity },
  }, { kind: "timeout", text: "#7 buy 1.00 cancelled (timeout)" }],
  [{
    kind: "report",
    at: 1,
    request: REQUEST,
    report: { kind: "cancelled", at: 1, clientOrderId: "x", reason: "kill", quantity: 100 as Quantity },
  }, { kind: "cancel", text: "#7 buy 1.00 cancelled (kill)" }],
  [{
    kind: "report",
    at: 1,
    request: REQUEST,
    report: {
      kind: "fill",
      at: 1,
      clientOrderId: "x",
      tradeId: "t",
      price: 8_500 as Price,
      quantity: 50 as Quantity,
      role: "maker",
      fee: 12_300 as Micros,
      balanceChange: 0 as Micros,
    },
  }, { kind: "fill", text: "#7 buy 0.50 @ .8500 maker · fee $0.0123" }],
  [{ kind: "exit_refused", at: 1, strategy: "s", market: MARKET, reason: { code: "FEED_DOWN" } }, {
    kind: "refused",
    text: "s exit held back FEED_DOWN",
  }],
  [{
    kind: "settled",
    at: 1,
    market: MARKET,
    yesPays: 1_000_000 as Micros,
    fee: 0 as Micros,
    payout: 69_760_000 as Micros,
  }, { kind: "note", text: "settled: YES pays 1.0000, received $69.76" }],
];

Deno.test("every outcome has its line in the log, or none", () => {
  for (const [outcome, expected] of ENTRIES) {
    const entry = expected === undefined ? undefined : { at: 1, market: MARKET, ...expected };
    assertEquals(logEntry(outcome), entry as LogEntry | undefined);
  }
});

Deno.test("a round trip's gain and loss carry their sign, notes their level", () => {
  const closed = (pnl: number) => {
    const times = { openedAt: 0, closedAt: 1, fees: 0 as Micros, quantity: 1 as Quantity };
    const prices = { entryMicros: 0 as Micros, exitMicros: 0 as Micros, pnl: pnl as Micros };
    const trade = { strategy: "s", market: MARKET, reason: "take_profit", ...times, ...prices } as const;
    return logEntry({ kind: "closed", at: 1, trade })?.text;
  };
  assertEquals(closed(1_230_000), "round trip closed by take_profit: +$1.23 after fees");
  assertEquals(closed(-1_230_000), "round trip closed by take_profit: −$1.23 after fees");
  assertEquals(logEntry({ kind: "note", at: 1, level: "warning", text: "x" }), {
    at: 1,
    kind: "warning",
    text: "x",
  });
  assertEquals(logEntry({ kind: "note", at: 1, level: "info", text: "x" }), {
    at: 1,
    kind: "note",
    text: "x",
  });
});

Deno.test("a computed number is shown short in a note, and money as it is", () => {
  const shown = (text: string) => logEntry({ kind: "note", at: 1, level: "info", text })?.text;
  assertEquals(
    shown("stop: best bid at most .48 for 0.0135356155885172 s"),
    "stop: best bid at most .48 for 0.0135 s",
  );
  assertEquals(shown("fee $0.017501, 12.50 contracts, 0.0005 s"), "fee $0.017501, 12.50 contracts, 0.0005 s");
});
