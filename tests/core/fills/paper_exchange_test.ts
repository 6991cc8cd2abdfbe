import type { MarketStatus } from "../../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { OrderRequest } from "../../../src/core/orders.ts";
import { CENT_GRID } from "../../../src/core/market/ticks.ts";
import { Bench, dollars, events, fillsOf, kindsOf, order, price, quantity, TICKER } from "../support.ts";

const { book, change, clock, life, listed, trade } = events;

function bench(cash = dollars(1_000), latencyMs = 0): Bench {
  const made = new Bench({ model: "queue", cash, latencyMs });
  made.play(listed(0), book(0, [[5500, 10_000]], [[5700, 10_000]]));
  return made;
}

const REFUSALS: readonly {
  readonly code: string;
  readonly side?: OrderRequest["side"];
  readonly level?: number;
  readonly size?: number;
  readonly more?: Partial<OrderRequest>;
  readonly prepare?: (bench: Bench) => void;
}[] = [
  { code: "MARKET_NOT_FOUND", more: { market: "KXNOTHING-1" } },
  { code: "TRADING_PAUSED", prepare: (b) => b.pausedShards.add(0) },
  ...(["inactive", "closed", "determined", "finalized"] as MarketStatus[]).map((status) => ({
    code: "MARKET_INACTIVE",
    prepare: (b: Bench) => b.play(life(1, { status })),
  })),
  { code: "MARKET_INACTIVE", prepare: (b) => b.play(life(1, { closeAt: 10 })) },
  { code: "INVALID_PRICE", level: 5550 },
  { code: "INVALID_PRICE", level: 0 },
  { code: "INVALID_PRICE", level: 10_000 },
  { code: "INVALID_ORDER_SIZE", size: 0 },
  { code: "INVALID_ORDER_SIZE", size: -100 },
  { code: "INVALID_ORDER_SIZE", size: 1.5 },
  { code: "POST_ONLY_CROSS", level: 5700, more: { postOnly: true } },
  { code: "POST_ONLY_CROSS", side: "ask", level: 5500, more: { postOnly: true } },
  // 1,000 dollars buy 1,785 contracts at .56, and the fee is not covered any more.
  { code: "INSUFFICIENT_BALANCE", size: 178_571 },
  { code: "INSUFFICIENT_BALANCE", side: "ask", size: 227_272 },
];

for (const { code, side = "bid", level = 5600, size = 100, more, prepare } of REFUSALS) {
  Deno.test(`paper: ${code} refuses ${side} ${size} at ${level} ${JSON.stringify(more ?? {})} ${prepare ?? ""}`, () => {
    const b = bench();
    prepare?.(b);
    assertEquals(kindsOf(b.send(order(side, level, size, more), 10)), [`rejected ${code}`]);
    assertEquals(b.portfolio.cash as number, 1_000_000_000);
  });
}

Deno.test("paper: what is next to a refusal is accepted", () => {
  const b = bench();
  assertEquals(kindsOf(b.send(order("bid", 5600, 100, { postOnly: true }), 10)), ["accepted"]);
  assertEquals(kindsOf(b.send(order("bid", 100, 1), 10)), ["accepted"]);
  assertEquals(kindsOf(b.send(order("ask", 9900, 1), 10)), ["accepted"]);
  b.play(life(10, { closeAt: 12 }));
  assertEquals(kindsOf(b.send(order("bid", 5500, 1), 11)), ["accepted"]);
});

Deno.test("paper: an id is taken once and for all, also after its order is filled", () => {
  const b = bench();
  const request = order("bid", 5700, 100);
  assertEquals(kindsOf(b.send(request, 1)), ["accepted", "fill"]);
  assertEquals(kindsOf(b.send(request, 2)), ["rejected ORDER_ALREADY_EXISTS"]);
  assertEquals(b.portfolio.held(TICKER) as number, 100);
});

Deno.test("paper: the balance covers the cost and the highest fee, and not a micro-dollar less", () => {
  // 100 contracts at .56: 56 dollars, fee 1.7248, and one unit of rounding.
  const needed = 56_000_000 + 1_724_800 + 100;
  assertEquals(kindsOf(bench(dollars(needed / 1e6)).send(order("bid", 5600, 10_000), 1)), ["accepted"]);
  assertEquals(kindsOf(bench(dollars((needed - 1) / 1e6)).send(order("bid", 5600, 10_000), 1)), [
    "rejected INSUFFICIENT_BALANCE",
  ]);
});

