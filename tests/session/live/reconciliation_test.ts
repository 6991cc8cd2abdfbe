import { assert, assertEquals } from "@std/assert";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import { OrderTracker } from "../../../src/session/live/order_tracker.ts";
import { Reconciliation, type ReconciliationOptions } from "../../../src/session/live/reconciliation.ts";
import type { LiveFactsNow } from "../../../src/session/live/live_facts.ts";
import { EVENING, fillOf, Folder, newOrder, valueOf } from "../../journal/support.ts";

type Reads = ReconciliationOptions["reads"];

const nothing = () =>
  ({ kind: "read", askedAt: 0, at: 0, value: { whole: true, items: [], leftOut: [] } }) as const;

/** An account on which there is nothing, unless `reads` says otherwise. */
function bench(folder: Folder, reads: Partial<Reads> = {}) {
  const journal = folder.begin();
  const tracker = new OrderTracker();
  const cancelled: string[] = [];
  const taken: (readonly string[])[] = [];
  const woken: string[] = [];
  const facts: { now: LiveFactsNow; set(given: LiveFactsNow): void } = {
    now: { reconciled: "not compared yet" },
    set(given) {
      facts.now = { ...facts.now, ...given };
    },
  };
  const running: string[] = [];
  let closing = false;
  let unbooked = false;
  const reconciliation = new Reconciliation({
    reads: {
      orders: () => Promise.resolve(nothing()),
      historicalOrders: () => Promise.resolve(nothing()),
      fills: () => Promise.resolve(nothing()),
      historicalFills: () => Promise.resolve(nothing()),
      positions: () => Promise.resolve(nothing()),
      settlements: () => Promise.resolve(nothing()),
      ...reads,
    },
    journal,
    desk: { tracker, record: () => false, fill: () => false },
    subaccount: 0,
    now: () => folder.now,
    onRead: () => {},
    facts,
    cancels: {
      cancel: (clientOrderId, reason) => void cancelled.push(`${clientOrderId} ${reason}`),
      running,
      settled: Promise.resolve(),
    },
    inheritance: {
      take: (listed) => void taken.push([...listed.keys()]),
      waits: () => [{ market: "W", detail: "session 1 holds it" }],
    },
    pace: { pause: () => Promise.resolve(false), wake: () => void woken.push("pass") },
    saleIsUnbooked: () => unbooked,
    closing: () => closing,
  });
  return {
    reconciliation,
    journal,
    tracker,
    facts,
    cancelled,
    taken,
    woken,
    running,
    close: () => void (closing = true),
    sessionLacks: (sale: boolean) => void (unbooked = sale),
  };
}

Deno.test("an account that agrees is not compared again; one that differs is, every five seconds", async () => {
  using folder = new Folder();
  const { reconciliation, facts } = bench(folder);
  assert(reconciliation.isDue);
  await reconciliation.compare();
  assertEquals(facts.now.reconciled, true);
  folder.now += 60_000;
  assertEquals([reconciliation.isOutstanding, reconciliation.isDue], [false, false]);
  facts.set({ reconciled: "M: 3 here, 4 there" });
  assert(reconciliation.isDue);
  const unread = {
    kind: "failed",
    at: 0,
    reason: { code: "unreachable", path: "", message: "no network" },
  } as const;
  const other = bench(folder, { positions: () => Promise.resolve(unread) });
  await other.reconciliation.compare();
  assertEquals(other.facts.now.reconciled, "no network");
  folder.now += 4_999;
  assertEquals([other.reconciliation.isOutstanding, other.reconciliation.isDue], [true, false]);
  folder.now += 1;
  assert(other.reconciliation.isDue);
});

Deno.test("what an alarm says stays, though lists agree: a person has to settle it", async () => {
  using folder = new Folder();
  const { reconciliation, facts, tracker, cancelled, woken } = bench(folder);
  tracker.sent({
    request: {
      clientOrderId: "e-1",
      market: "M",
      side: "bid",
      price: 5_000 as Price,
      quantity: 100 as Quantity,
      timeInForce: "good_till_canceled",
      purpose: "entry",
    },
    exchangeIndex: 0,
    subaccount: 0,
    sentAt: 0,
    ofThisSession: true,
  });
  tracker.refused(1, "e-1", { code: "NOT_RECEIVED" });
  const came = tracker.record(2, {
    orderId: "X1",
    clientOrderId: "e-1",
    market: "M",
    side: "bid",
    price: 5_000 as Price,
    status: "resting",
    initial: 100 as Quantity,
    filled: 0 as Quantity,
    remaining: 100 as Quantity,
  });
  for (const alarm of came?.alarms ?? []) reconciliation.alarm(alarm);
  const said = "CAME_BACK: e-1 counted as never taken, and order X1 rests";
  assertEquals([reconciliation.alarms, facts.now.reconciled], [[said], said]);
  assertEquals([cancelled, woken], [["e-1 exchange"], []]);
  await reconciliation.compare();
  assertEquals(facts.now.reconciled, said);
});

