import { assertEquals } from "@std/assert";
import type { Price, Quantity } from "../../src/core/numbers/money.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { type AccountReading, type ListedOrder, reconcile } from "../../src/journal/reconcile.ts";
import { readJournal } from "../../src/journal/recovery.ts";
import { EVENING, fillOf, Folder, newOrder, valueOf } from "./support.ts";

const MARKET = newOrder("x").request.market;

/** A reading of an account with nothing, whole and newer than all fills. */
function reading(changes: Partial<AccountReading> = {}): AccountReading {
  const empty = { whole: true, items: [] };
  return {
    askedAt: EVENING + 60_000,
    orders: empty,
    fills: empty,
    positions: empty,
    settlements: empty,
    ...changes,
  };
}

const positions = (quantity: number, whole = true) => (
  { whole, items: quantity === 0 ? [] : [{ market: MARKET, quantity: quantity as Quantity }] }
);

function listed(changes: Partial<ListedOrder> = {}): ListedOrder {
  return {
    orderId: "X1",
    clientOrderId: "a-1",
    market: MARKET,
    side: "bid",
    price: 6_000 as Price,
    status: "resting",
    filled: 0 as Quantity,
    remaining: 1_000 as Quantity,
    ...changes,
  };
}

const orders = (...items: ListedOrder[]) => ({ whole: true, items });

/** A journal that holds 4 YES by order a-1, which rests with 6. */
function holding(folder: Folder): Journal {
  const journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  journal.orders.submitted("a-1", { orderId: "X1", at: EVENING });
  journal.orders.report({ kind: "accepted", at: EVENING, clientOrderId: "a-1" });
  journal.orders.report(fillOf("a-1", "T1"));
  return journal;
}

function compare(journal: Journal, changes: Partial<AccountReading>) {
  const found = reconcile(readJournal(journal), reading(changes));
  return { ...found, kinds: found.findings.map(({ kind }) => kind) };
}

Deno.test("journal and exchange that say the same agree, and nothing is found", () => {
  using folder = new Folder();
  const found = compare(holding(folder), { orders: orders(listed()), positions: positions(400) });
  assertEquals([found.agrees, found.kinds], [true, []]);
});

Deno.test("orders and positions of others are normal", () => {
  using folder = new Folder();
  const found = compare(holding(folder), {
    orders: orders(listed(), listed({ orderId: "H1", clientOrderId: "by-hand" })),
    positions: positions(700),
  });
  assertEquals([found.agrees, found.kinds], [true, ["external", "external"]]);
  assertEquals(found.externalOrders.map(({ orderId }) => orderId), ["H1"]);
  assertEquals(found.externalPositions, [{ market: MARKET, quantity: 300 as Quantity }]);
});

Deno.test("a fill that the journal lacks is taken over, and explains the position", () => {
  using folder = new Folder();
  const fill = {
    tradeId: "T2",
    orderId: "X1",
    market: MARKET,
    side: "bid" as const,
    price: 6_000 as Price,
    quantity: 600 as Quantity,
  };
  const found = compare(holding(folder), {
    orders: orders(listed({ status: "executed", remaining: 0 as Quantity, filled: 1_000 as Quantity })),
    fills: { whole: true, items: [fill, { ...fill, tradeId: "T1", quantity: 400 as Quantity }] },
    positions: positions(1_000),
  });
  assertEquals(found.agrees, true);
  assertEquals(found.missingFills.map(({ tradeId, clientOrderId }) => [tradeId, clientOrderId]), [[
    "T2",
    "a-1",
  ]]);
  assertEquals(found.ended, [{ clientOrderId: "a-1", left: 0 as Quantity }]);
});

Deno.test("a position that the exchange does not have contradicts, if the list is whole and newer than the last fill", () => {
  using folder = new Folder();
  const journal = holding(folder);
  const rests = orders(listed());
  const gone = compare(journal, { orders: rests });
  assertEquals([gone.agrees, gone.kinds], [false, ["contradicts"]]);
  assertEquals(gone.fixes, [{ market: MARKET, change: -400 as Quantity }]);
  // Presence is proven by an incomplete list, absence never.
  const cut = compare(journal, { orders: rests, positions: positions(0, false) });
  assertEquals([cut.agrees, cut.fixes], [false, []]);
  const old = compare(journal, { orders: rests, askedAt: EVENING });
  assertEquals([old.agrees, old.kinds, old.fixes], [false, ["unread"], []]);
});

Deno.test("settlements are read before a position is said to be missing", () => {
  using folder = new Folder();
  const journal = holding(folder);
  const rests = orders(listed());
  const settled = compare(journal, {
    orders: rests,
    settlements: { whole: true, items: [{ market: MARKET }] },
  });
  assertEquals([settled.agrees, settled.kinds], [true, ["settled"]]);
  assertEquals(settled.settled, [{ market: MARKET, change: -400 as Quantity }]);
  const cut = compare(journal, { orders: rests, settlements: { whole: false, items: [] } });
  assertEquals([cut.agrees, cut.fixes], [false, []]);
});

