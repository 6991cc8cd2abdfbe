/**
 * Orders by hand, in paper and outside alike.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Command } from "../../../src/core/commands.ts";
import type { Engine } from "../../../src/core/engine.ts";
import { HAND } from "../../../src/core/execution/holding.ts";
import type { OrderReport } from "../../../src/core/orders.ts";
import { isEffect, type Outcome } from "../../../src/core/outcomes.ts";
import { dollars, events, micros, NOON, price, quantity, startEngine, TICKER, WIDE } from "../support.ts";

type Place = Omit<Extract<Command, { command: "place_order" }>, "command">;

const ORDER: Place = {
  market: TICKER,
  outcome_side: "yes",
  action: "buy",
  price: "0.80",
  contracts: "10",
  time_in_force: "good_till_canceled",
};

function give(engine: Engine, at: number, command: Command): readonly Outcome[] {
  return engine.process({ kind: "command", at, command });
}

function place(engine: Engine, at: number, more: Partial<Place> = {}): readonly Outcome[] {
  return give(engine, at, { command: "place_order", ...ORDER, ...more });
}

/** Outcomes in short. */
function short(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.kind === "signal") {
      return [`${outcome.strategy} ${outcome.action} ${outcome.refused?.code ?? "passed"}`];
    }
    if (outcome.kind === "order") {
      const { clientOrderId, side, price: at, quantity: size, purpose, reduceOnly, timeInForce } =
        outcome.request;
      const only = reduceOnly === true ? ` reduce only ${timeInForce}` : "";
      return [`${clientOrderId} ${side} ${size} at ${at} ${purpose}${only}`];
    }
    if (outcome.kind === "cancel") return [`cancel ${outcome.clientOrderId}`];
    if (outcome.kind === "decrease") return [`decrease ${outcome.clientOrderId} to ${outcome.to}`];
    if (outcome.kind === "report") return [outcome.report.kind];
    return outcome.kind === "note" ? [outcome.text] : [];
  });
}

type Told<T> = T extends unknown ? Omit<T, "at" | "clientOrderId"> : never;

function report(
  engine: Engine,
  at: number,
  clientOrderId: string,
  what: Told<OrderReport>,
): readonly Outcome[] {
  const reports = [{ at, clientOrderId, ...what } as OrderReport];
  return engine.process({ kind: "order_report", at, reports });
}

function fill(engine: Engine, at: number, id: string, tradeId: string, level: number, size: number) {
  return report(engine, at, id, {
    kind: "fill",
    tradeId,
    price: price(level),
    quantity: quantity(size),
    role: "maker",
    fee: micros(0),
    balanceChange: micros(-level * size),
  });
}

Deno.test("an order by hand goes through the gate, and what it buys is held by hand without exits", () => {
  const { engine } = startEngine();
  assertEquals(short(place(engine, NOON + 1, { price: "0.86" })), [
    "hand buy passed",
    "t-1 bid 1000 at 8600 entry",
    "accepted",
    "fill",
  ]);
  const holding = engine.orders.holdings.find(HAND, TICKER);
  assertEquals([holding?.contracts, holding?.exits, holding?.exiting], [
    quantity(1_000),
    undefined,
    undefined,
  ]);
  const quiet = Array.from(
    { length: 400 },
    (_, second) => engine.process(events.clock(NOON + 1_000 * second + 2)),
  );
  assertEquals(quiet.flat().filter(isEffect), []);
});

Deno.test("the gate refuses an order by hand like any other, and says so", () => {
  const { engine } = startEngine({ limits: { ...WIDE, maxOrderValue: dollars(5) } });
  assertEquals(short(place(engine, NOON + 1)), ["hand buy ORDER_VALUE"]);
  engine.process(events.command(NOON + 2, "pause_entries"));
  assertEquals(short(place(engine, NOON + 3, { contracts: "1" })), ["hand buy ENTRIES_PAUSED"]);
});

Deno.test("an order by hand rests until a hand takes it away", () => {
  const { engine } = startEngine();
  place(engine, NOON + 1);
  const quiet = [60_001, 3_600_000].flatMap((later) => engine.process(events.clock(NOON + later)));
  assertEquals([quiet.filter(isEffect), engine.orders.open.count], [[], 1]);
});

for (
  const [outcome_side, action, level, side, at] of [
    ["yes", "buy", "0.8600", "bid", 8_600],
    ["no", "buy", "0.1500", "ask", 8_500],
    ["yes", "sell", "0.8500", "ask", 8_500],
    ["no", "sell", "0.1400", "bid", 8_600],
  ] as const
) {
  Deno.test(`${action} ${outcome_side} at ${level} is ${side} at ${at}`, () => {
    const { engine } = startEngine();
    if (action === "sell") {
      place(engine, NOON + 1, { outcome_side, price: outcome_side === "yes" ? "0.86" : "0.15" });
    }
    const order = place(engine, NOON + 2, { outcome_side, action, price: level }).find(({ kind }) =>
      kind === "order"
    );
    assert(order?.kind === "order");
    assertEquals([order.request.side, order.request.price], [side, price(at)]);
  });
}