Deno.test("paper: money set aside for one order is not there for the next, until it is cancelled", () => {
  const b = bench(dollars(100));
  const first = order("bid", 5500, 15_000);
  assertEquals(kindsOf(b.send(first, 1)), ["accepted"]);
  assertEquals(kindsOf(b.send(order("bid", 5500, 5_000), 2)), ["rejected INSUFFICIENT_BALANCE"]);
  assertEquals(kindsOf(b.cancel(first.clientOrderId, 3)), ["cancelled requested 15000"]);
  assertEquals(kindsOf(b.send(order("bid", 5500, 5_000), 4)), ["accepted"]);
});

Deno.test("paper: each order sets aside its own money once, and all of it is gone for every market", () => {
  const b = bench(dollars(100));
  const other = "KXNBAGAME-26NOV22LALBOS-BOS";
  b.play(book(1, [[4300, 100]], [[4500, 100]], other));
  // Each needs 44 dollars and a fee of 1.386: after the second less than 10 dollars are left.
  assertEquals(kindsOf(b.send(order("bid", 5500, 8_000), 1)), ["accepted"]);
  assertEquals(kindsOf(b.send(order("bid", 5500, 8_000), 2)), ["accepted"]);
  assertEquals(kindsOf(b.send(order("bid", 4400, 2_200, { market: other }), 3)), [
    "rejected INSUFFICIENT_BALANCE",
  ]);
  assertEquals(kindsOf(b.send(order("bid", 4400, 2_000, { market: other }), 4)), ["accepted"]);
});

Deno.test("paper: an order that only closes needs no money", () => {
  const b = bench(dollars(58.8));
  b.send(order("bid", 5700, 10_000), 1);
  assertEquals(b.portfolio.held(TICKER) as number, 10_000);
  assert(b.portfolio.cash < 1_000_000);
  assertEquals(kindsOf(b.send(order("ask", 5600, 10_000), 2)), ["accepted"]);
  assertEquals(kindsOf(b.send(order("ask", 5600, 10_000), 3)), ["rejected INSUFFICIENT_BALANCE"]);
});

Deno.test("paper: closing is never refused for want of money, even when rounding has used up the last of it", () => {
  // A hundred fills of 1/100 contract at .0555 cost 600 micro-dollars each, not 555: more than was set aside.
  const b = new Bench({ model: "queue", cash: dollars(0.05927) });
  b.play(listed(0, { grid: [{ start: price(0), end: price(10_000), step: price(5) }] }));
  b.play(book(1, [[500, 1_000]], [[600, 1_000]]));
  assertEquals(kindsOf(b.send(order("bid", 555, 100), 2)), ["accepted"]);
  for (let at = 3; at < 103; at++) b.play(trade(at, "ask", 550, 1));
  assertEquals([b.portfolio.held(TICKER) as number, b.portfolio.cash as number], [100, -730]);
  assertEquals(kindsOf(b.send(order("ask", 560, 100), 200)), ["accepted"]);
});

Deno.test("paper: immediate_or_cancel takes what is there, and what is left is gone", () => {
  const b = bench();
  const ioc = { timeInForce: "immediate_or_cancel" } as const;
  b.play(change(1, "ask", 5700, -9_900));
  const reports = b.send(order("bid", 5700, 150, ioc), 2);
  assertEquals(kindsOf(reports), ["accepted", "fill", "cancelled immediate_or_cancel 50"]);
  assertEquals(fillsOf(reports), [[5700, 100, "taker"]]);
  assertEquals(kindsOf(b.send(order("bid", 5600, 5, ioc), 3)), [
    "accepted",
    "cancelled immediate_or_cancel 5",
  ]);
});

Deno.test("paper: an order trades with others up to an own order, and what is left is cancelled", () => {
  const b = bench();
  b.play(change(1, "ask", 5600, 30));
  b.send(order("ask", 5700, 50), 2);
  const reports = b.send(order("bid", 5800, 100), 3);
  assertEquals(kindsOf(reports), ["accepted", "fill", "cancelled self_trade 70"]);
  assertEquals(fillsOf(reports), [[5600, 30, "taker"]]);
});