Deno.test("a hand that turned the position round leaves nothing of ours, and nothing of the other side becomes ours", () => {
  using folder = new Folder();
  const found = compare(holding(folder), { orders: orders(listed()), positions: positions(-2_000) });
  assertEquals(found.agrees, false);
  assertEquals(found.fixes, [{ market: MARKET, change: -400 as Quantity }]);
  assertEquals(found.externalPositions, [{ market: MARKET, quantity: -2_000 as Quantity }]);
  using other = new Folder();
  const part = compare(holding(other), { orders: orders(listed()), positions: positions(100) });
  assertEquals([part.fixes, part.externalPositions], [
    [{ market: MARKET, change: -300 as Quantity }],
    [],
  ]);
});

Deno.test("an open order that no list has is looked up, never counted as gone", () => {
  using folder = new Folder();
  const found = compare(holding(folder), { positions: positions(400) });
  assertEquals(found.toResolve.map(({ request }) => request.clientOrderId), ["a-1"]);
  assertEquals([found.agrees, found.ended], [true, []]);
});

Deno.test("what an order cannot be contradicts: come back, another side, another id, an id that only a copy could make", () => {
  const cases: readonly (readonly [string, (journal: Journal) => ListedOrder])[] = [
    ["another side", () => listed({ side: "ask" })],
    ["another id", () => listed({ clientOrderId: "a-2" })],
    ["two orders of one id", () => listed({ orderId: "X2" })],
    ["a copy's", ({ epoch }) => listed({ orderId: "X9", clientOrderId: `${epoch}-9-1` })],
    ["come back", (journal) => {
      const quantity = 600 as Quantity;
      journal.orders.report({
        kind: "cancelled",
        at: EVENING,
        clientOrderId: "a-1",
        reason: "requested",
        quantity,
      });
      return listed();
    }],
  ];
  for (const [name, change] of cases) {
    using folder = new Folder();
    const journal = holding(folder);
    const found = compare(journal, { orders: orders(change(journal)), positions: positions(400) });
    assertEquals([found.agrees, found.kinds.includes("contradicts")], [false, true], name);
  }
});

Deno.test("resting closes beyond the position are orphans, the newest first; entries are none", () => {
  using folder = new Folder();
  const journal = holding(folder);
  const close = { side: "ask", price: 9_000 as Price, purpose: "take_profit" } as const;
  for (const [index, id] of ["c-1", "c-2", "c-3"].entries()) {
    folder.now = EVENING + index;
    valueOf(journal.orders.record(newOrder(id, { request: { ...close, quantity: 300 as Quantity } })));
    journal.orders.submitted(id, { orderId: `C${index}`, at: EVENING });
  }
  const closes = ["c-1", "c-2", "c-3"].map((clientOrderId, index) =>
    listed({
      orderId: `C${index}`,
      clientOrderId,
      side: "ask",
      price: 9_000 as Price,
      remaining: 300 as Quantity,
    })
  );
  const found = compare(journal, { orders: orders(listed(), ...closes), positions: positions(400) });
  assertEquals(found.orphans.map(({ orderId }) => orderId), ["C2", "C1"]);
  assertEquals(found.agrees, false);
});

Deno.test("a hand that closed a part of an own position is normal where its trades say so, and counts once", () => {
  using folder = new Folder();
  const journal = holding(folder);
  const rests = orders(listed());
  const sold = (tradeId: string, quantity: number) => ({
    tradeId,
    orderId: "H1",
    market: MARKET,
    side: "ask" as const,
    price: 5_400 as Price,
    quantity: quantity as Quantity,
  });
  const there = (quantity: number, ...fills: ReturnType<typeof sold>[]) =>
    compare(journal, {
      orders: rests,
      positions: positions(quantity),
      fills: { whole: true, items: fills },
    });
  // Three are gone, and trades say so of two alone: one that nothing explains.
  assertEquals(there(100, sold("H-1", 200)).kinds, ["contradicts"]);
  const cut = compare(journal, {
    orders: rests,
    positions: positions(100),
    fills: { whole: false, items: [sold("H-1", 300)] },
  });
  assertEquals(cut.agrees, false, "trades that were not read whole prove nothing");
  const part = there(100, sold("H-1", 200), sold("H-2", 100), sold("H-2", 100));
  assertEquals([part.agrees, part.kinds, part.fixes], [true, ["closed"], []]);
  assertEquals(part.closed.map(({ change, price }) => [change, price]), [[-300, 5_400]]);
  for (const each of part.closed) journal.orders.closedByHand(each, "test", EVENING + 1);
  for (const each of part.closed) journal.orders.closedByHand(each, "test", EVENING + 2);
  assertEquals(journal.orders.positions().map(({ quantity }) => quantity as number), [100]);
  // The same trades explain nothing more.
  assertEquals(there(100, sold("H-1", 200), sold("H-2", 100)).kinds, []);
  const gone = there(0, sold("H-1", 200), sold("H-2", 100));
  assertEquals([gone.agrees, gone.kinds], [false, ["contradicts"]]);
  // A hand that sold what it held itself, and one of ours, and turned round.
  const round = there(-200, sold("H-3", 800));
  assertEquals([round.agrees, round.kinds], [true, ["closed"]]);
  assertEquals(round.closed.map(({ change }) => change as number), [-100]);
  assertEquals(round.externalPositions, [{ market: MARKET, quantity: -200 as Quantity }]);
  assertEquals(journal.faults, []);
});
