import type { BookSnapshot } from "../../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Account } from "../../../src/core/execution/account.ts";
import { Portfolio } from "../../../src/core/execution/portfolio.ts";
import { OrderManager } from "../../../src/core/execution/order_manager.ts";
import type { OrderWish } from "../../../src/core/execution/order_manager.ts";
import { DIRECT_PRECISION } from "../../../src/core/market/fees.ts";
import { Market } from "../../../src/core/market/market.ts";
import type { OrderReport } from "../../../src/core/orders.ts";
import { Guards } from "../../../src/core/risk/guards.ts";
import { TradingState } from "../../../src/core/risk/trading_state.ts";
import { Outbox } from "../../../src/core/outbox.ts";
import { accounted, dollars, events, infoOf, micros, price, quantity, TICKER, WIDE } from "../support.ts";

/** An order manager whose effects nobody carries out. */
function manager(limits = WIDE) {
  const market = new Market(infoOf());
  market.snapshot(events.book(0, [[5500, 100]], [[5700, 100]]) as BookSnapshot);
  const outbox = new Outbox();
  const portfolio = new Portfolio(dollars(100), DIRECT_PRECISION);
  const marketOf = (ticker: string) => ticker === TICKER ? market : undefined;
  const made = new OrderManager({ limits, orderPrefix: "d", needsGame: () => false }, {
    portfolio,
    account: new Account(portfolio, marketOf),
    trading: new TradingState(),
    guards: new Guards(limits, portfolio.startingCash, false),
    live: undefined,
    state: {
      market: marketOf,
      facts: (ticker) => ({
        at: 0,
        marketDataDown: undefined,
        marketDataAgeMs: 0,
        delayMs: 0,
        market: marketOf(ticker),
        scoreAgeMs: undefined,
        scoreHeld: undefined,
        tradingActive: () => true,
      }),
    },
  }, outbox);
  return { orders: made, outbox, market };
}

/** The effects that were not given out yet. */
function effectsOf(outbox: Outbox): string[] {
  const effects: string[] = [];
  for (let effect = outbox.nextEffect(); effect !== undefined; effect = outbox.nextEffect()) {
    if (effect.kind === "order") effects.push(effect.request.clientOrderId);
    if (effect.kind === "cancel") effects.push(`cancel ${effect.clientOrderId} ${effect.reason}`);
  }
  return effects;
}

function wish(more: Partial<OrderWish> = {}): OrderWish {
  return {
    market: TICKER,
    side: "bid",
    price: price(5600),
    quantity: quantity(1_000),
    timeInForce: "good_till_canceled",
    postOnly: false,
    purpose: "entry",
    strategy: "s",
    ...more,
  };
}

const LOCKED = 5_600_000 + 172_480 + 100;

function fill(id: string, number: number, size: number): OrderReport {
  const cost = 5600 * size;
  return {
    kind: "fill",
    at: number,
    clientOrderId: id,
    tradeId: `${id}-${number}`,
    price: price(5600),
    quantity: quantity(size),
    role: "maker",
    fee: micros(0),
    balanceChange: micros(-cost),
  };
}

Deno.test("orders are numbered, told and sent in that order; a refused wish takes no number", () => {
  const { orders: d, outbox } = manager();
  assertEquals(d.send(wish(), 1), undefined);
  assertEquals(d.send(wish({ price: price(5650) }), 2)?.code, "PRICE_OFF_GRID");
  assertEquals(d.send(wish({ market: "NONE" }), 2)?.code, "MARKET_UNKNOWN");
  assertEquals(d.send(wish(), 3), undefined);
  assertEquals(effectsOf(outbox), ["d-1", "d-2"]);
  assertEquals(outbox.take().map(({ kind }) => kind), ["order", "order"]);
});