Deno.test("paper: of several own orders in the way the nearest one stops it, whichever came first", () => {
  for (const own of [[5700, 5800], [5800, 5700]]) {
    const b = bench();
    b.play(change(1, "ask", 5600, 30));
    for (const level of own) b.send(order("ask", level, 50), 2);
    assertEquals(kindsOf(b.send(order("bid", 5800, 100), 3)), [
      "accepted",
      "fill",
      "cancelled self_trade 70",
    ]);
  }
});

Deno.test("paper: orders of both sides that do not meet rest side by side", () => {
  const b = bench();
  assertEquals(kindsOf(b.send(order("ask", 5700, 50), 2)), ["accepted"]);
  assertEquals(kindsOf(b.send(order("bid", 5600, 50), 3)), ["accepted"]);
});

Deno.test("paper: an order decided at t arrives at t + latency and meets the book of that time", () => {
  const b = bench(dollars(1_000), 50);
  assertEquals(b.send(order("bid", 5700, 100), 100), []);
  assertEquals(b.play(clock(149)), []);
  // The change at 160 comes after the arrival at 150: the order still meets .57.
  const reports = b.play(change(160, "ask", 5600, 100));
  assertEquals(reports.map(({ kind, at }) => [kind, at]), [["accepted", 150], ["fill", 150]]);
  assertEquals(fillsOf(reports), [[5700, 100, "taker"]]);
  // This one meets the better price that came on its way.
  b.send(order("bid", 5700, 100), 200);
  b.play(change(249, "ask", 5600, 50));
  assertEquals(fillsOf(b.play(clock(250))), [[5600, 100, "taker"]]);
});

Deno.test("paper: a cancel takes as long as an order, and may come too late", () => {
  const b = bench(dollars(1_000), 50);
  const request = order("bid", 5600, 100);
  b.send(request, 100);
  b.play(clock(150));
  b.cancel(request.clientOrderId, 200);
  assertEquals(fillsOf(b.play(trade(249, "ask", 5500, 40))), [[5600, 40, "maker"]]);
  assertEquals(kindsOf(b.play(clock(250))), ["cancelled requested 60"]);
  assertEquals(b.cancel(request.clientOrderId, 300), []);
  assertEquals(b.play(clock(400)), []);
});

const ENDS: readonly {
  readonly name: string;
  readonly events: readonly EngineEvent[];
  readonly reason: string;
}[] = [
  { name: "its market closes", events: [life(10, { status: "closed" })], reason: "market_closed" },
  { name: "its close time passes", events: [life(10, { closeAt: 20 }), clock(20)], reason: "market_closed" },
  {
    name: "its close time passes during a stop",
    events: [life(10, { status: "inactive", closeAt: 20 }), clock(20)],
    reason: "market_closed",
  },
  {
    name: "its market is stopped and opened again",
    events: [life(10, { status: "inactive" }), clock(11), life(12, { status: "active" })],
    reason: "market_reactivated",
  },
  {
    name: "its market is listed as finalized",
    events: [listed(10, { status: "finalized" })],
    reason: "market_closed",
  },
];

for (const { name, events, reason } of ENDS) {
  Deno.test(`paper: a resting order ends when ${name}`, () => {
    const b = bench();
    b.send(order("bid", 5500, 100), 1);
    assertEquals(kindsOf(b.play(...events)), [`cancelled ${reason} 100`]);
    assertEquals(b.play(clock(30), trade(31, "ask", 5000, 900)), []);
  });
}

Deno.test("paper: a stopped market, a paused shard and a passed close time fill nothing", () => {
  const stops: ((b: Bench) => void)[] = [
    (b) => b.play(life(10, { status: "inactive" })),
    (b) => b.pausedShards.add(0),
    (b) => b.play(life(10, { closeAt: 11 })),
  ];
  for (const stop of stops) {
    const b = bench();
    b.send(order("bid", 5500, 100), 1);
    stop(b);
    b.play(trade(12, "ask", 5400, 500), change(13, "bid", 5500, -10_000), change(14, "ask", 5400, 900));
    assertEquals(b.fills(), []);
  }
});

