import { assert, assertEquals } from "@std/assert";
import type { LiveReported } from "../../../src/core/live.ts";
import type { AccountReported, OrderReport } from "../../../src/core/orders.ts";
import {
  accountInput,
  liveInput,
  readOrderInput,
  reportsInput,
} from "../../../src/kalshi/decoding/order_inputs.ts";
import { micros, price, quantity } from "../../core/support.ts";
import { Bench } from "../support/bench.ts";

const AT = 1_763_859_000_123.456;
const clientOrderId = "kl-1-7";

const REPORTS: readonly OrderReport[] = [
  { kind: "accepted", at: AT, clientOrderId },
  {
    kind: "rejected",
    at: AT,
    clientOrderId,
    reason: { code: "X", name: "needed", value: 5, bound: "max", limit: 4, unit: "money", detail: "words" },
  },
  { kind: "rejected", at: AT, clientOrderId, reason: { code: "TRADING_PAUSED" } },
  {
    kind: "fill",
    at: AT,
    clientOrderId,
    tradeId: "t-1",
    price: price(8_650),
    quantity: quantity(6_976),
    role: "taker",
    fee: micros(547_213),
    balanceChange: micros(-60_889_613),
  },
  { kind: "cancelled", at: AT, clientOrderId, reason: "market_closed", quantity: quantity(1) },
  {
    kind: "cancelled",
    at: AT,
    clientOrderId,
    reason: "exchange",
    quantity: quantity(0),
    detail: "reduce only",
  },
  { kind: "decreased", at: AT, clientOrderId, size: quantity(350) },
  { kind: "unknown", at: AT, clientOrderId, detail: "timed out after 3 s" },
];

const ACCOUNT: AccountReported = {
  kind: "account",
  at: AT,
  asOf: 1_763_858_999_900,
  balances: [{ exchangeIndex: 3, balance: micros(123_450_000) }],
  positions: {
    whole: true,
    items: [{ market: "A", quantity: quantity(-1_200), cost: micros(4_800_000) }, {
      market: "B",
      quantity: quantity(7),
    }],
  },
  orders: {
    whole: false,
    items: [
      { orderId: "o-1", market: "A", side: "bid", price: price(100), remaining: quantity(50) },
      {
        orderId: "o-2",
        clientOrderId,
        market: "B",
        side: "ask",
        price: price(9_900),
        remaining: quantity(1),
      },
    ],
  },
  fills: [{ tradeId: "h-1", market: "A", side: "bid", price: price(5_550), quantity: quantity(250) }],
};

Deno.test("reports and account facts come back from their input as they were", () => {
  const reports = readOrderInput(AT, JSON.parse(JSON.stringify(reportsInput(REPORTS))));
  assertEquals(reports, { ok: true, value: { kind: "order_report", at: AT, reports: REPORTS } });
  const account = readOrderInput(AT, JSON.parse(JSON.stringify(accountInput(ACCOUNT))));
  assertEquals(account, { ok: true, value: ACCOUNT });
  const nothing = readOrderInput(AT, { type: "account" });
  assertEquals(nothing, { ok: true, value: { kind: "account", at: AT } });
});

Deno.test("an order that ends for a reason nobody knows ends all the same, and the word is kept", () => {
  const input = [{
    type: "cancelled",
    client_order_id: "x",
    quantity: "1.00",
    reason: "OrderGroupTriggered",
  }];
  const read = readOrderInput(1, input);
  assert(read.ok && read.value.kind === "order_report");
  assertEquals(read.value.reports, [{
    kind: "cancelled",
    at: 1,
    clientOrderId: "x",
    reason: "exchange",
    quantity: quantity(100),
    detail: "OrderGroupTriggered",
  }]);
});

const FILL = reportsInput(REPORTS)[3] as Record<string, unknown>;

const BAD: readonly (readonly [name: string, raw: unknown, field: string])[] = [
  ["nothing", null, "order: "],
  ["no reports", [], "order: "],
  ["no type", [{ client_order_id: "x" }], "order: 0.type"],
  ["no id", [{ type: "accepted" }], "order: 0.client_order_id"],
  ["a price that is none", [{ ...FILL, price: "1.0001" }], "order: 0.price"],
  ["half a hundredth of a contract", [{ ...FILL, quantity: "0.005" }], "order: 0.quantity"],
  ["a negative fill", [{ ...FILL, quantity: "-1.00" }], "order: 0.quantity"],
  ["a fee with seven decimals", [{ ...FILL, fee: "0.0000001" }], "order: 0.fee"],
  ["a fill without its balance", [{ ...FILL, balance_change: undefined }], "order: 0.balance_change"],
  [
    "a list that does not say whether it is whole",
    { type: "account", orders: { items: [] } },
    "order: orders.whole",
  ],
];

for (const [name, raw, field] of BAD) {
  Deno.test(`an order input with ${name} is refused, and names what is wrong`, () => {
    const read = readOrderInput(AT, raw);
    assert(!read.ok && read.reason.message.startsWith(field), read.ok ? "" : read.reason.message);
    const bench = new Bench().put("order", raw);
    assertEquals([bench.take(), bench.decoder.counters.invalid], [[], 1]);
  });
}

const LIVE: readonly LiveReported[] = [
  {
    kind: "live",
    at: AT,
    confirmed: true,
    unarmed: null,
    reconciled: true,
    blind: null,
    cannotTrade: null,
    attestedUntil: null,
    clockAheadMs: null,
  },
  {
    kind: "live",
    at: AT,
    unarmed: "the arming has ended",
    reconciled: "positions not read",
    blind: "fill: subscription refused",
    halts: [{ code: "DRAWDOWN", detail: "drawdown=$40.00 max=$30.00" }],
    differs: [{ market: "A", detail: "journal 10, exchange 7" }],
    breakers: ["orders"],
    accountDayPnl: micros(-12_340_000),
    cannotTrade: "the key has no scope to trade",
    attestedUntil: 1_763_900_000_000,
    clockAheadMs: -90_100,
  },
  {
    kind: "live",
    at: AT,
    payoutDiffers: {
      exchangeIndex: 3,
      markets: ["A"],
      booked: micros(10_000_000),
      changed: micros(-3_000_000),
    },
  },
  { kind: "live", at: AT },
];

Deno.test("facts of a live session are read as they were written", () => {
  for (const facts of LIVE) {
    const read = readOrderInput(AT, JSON.parse(JSON.stringify(liveInput(facts))));
    assertEquals(read, { ok: true, value: facts });
  }
  const wrong = readOrderInput(AT, { type: "live", reconciled: false });
  assert(!wrong.ok, "that it does not agree is said with the reason");
});