Deno.test("a sale by hand reduces what was bought by hand, and never more", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [{ action: "buy", market: TICKER, price: price(8_600), size: { quantity: quantity(500) } }];
  engine.process(events.clock(NOON + 1));
  assertEquals(short(place(engine, NOON + 2, { action: "sell", price: "0.90" })), ["hand sell NOT_HELD"]);
  place(engine, NOON + 3, { price: "0.86" });
  place(engine, NOON + 4, { action: "sell", price: "0.90", contracts: "6" });
  assertEquals(short(place(engine, NOON + 5, { action: "sell", price: "0.90", contracts: "4.01" })), [
    "hand sell NOT_HELD",
  ]);
  assertEquals(
    short(place(engine, NOON + 6, {
      action: "sell",
      price: "0.85",
      contracts: "4",
      time_in_force: "immediate_or_cancel",
    })),
    ["hand sell passed", "t-4 ask 400 at 8500 manual reduce only immediate_or_cancel", "accepted", "fill"],
  );
  assertEquals(engine.orders.holdings.find(HAND, TICKER)?.contracts, quantity(600));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.contracts, quantity(500));
});

Deno.test("a sale by hand that would rest is held to what the account's last list has", () => {
  const { engine } = startEngine({ outside: true });
  place(engine, NOON + 1);
  fill(engine, NOON + 2, "t-1", "a", 8_000, 1_000);
  const items = [{ market: TICKER, quantity: quantity(600), cost: dollars(5) }];
  engine.process({ kind: "account", at: NOON + 3, positions: { whole: true, items } });
  const sell = { action: "sell", price: "0.90" } as const;
  assertEquals(short(place(engine, NOON + 4, sell)), ["hand sell SOLD_ELSEWHERE"]);
  assertEquals(short(place(engine, NOON + 5, { ...sell, contracts: "6" })), [
    "hand sell passed",
    "t-2 ask 600 at 9000 manual",
  ]);
  // One that can only reduce does no harm.
  const take = { ...sell, price: "0.85", time_in_force: "immediate_or_cancel", contracts: "4" } as const;
  assertEquals(short(place(engine, NOON + 6, take))[0], "hand sell passed");
});

for (
  const [name, more, said] of [
    ["a side", { outcome_side: "maybe" }, "outcome_side maybe is neither yes nor no"],
    ["an action", { action: "hold" }, "action hold is neither buy nor sell"],
    ["a price", { price: "1" }, "price 1 is not a price in dollars above 0 and below 1, such as .86"],
    ["a finer price", { price: "0.86001" }, "price 0.86001 is not"],
    ["a size", { contracts: "0" }, "contracts 0 is not a count of contracts above 0"],
    ["a finer size", { contracts: "1.005" }, "contracts 1.005 is not"],
    ["a time", { time_in_force: "day" }, "time_in_force day is neither"],
    ["a flag", { post_only: "yes" }, "post_only yes is neither true nor false"],
    ["both", { post_only: "true", time_in_force: "immediate_or_cancel" }, "would never trade"],
  ] as const
) {
  Deno.test(`an order by hand without ${name} that can be understood is not sent`, () => {
    const { engine } = startEngine();
    const [text, ...more_] = short(place(engine, NOON + 1, more));
    assert(text?.includes(said), text);
    assertEquals([more_, engine.orders.open.count], [[], 0]);
  });
}

Deno.test("an order that only becomes smaller is decreased and keeps its place, in paper too", () => {
  const { engine } = startEngine();
  place(engine, NOON + 1);
  assertEquals(short(give(engine, NOON + 2, { command: "change_order", order: "t-1", contracts: "4" })), [
    "decrease t-1 to 400",
    "decreased",
  ]);
  const order = engine.orders.order("t-1");
  assertEquals([order?.remaining, order?.isOpen], [quantity(400), true]);
  // The model fills no more than that.
  engine.process(events.book(NOON + 3, [[7_000, 100]], [[7_900, 100_000]]));
  engine.process(events.trade(NOON + 4, "ask", 7_900, 100_000));
  assertEquals(engine.orders.portfolio.held(TICKER), quantity(400));
});