Deno.test("money is set aside when an order is sent, less as it fills, and none when it ends", () => {
  const { orders: d } = manager();
  d.send(wish(), 1);
  assertEquals([d.commitments.locked(TICKER), d.commitments.totalLocked(), d.commitments.exposure(TICKER)], [
    micros(LOCKED),
    micros(LOCKED),
    micros(LOCKED),
  ]);
  d.onReport({ kind: "accepted", at: 2, clientOrderId: "d-1" });
  d.onReport(fill("d-1", 3, 400));
  assertEquals(d.commitments.locked(TICKER) as number, 5600 * 600 + 103_488 + 100);
  assertEquals(d.commitments.exposure(TICKER) as number, 5600 * 1_000 + 103_488 + 100);
  assertEquals(d.portfolio.cash as number, 100_000_000 - 5600 * 400);
  d.onReport({
    kind: "cancelled",
    at: 4,
    clientOrderId: "d-1",
    reason: "requested",
    quantity: quantity(600),
  });
  assertEquals([d.commitments.locked(TICKER), d.commitments.exposure(), d.open.count], [
    micros(0),
    micros(5600 * 400),
    0,
  ]);
});

Deno.test("the gate counts what is set aside: the next order does not get it a second time", () => {
  const { orders: d } = manager();
  for (let index = 0; index < 17; index++) assertEquals(d.send(wish(), index), undefined);
  assertEquals(d.send(wish(), 20)?.code, "BALANCE");
  d.onReport({ kind: "rejected", at: 21, clientOrderId: "d-1", reason: { code: "X" } });
  assertEquals(d.send(wish(), 22), undefined);
});

Deno.test("an entry that would trade with an own order is refused, at its price and beyond", () => {
  const { orders: d } = manager();
  d.send(wish({ side: "ask", price: price(5700), purpose: "take_profit", strategy: "other" }), 1);
  assertEquals(d.send(wish({ price: price(5700) }), 2)?.code, "SELF_TRADE");
  assertEquals(d.send(wish({ price: price(5800) }), 2)?.code, "SELF_TRADE");
  assertEquals(d.send(wish({ price: price(5600) }), 2), undefined);
  d.onReport({
    kind: "cancelled",
    at: 3,
    clientOrderId: "d-1",
    reason: "requested",
    quantity: quantity(1_000),
  });
  assertEquals(d.send(wish({ price: price(5700) }), 4), undefined);
});

Deno.test("a cancel is asked for once, and never for an order that has ended", () => {
  const { orders: d, outbox } = manager();
  d.send(wish(), 1);
  const order = d.order("d-1");
  assert(order !== undefined);
  d.cancel(order, 2, "timeout");
  d.cancel(order, 3, "kill");
  assertEquals(effectsOf(outbox), ["d-1", "cancel d-1 timeout"]);
  d.onReport({
    kind: "cancelled",
    at: 4,
    clientOrderId: "d-1",
    reason: "timeout",
    quantity: quantity(1_000),
  });
  order.cancelSentAt = undefined;
  d.cancel(order, 5, "kill");
  assertEquals(effectsOf(outbox), []);
});

Deno.test("a holding remembers when the exchange turned its exit away, and only that", () => {
  const ends: [Partial<OrderReport>, boolean][] = [
    [{ kind: "rejected", reason: { code: "X" } }, true],
    [{ kind: "cancelled", reason: "self_trade", quantity: quantity(1_000) }, true],
    [{ kind: "cancelled", reason: "reprice", quantity: quantity(1_000) }, false],
  ];
  for (const [end, remembered] of ends) {
    const { orders: d } = manager();
    d.send(wish(), 1);
    d.onReport(fill("d-1", 2, 1_000));
    d.send(wish({ side: "ask", purpose: "stop" }), 3);
    d.onReport({ at: 4, clientOrderId: "d-2", ...end } as OrderReport);
    assertEquals(d.holdings.find("s", TICKER)?.turnedAwayAt, remembered ? 4 : undefined);
    d.send(wish(), 5);
    d.onReport({ kind: "rejected", at: 6, clientOrderId: "d-3", reason: { code: "X" } });
    assertEquals(d.holdings.find("s", TICKER)?.turnedAwayAt, remembered ? 4 : undefined);
  }
});