Deno.test("paper: fees of all fills of one order follow the exchange's rounding of the order", () => {
  const b = bench();
  b.play(listed(1, { fees: { type: "quadratic_with_maker_fees", multiplier: 10_000 } }));
  b.send(order("bid", 3700, 666), 2);
  b.play(book(3, [[3600, 5]], [[9000, 5]]));
  b.play(trade(4, "ask", 3600, 333), trade(5, "ask", 3600, 333));
  const charges = b.reports.flatMap((r) => r.kind === "fill" ? [[r.fee, r.balanceChange]] : []);
  // Each: model .013583903 → .013584; −1.232100 − .013584 = −1.245684 → −1.245700, 16 collected; 32 is no whole unit.
  assertEquals(charges, [[13_600, -1_245_700], [13_600, -1_245_700]]);
});

Deno.test("paper: markets do not touch each other's orders", () => {
  const b = bench();
  const other = "KXNBAGAME-26NOV22LALBOS-BOS";
  b.play(book(1, [[4300, 100]], [[4500, 100]], other));
  b.send(order("bid", 5500, 100), 2);
  b.send(order("bid", 4400, 100, { market: other }), 3);
  b.play(trade(4, "ask", 4300, 60, other));
  assertEquals(b.portfolio.held(other) as number, 60);
  assertEquals(b.portfolio.held(TICKER) as number, 0);
});

Deno.test("paper: an order that is off the grid of now is refused, whatever the grid was when it was decided", () => {
  const b = bench(dollars(1_000), 50);
  const fine = [{ start: price(0), end: price(10_000), step: price(10) }];
  b.play(life(1, { grid: fine }));
  b.send(order("bid", 5550, quantity(100)), 10);
  b.play(life(20, { grid: CENT_GRID }));
  assertEquals(kindsOf(b.play(clock(60))), ["rejected INVALID_PRICE"]);
});

/** A bench whose book is crossed: bid .57, asks .56 and .58. */
function crossed(): Bench {
  const b = bench();
  b.play(book(1, [[5700, 100]], [[5800, 300]]), change(2, "ask", 5600, 50));
  return b;
}

Deno.test("paper: an order that waits for a crossed book can be cancelled, and takes nothing afterwards", () => {
  const b = crossed();
  const first = order("bid", 5800, 300);
  assertEquals(kindsOf(b.send(first, 3)), ["accepted"]);
  assertEquals(kindsOf(b.cancel(first.clientOrderId, 4)), ["cancelled requested 300"]);
  assertEquals(b.play(change(5, "ask", 5600, -50)), []);
  assertEquals(fillsOf(b.send(order("bid", 5800, 300), 6)), [[5800, 300, "taker"]]);
});

Deno.test("paper: in a crossed book nothing that must trade at once does, and own orders do not meet", () => {
  const b = crossed();
  assertEquals(kindsOf(b.send(order("bid", 5800, 7, { timeInForce: "immediate_or_cancel" }), 3)), [
    "accepted",
    "cancelled immediate_or_cancel 7",
  ]);
  b.send(order("ask", 5900, 50), 4);
  assertEquals(kindsOf(b.send(order("bid", 5900, 50), 5)), ["accepted", "cancelled self_trade 50"]);
});

Deno.test("paper: orders that waited meet the book before one that comes later", () => {
  const b = crossed();
  const first = order("bid", 5800, 200);
  b.send(first, 3);
  b.pausedShards.add(0);
  b.play(change(4, "ask", 5600, -50));
  b.pausedShards.clear();
  const reports = b.send(order("bid", 5800, 200), 5);
  assertEquals(fillsOf(reports), [[5800, 200, "taker"], [5800, 100, "taker"]]);
  assertEquals(reports.find(({ kind }) => kind === "fill")?.clientOrderId, first.clientOrderId);
});

Deno.test("paper: a post_only order that waited for the book takes nothing when it meets it", () => {
  const b = new Bench({ model: "queue" });
  b.market();
  b.send(order("bid", 5700, 100, { postOnly: true }), 1);
  b.play(book(2, [[5500, 10]], [[5700, 500]]));
  assertEquals(b.fills(), []);
});