Deno.test("at another price an order ends first, and the other is sent once that is confirmed", () => {
  const { engine } = startEngine({ outside: true });
  place(engine, NOON + 1);
  report(engine, NOON + 2, "t-1", { kind: "accepted" });
  const change = { command: "change_order", order: "t-1", price: "0.81", contracts: "12" } as const;
  assertEquals(short(give(engine, NOON + 3, change)), ["cancel t-1"]);
  // Three were filled meanwhile: they are not bought again, and the fill is waited for.
  const ended = { kind: "cancelled", reason: "requested", quantity: quantity(700) } as const;
  assertEquals(short(report(engine, NOON + 4, "t-1", ended)), ["cancelled"]);
  assertEquals(short(fill(engine, NOON + 5, "t-1", "a", 8_000, 300)), [
    "fill",
    "hand buy passed",
    "t-2 bid 900 at 8100 entry",
  ]);
});

Deno.test("what a decrease takes from an order meanwhile is not taken for filled", () => {
  const { engine } = startEngine({ outside: true });
  place(engine, NOON + 1);
  report(engine, NOON + 2, "t-1", { kind: "accepted" });
  give(engine, NOON + 3, { command: "change_order", order: "t-1", contracts: "3" });
  give(engine, NOON + 4, { command: "change_order", order: "t-1", price: "0.81", contracts: "12" });
  report(engine, NOON + 5, "t-1", { kind: "decreased", size: quantity(300) });
  const ended = { kind: "cancelled", reason: "requested", quantity: quantity(300) } as const;
  assertEquals(short(report(engine, NOON + 6, "t-1", ended)).at(-1), "t-2 bid 1200 at 8100 entry");
});

Deno.test("of an order that is being made smaller already, more cannot be asked for: it is said", () => {
  const { engine } = startEngine({ outside: true });
  place(engine, NOON + 1);
  report(engine, NOON + 2, "t-1", { kind: "accepted" });
  const change = (contracts: string, at: number) =>
    short(give(engine, at, { command: "change_order", order: "t-1", contracts }));
  assertEquals(change("3", NOON + 3), ["decrease t-1 to 300"]);
  assertEquals(change("5", NOON + 4), ["order t-1 not changed: it is being made smaller already, to 3.00"]);
  assertEquals(change("2", NOON + 5), ["decrease t-1 to 200"]);
});

Deno.test("in the place of an order that was turned away nothing is sent, and it is said", () => {
  const { engine } = startEngine({ outside: true });
  place(engine, NOON + 1);
  give(engine, NOON + 2, { command: "change_order", order: "t-1", price: "0.81" });
  const refused = { kind: "rejected", reason: { code: "invalid_price" } } as const;
  assertEquals(short(report(engine, NOON + 3, "t-1", refused)), [
    "rejected",
    "order t-1 was turned away before it could be changed: nothing is sent in its place",
  ]);
});

Deno.test("an order that was filled before it could be changed is not sent again", () => {
  const { engine } = startEngine({ outside: true });
  place(engine, NOON + 1);
  give(engine, NOON + 2, { command: "change_order", order: "t-1", price: "0.81" });
  assertEquals(short(fill(engine, NOON + 3, "t-1", "a", 8_000, 1_000)), [
    "fill",
    "order t-1 was filled before it could be changed",
  ]);
});

for (const command of ["cancel_all", "kill", "flatten"] as const) {
  Deno.test(`after ${command} nothing is sent in the place of an order that was ending`, () => {
    const { engine } = startEngine({ outside: true });
    place(engine, NOON + 1);
    give(engine, NOON + 2, { command: "change_order", order: "t-1", price: "0.81" });
    engine.process(events.command(NOON + 3, command));
    engine.process(events.command(NOON + 4, "resume_entries"));
    const ended = report(engine, NOON + 5, "t-1", {
      kind: "cancelled",
      reason: "requested",
      quantity: quantity(1_000),
    });
    assertEquals(ended.filter(isEffect), []);
  });
}

Deno.test("one order is cancelled; one that is unknown can be cancelled but not changed", () => {
  const { engine } = startEngine({ outside: true });
  place(engine, NOON + 1);
  report(engine, NOON + 2, "t-1", { kind: "unknown", detail: "timed out" });
  const change = { command: "change_order", order: "t-1", contracts: "4" } as const;
  assertEquals(give(engine, NOON + 3, change).filter(isEffect), []);
  assertEquals(short(give(engine, NOON + 4, { command: "cancel_order", order: "t-1" })), ["cancel t-1"]);
  const [said] = short(give(engine, NOON + 5, { command: "cancel_order", order: "t-9" }));
  assertEquals(said, "order t-9 not changed: there is no such open order");
});

Deno.test("a rule's entry can be made smaller by hand, but is not sent again at another price", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [{ action: "buy", market: TICKER, price: price(8_000), size: { quantity: quantity(500) } }];
  engine.process(events.clock(NOON + 1));
  const dearer = give(engine, NOON + 2, { command: "change_order", order: "t-1", price: "0.81" });
  assertEquals(dearer.filter(isEffect), []);
  assertEquals(short(give(engine, NOON + 3, { command: "change_order", order: "t-1", contracts: "2" })), [
    "decrease t-1 to 200",
    "decreased",
  ]);
});