const ENTRY_BIDS: readonly {
  readonly role: "maker" | "taker";
  readonly sentOver: number | undefined;
  readonly filledOver: number | undefined;
  readonly entryBid: number | undefined;
}[] = [
  { role: "maker", sentOver: 5_400, filledOver: 5_800, entryBid: 5_800 },
  { role: "maker", sentOver: 5_400, filledOver: 5_000, entryBid: 5_400 },
  { role: "maker", sentOver: 5_400, filledOver: undefined, entryBid: 5_400 },
  { role: "maker", sentOver: 5_600, filledOver: 5_000, entryBid: 5_500 }, // joined the bid: a tick below its own price
  { role: "maker", sentOver: undefined, filledOver: undefined, entryBid: 5_500 },
  { role: "taker", sentOver: 5_400, filledOver: 5_000, entryBid: 5_000 },
  { role: "taker", sentOver: 5_400, filledOver: undefined, entryBid: undefined },
];

for (const { role, sentOver, filledOver, entryBid } of ENTRY_BIDS) {
  Deno.test(`a ${role}'s entry at 5600, sent over ${sentOver} and filled over ${filledOver}, was made over ${entryBid}`, () => {
    const { orders: d, market } = manager();
    const bids = (at: number, bid: number | undefined) =>
      market.snapshot(events.book(at, bid === undefined ? [] : [[bid, 100]], [[5_900, 100]]) as BookSnapshot);
    bids(1, sentOver);
    assertEquals(d.send(wish(), 1), undefined);
    bids(2, filledOver);
    d.onReport({ ...fill("d-1", 3, 1_000), role } as OrderReport);
    assertEquals(d.holdings.find("s", TICKER)?.entryBid as number | undefined, entryBid);
  });
}

Deno.test("reports of orders that are not known change nothing", () => {
  const { orders: d, outbox } = manager();
  assertEquals(d.onReport(fill("x-1", 1, 10)), undefined);
  assertEquals([outbox.take().length, d.portfolio.cash], [0, dollars(100)]);
});

// Invariant: any order of the same reports, any of them doubled, ends in the same position, cash, filled quantity and
// holdings, with nothing open and nothing set aside.
Deno.test("reports in any order, some of them twice, end in the same account", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 4 });
  const shuffled = sizes.chain((parts) => {
    const filled = parts.reduce((sum, part) => sum + part, 0);
    const reports: OrderReport[] = [
      { kind: "accepted", at: 0, clientOrderId: "d-1" },
      ...parts.map((part, index) => fill("d-1", index + 1, part)),
    ];
    if (filled < 1_000) {
      const quantityLeft = quantity(1_000 - filled);
      reports.push({
        kind: "cancelled",
        at: 9,
        clientOrderId: "d-1",
        reason: "requested",
        quantity: quantityLeft,
      });
    }
    const twice = fc.subarray(reports);
    return twice.chain((again) => {
      const all = [...reports, ...again];
      return fc.shuffledSubarray(all, { minLength: all.length }).map((order) => ({ filled, order }));
    });
  });
  fc.assert(fc.property(shuffled, ({ filled, order }) => {
    const { orders: d } = manager();
    d.send(wish(), 0);
    for (const report of order) d.onReport(report);
    assertEquals(d.portfolio.held(TICKER) as number, filled);
    assertEquals(d.portfolio.cash as number, 100_000_000 - 5600 * filled);
    assertEquals(accounted(d.portfolio), dollars(100));
    assertEquals(d.order("d-1")?.filled as number, filled);
    assertEquals(d.holdings.find("s", TICKER)?.quantity as number, filled);
    assertEquals([d.open.count, d.commitments.totalLocked() as number], [0, 0]);
  }));
});
