import { assert, assertEquals } from "@std/assert";
import type { EarlierHolding } from "../../../src/core/live.ts";
import { parseMicros } from "../../../src/core/numbers/money.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { dollars, events, NOON, price, quantity, startEngine, TICKER } from "../support.ts";
import { PROMPT, tell } from "./exit_support.ts";

/** 10 YES that the puppet bought at .80 in a session before, when its bid was .79. */
const EARLIER: EarlierHolding = {
  id: 1,
  strategy: "puppet",
  market: TICKER,
  quantity: quantity(1_000),
  cost: dollars(8),
  fees: parseMicros("0.12"),
  openedAt: NOON - 600_000,
  boughtAt: NOON - 600_000,
  value: parseMicros("8.4"),
  entryBid: price(7_900),
  exits: { stopLoss: 500, maxHoldMs: 3_600_000 },
};

function taken(item: Partial<EarlierHolding> = {}) {
  const set = startEngine({ outside: true, exits: PROMPT });
  const outcomes = set.engine.process({ kind: "holdings", at: NOON + 1, items: [{ ...EARLIER, ...item }] });
  return { ...set, outcomes };
}

function notes(outcomes: readonly Outcome[]): string {
  return outcomes.flatMap((outcome) => outcome.kind === "note" ? [outcome.text] : []).join(" | ");
}

Deno.test("taken over: held by its strategy at its cost, the money as it is, the day counted from its worth then", () => {
  const { engine } = taken();
  const { portfolio, holdings } = engine.orders;
  const [holding] = holdings.open();
  assertEquals([holding?.strategy, holding?.quantity, holding?.cost, holding?.openedAt], [
    "puppet",
    quantity(1_000),
    dollars(8),
    NOON - 600_000,
  ]);
  assertEquals(portfolio.cash, dollars(1_000), "nothing was paid");
  // .85 is bid: 8.50 against a cost of 8 and 0.12 of fees; against 8.40 when it was looked at last.
  assertEquals(engine.account.equity() - portfolio.startingCash, parseMicros("0.38"));
  assertEquals(engine.account.dayPnl(), parseMicros("0.1"));
  assertEquals(engine.unprotected, 0);
});

Deno.test("taken over once, however often it is handed in", () => {
  const { engine } = taken();
  engine.process({ kind: "holdings", at: NOON + 2, items: [EARLIER] });
  assertEquals(engine.orders.portfolio.held(TICKER), quantity(1_000));
  engine.process({ kind: "holdings", at: NOON + 3, items: [{ ...EARLIER, id: 2 }] });
  assertEquals(engine.orders.portfolio.held(TICKER), quantity(2_000), "another is another");
});

Deno.test("its stop goes by the usual evidence, and the round trip counts from what was paid", () => {
  const { engine } = taken();
  const before = engine.process(events.book(NOON + 10, [[7_700, 100_000]], [[8_600, 100_000]]));
  assertEquals(tell(before), [], "above its trigger of .76");
  const fallen = engine.process(events.book(NOON + 20, [[7_500, 100_000]], [[8_600, 100_000]]));
  assertEquals(tell(fallen).map((line) => line.split(" ")[0]), ["stop"]);
  const [order] = fallen.flatMap((outcome) => outcome.kind === "order" ? [outcome.request] : []);
  assertEquals([order?.reduceOnly, order?.timeInForce, order?.quantity], [
    true,
    "immediate_or_cancel",
    quantity(1_000),
  ]);
  const sold = engine.process({
    kind: "order_report",
    at: NOON + 30,
    reports: [{
      kind: "fill",
      at: NOON + 30,
      clientOrderId: order?.clientOrderId ?? "",
      tradeId: "t1",
      price: price(7_500),
      quantity: quantity(1_000),
      role: "taker",
      fee: parseMicros("0.14"),
      balanceChange: parseMicros("7.36"),
    }],
  });
  const [trade] = sold.flatMap((outcome) => outcome.kind === "closed" ? [outcome.trade] : []);
  assertEquals([trade?.reason, trade?.pnl], ["stop", parseMicros("-0.76")]);
  assertEquals(engine.account.equity() - engine.orders.portfolio.startingCash, parseMicros("-0.76"));
});

Deno.test("held for too long by now: sold at once", () => {
  const { engine, outcomes } = taken({ openedAt: NOON - 7_200_000 });
  assertEquals(tell(outcomes).map((line) => line.split(" ")[0]), ["max_hold"]);
  assertEquals(engine.orders.holdings.open()[0]?.exiting, "max_hold");
});

for (const strategy of ["another", "hand"]) {
  Deno.test(`of ${strategy}, who does not run here: no exits, said, and a person closes it`, () => {
    const { engine, outcomes } = taken({ strategy });
    assert(notes(outcomes).includes("UNPROTECTED"), notes(outcomes));
    assertEquals(engine.unprotected, 1);
    const fallen = engine.process(events.book(NOON + 20, [[5_000, 100_000]], [[8_600, 100_000]]));
    assertEquals(tell(fallen), []);
    const closing = engine.process({
      kind: "command",
      at: NOON + 30,
      command: { command: "close_position", market: TICKER },
    });
    assertEquals(tell(closing).map((line) => line.split(" ")[0]), ["manual"]);
    assertEquals(engine.unprotected, 0);
  });
}

Deno.test("what counted as somebody else's is not counted twice", () => {
  const { engine } = startEngine({ outside: true });
  engine.process({
    kind: "account",
    at: NOON + 1,
    positions: { whole: true, items: [{ market: TICKER, quantity: quantity(1_300), cost: dollars(11) }] },
  });
  engine.process({ kind: "holdings", at: NOON + 2, items: [EARLIER] });
  const held = engine.orders.holdings.open().map(({ strategy, contracts }) => `${strategy} ${contracts}`);
  assertEquals(held.toSorted(), ["external 300", "puppet 1000"]);
  assertEquals(engine.orders.commitments.exposure(TICKER), dollars(11));
});

Deno.test("the other side than its strategy holds here stays beside, and is said", () => {
  const { engine } = taken();
  const item = { ...EARLIER, id: 2, quantity: quantity(-500) };
  const outcomes = engine.process({ kind: "holdings", at: NOON + 2, items: [item] });
  assert(notes(outcomes).includes("the other side"), notes(outcomes));
  assertEquals(engine.orders.portfolio.held(TICKER), quantity(1_000));
});

Deno.test("on paper nothing is taken over", () => {
  const { engine } = startEngine();
  engine.process({ kind: "holdings", at: NOON + 1, items: [EARLIER] });
  assertEquals(engine.orders.holdings.open(), []);
});