Deno.test("a position that the exchange counts otherwise holds its market until a reading that was asked for later", () => {
  using folder = new Folder();
  const { reconciliation, journal, facts, woken } = bench(folder);
  journal.halts.set({ code: "HAND", detail: "looked at", market: "H" });
  reconciliation.alarm({ code: "POSITION_DIFFERS", market: "M", text: "12 there, 11 here" });
  const others = [{ market: "H", detail: "looked at" }, { market: "W", detail: "session 1 holds it" }];
  const held = [{ market: "M", detail: "12 there, 11 here" }, ...others];
  assertEquals([facts.now.differs, reconciliation.isDoubtful, woken], [held, true, ["pass"]]);
  assertEquals(reconciliation.alarms, []);
  reconciliation.passed(folder.now);
  assertEquals(facts.now.differs, held, "it may have been read before that");
  reconciliation.passed(folder.now + 1);
  assertEquals([facts.now.differs, reconciliation.isDoubtful], [others, false]);
});

Deno.test("positions are taken over once all agrees, and not at the end; one that is short is outstanding", async () => {
  using folder = new Folder();
  const { reconciliation, journal, taken, close } = bench(folder);
  const listed = (quantity: number) => new Map([["M", quantity as Quantity]]);
  reconciliation.listed(listed(100));
  assertEquals(taken, []);
  await reconciliation.compare();
  reconciliation.listed(listed(100));
  assertEquals(taken, [["M"]]);
  journal.orders.adjust({
    market: "M",
    quantity: -100 as Quantity,
    price: 5_000 as Price,
    reason: "adopted",
    by: "test",
    at: EVENING,
  });
  for (
    const [there, isOutstanding] of [[-100, false], [-150, false], [-99, true], [0, true], [
      50,
      true,
    ]] as const
  ) {
    reconciliation.listed(listed(there));
    assertEquals(reconciliation.isOutstanding, isOutstanding, `${there}`);
  }
  reconciliation.listed(listed(-100));
  const before = taken.length;
  close();
  reconciliation.listed(listed(-100));
  assertEquals(taken.length, before);
});

Deno.test("what a hand sold is outstanding until the session has booked it, though the journal and the lists agree", async () => {
  using folder = new Folder();
  const entry = newOrder("a-1");
  const { request: { market } } = entry;
  const sale = {
    tradeId: "HAND-1",
    orderId: "HAND",
    market,
    side: "ask",
    price: 3_500 as Price,
    quantity: 400 as Quantity,
    fee: 0 as Micros,
    isTaker: true,
  } as const;
  const asked = { kind: "read", askedAt: EVENING + 60_000, at: EVENING + 60_000 } as const;
  const { reconciliation, journal, facts, sessionLacks } = bench(folder, {
    fills: () => Promise.resolve({ ...asked, value: { whole: true, items: [sale], leftOut: [] } }),
    positions: () => Promise.resolve({ ...asked, value: { whole: true, items: [], leftOut: [] } }),
  });
  valueOf(journal.orders.record(entry));
  journal.orders.report(fillOf("a-1", "T1"));
  journal.orders.report({
    kind: "cancelled",
    at: EVENING,
    clientOrderId: "a-1",
    reason: "requested",
    quantity: 600 as Quantity,
  });
  sessionLacks(true);
  reconciliation.listed(new Map());
  assert(reconciliation.isDue);
  await reconciliation.compare();
  assertEquals([facts.now.reconciled, journal.orders.positions()], [true, []]);
  reconciliation.listed(new Map());
  folder.now += 60_000;
  assertEquals([reconciliation.isOutstanding, reconciliation.isDue], [true, false]);
  sessionLacks(false);
  assertEquals(reconciliation.isOutstanding, false);
});

Deno.test("a comparison that cancels what would close nothing is made again after those cancels", async () => {
  using folder = new Folder();
  let asked = 0;
  const { reconciliation, running, facts } = bench(folder, {
    positions: () => {
      asked++;
      const value = { whole: asked > 1, items: [], leftOut: [] };
      return Promise.resolve({ kind: "read", askedAt: 0, at: 0, value });
    },
  });
  running.push("e-9");
  await reconciliation.compare();
  assertEquals([asked, facts.now.reconciled], [2, true]);
});
