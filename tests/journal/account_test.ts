/**
 * What holds over all processes of an account: limits, leases, arming, halts, the day's gain.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { Micros, Price, Quantity } from "../../src/core/numbers/money.ts";
import type { OrderReport } from "../../src/core/orders.ts";
import { tradingDay, tradingDayStart } from "../../src/core/numbers/trading_day.ts";
import type { AccountChecks } from "../../src/journal/account_limits.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { EVENING, fillOf, Folder, logLines, newOrder, refusalOf, valueOf } from "./support.ts";

const dollars = (amount: number): Micros => amount * 1_000_000 as Micros;

/** Each order costs 6 dollars. */
function spend(journal: Journal, id: string, checks: AccountChecks) {
  return journal.orders.record(newOrder(id), checks);
}

Deno.test("two processes cannot both spend the last dollar of a limit, and what ends gives its money back", () => {
  const limits: readonly (readonly [string, AccountChecks])[] = [
    ["ACCOUNT_MARKET_EXPOSURE", { maxMarketExposure: dollars(11.99) }],
    ["ACCOUNT_EVENT_EXPOSURE", { maxEventExposure: dollars(11.99) }],
    ["ACCOUNT_TOTAL_EXPOSURE", { maxTotalExposure: dollars(11.99) }],
    ["ACCOUNT_OPEN_ORDERS", { maxOpenOrders: 1 }],
  ];
  for (const [code, checks] of limits) {
    using folder = new Folder();
    const [one, two] = [folder.begin("one"), folder.begin("two")];
    valueOf(spend(one, "a-1", checks));
    assertEquals(refusalOf(spend(two, "b-1", checks)).code, code);
    assertEquals(two.orders.byClientId("b-1"), undefined);
    const quantity = 1_000 as Quantity;
    one.orders.report({ kind: "rejected", at: EVENING, clientOrderId: "a-1", reason: { code: "X" } });
    valueOf(spend(two, "b-2", checks));
    two.orders.report({
      kind: "cancelled",
      at: EVENING,
      clientOrderId: "b-2",
      reason: "requested",
      quantity,
    });
  }
});

Deno.test("a balance has what rested before it was asked for, and lacks what was written since or is not known to be there", () => {
  using folder = new Folder();
  const journal = folder.begin();
  valueOf(spend(journal, "resting", {}));
  journal.orders.report({ kind: "accepted", at: EVENING, clientOrderId: "resting" });
  valueOf(spend(journal, "submitting", {}));
  folder.now = EVENING + 1_000;
  valueOf(spend(journal, "since", {}));
  journal.orders.report({ kind: "accepted", at: folder.now, clientOrderId: "since" });
  // Six dollars each: two of three are taken off, once, and one more is wanted.
  valueOf(spend(journal, "one more", {}));
  const room = (amount: number) =>
    journal.orders.affords("one more", { amount: dollars(amount), askedAt: EVENING + 1_000 });
  assertEquals(refusalOf(room(17.99)).code, "ACCOUNT_BALANCE");
  valueOf(room(18));
});

Deno.test("of what the exchange said first after a balance was asked for, the balance may know nothing: it is taken off", () => {
  const quantity = 1_000 as Quantity;
  const said: Readonly<Record<string, readonly OrderReport[]>> = {
    taken: [{ kind: "accepted", at: EVENING + 40, clientOrderId: "first" }],
    "taken, once unknown": [
      { kind: "unknown", at: EVENING + 10, clientOrderId: "first", detail: "late" },
      { kind: "accepted", at: EVENING + 40, clientOrderId: "first" },
    ],
    filled: [
      { kind: "accepted", at: EVENING + 40, clientOrderId: "first" },
      { ...fillOf("first", "T1"), at: EVENING + 40, quantity },
    ],
    "ended at once": [
      { kind: "accepted", at: EVENING + 40, clientOrderId: "first" },
      { kind: "cancelled", at: EVENING + 40, clientOrderId: "first", reason: "exchange", quantity },
    ],
  };
  for (const [how, reports] of Object.entries(said)) {
    using folder = new Folder();
    const journal = folder.begin();
    valueOf(spend(journal, "first", {}));
    folder.now = EVENING + 21;
    // The balance was asked for at 20 ms, and its answer comes after that of the first order.
    valueOf(spend(journal, "second", {}));
    for (const report of reports) journal.orders.report(report);
    const asked = (ms: number) =>
      journal.orders.affords("second", { amount: dollars(11.99), askedAt: EVENING + ms });
    assertEquals(refusalOf(asked(20)).code, "ACCOUNT_BALANCE", how);
    valueOf(asked(41));
  }
});

Deno.test("two entries that are written before either has read the balance: the first has its money, the second what is left", () => {
  for (const secondReadsFirst of [false, true]) {
    using folder = new Folder();
    const [one, two] = [folder.begin("one"), folder.begin("two")];
    valueOf(spend(one, "a-1", {}));
    valueOf(spend(two, "b-1", {}));
    const [first, second] = [() => one.orders.affords("a-1", money), () => two.orders.affords("b-1", money)];
    const money = { amount: dollars(11.99), askedAt: EVENING };
    if (secondReadsFirst) assertEquals(refusalOf(second()).code, "ACCOUNT_BALANCE");
    valueOf(first());
    assertEquals(refusalOf(second()).code, "ACCOUNT_BALANCE");
    valueOf(two.orders.affords("b-1", { ...money, amount: dollars(12) }));
    // One that was not sent after all gives its money back.
    one.orders.report({ kind: "rejected", at: EVENING, clientOrderId: "a-1", reason: { code: "X" } });
    valueOf(second());
  }
});

Deno.test("property: entries that find enough never cost more than the shard has, however writing and comparing take turns", () => {
  using folder = new Folder();
  const journals = [folder.begin("one"), folder.begin("two")] as const;
  const step = fc.record({ process: fc.constantFrom(0, 1), isWrite: fc.boolean() });
  let exchangeIndex = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), fc.integer({ min: 0, max: 30 }), (steps, amount) => {
      exchangeIndex++;
      const waiting: readonly string[][] = [[], []];
      let sent = 0;
      for (const [index, { process, isWrite }] of steps.entries()) {
        const { orders } = journals[process];
        if (isWrite) {
          const id = `order-${exchangeIndex}-${index}`;
          valueOf(orders.record(newOrder(id, { exchangeIndex })));
          waiting[process]?.push(id);
          continue;
        }
        const clientOrderId = waiting[process]?.shift();
        if (clientOrderId === undefined) continue;
        const affords = orders.affords(clientOrderId, { amount: dollars(amount), askedAt: EVENING });
        if (affords.ok) sent += 6;
        else orders.report({ kind: "rejected", at: EVENING, clientOrderId, reason: affords.reason });
      }
      assert(sent <= amount, `${sent} of ${amount} dollars`);
    }),
    { seed: 5, numRuns: 40 },
  );
});

Deno.test("a limit is reached exactly at its bound", () => {
  using folder = new Folder();
  const journal = folder.begin();
  valueOf(spend(journal, "a-1", { maxTotalExposure: dollars(6) }));
  assertEquals(
    refusalOf(spend(journal, "a-2", { maxTotalExposure: dollars(12) - 1 as Micros })).code,
    "ACCOUNT_TOTAL_EXPOSURE",
  );
  valueOf(spend(journal, "a-3", { maxTotalExposure: dollars(12) }));
});

Deno.test("fills count as held and the rest as open; what is unknown counts whole, beside its fills", () => {
  using folder = new Folder();
  const journal = folder.begin();
  const room = (amount: number) => spend(journal, `x-${amount}`, { maxMarketExposure: dollars(amount) });
  valueOf(spend(journal, "a-1", {}));
  journal.orders.report(fillOf("a-1", "T1"));
  assertEquals(refusalOf(room(11.99)).code, "ACCOUNT_MARKET_EXPOSURE");
  journal.orders.report({ kind: "unknown", at: EVENING, clientOrderId: "a-1", detail: "late" });
  // 2.40 held, 6 perhaps there, and 6 for the new one.
  assertEquals(refusalOf(room(14.39)).code, "ACCOUNT_MARKET_EXPOSURE");
  valueOf(room(14.4));
});

Deno.test("orders and positions of others count into limits", () => {
  using folder = new Folder();
  const journal = folder.begin();
  const { market } = newOrder("x").request;
  journal.externals.setPositions({ whole: true, items: [{ market, quantity: -200 as Quantity }] }, EVENING);
  journal.externals.setOrders({
    whole: true,
    items: [{ orderId: "H", market, side: "ask", price: 9_000 as Price, remaining: 1_000 as Quantity }],
  }, EVENING);
  // A position whose cost is not known counts a dollar a contract: 2, and the order 1.
  assertEquals(
    refusalOf(spend(journal, "a-1", { maxTotalExposure: dollars(8.99) })).code,
    "ACCOUNT_TOTAL_EXPOSURE",
  );
  valueOf(spend(journal, "a-2", { maxTotalExposure: dollars(9) }));
  // A list that is not whole takes nothing away.
  journal.externals.setOrders({ whole: false, items: [] }, EVENING + 1);
  assertEquals(
    refusalOf(spend(journal, "a-3", { maxTotalExposure: dollars(14.99) })).code,
    "ACCOUNT_TOTAL_EXPOSURE",
  );
  journal.externals.setOrders({ whole: true, items: [] }, EVENING + 2);
  valueOf(spend(journal, "a-4", { maxTotalExposure: dollars(14.99) }));
});

Deno.test("no limit of the account holds an exit", () => {
  using folder = new Folder();
  const journal = folder.begin();
  const shut: AccountChecks = {
    maxMarketExposure: 0 as Micros,
    maxEventExposure: 0 as Micros,
    maxTotalExposure: 0 as Micros,
    maxOpenOrders: 0,
    maxDailyLoss: 0 as Micros,
  };
  for (const purpose of ["take_profit", "stop", "max_hold", "exit", "manual"] as const) {
    valueOf(journal.orders.record(newOrder(purpose, { request: { purpose, side: "ask" } }), shut));
    valueOf(journal.orders.affords(purpose, { amount: 0 as Micros, askedAt: 0 }));
  }
  assertStringIncludes(refusalOf(spend(journal, "entry", shut)).code, "ACCOUNT_");
});

Deno.test("the account's loss is that of all its sessions, and of one day of trading", () => {
  using folder = new Folder();
  const [one, two] = [folder.begin("one"), folder.begin("two")];
  one.pnl.set(dollars(-30), EVENING);
  two.pnl.set(dollars(-25), EVENING);
  two.pnl.set(dollars(-20), EVENING + 1);
  assertEquals(one.pnl.ofDay(EVENING), dollars(-50));
  assertEquals(refusalOf(spend(one, "a-1", { maxDailyLoss: dollars(50) })).code, "ACCOUNT_DAILY_LOSS");
  valueOf(spend(one, "a-2", { maxDailyLoss: dollars(50.01) }));
  folder.now = tradingDayStart(tradingDay(EVENING) + 1);
  valueOf(spend(one, "a-3", { maxDailyLoss: dollars(50) }));
});

Deno.test("one process at a time closes a position; the lease of a dead one is taken over", () => {
  using folder = new Folder();
  const [one, two] = [folder.begin("one"), folder.begin("two")];
  valueOf(one.leases.take("M"));
  valueOf(one.leases.take("M"));
  assertEquals(refusalOf(two.leases.take("M")).code, "EXIT_LEASED");
  valueOf(two.leases.take("N"));
  // Only the owner gives it back.
  two.leases.release("M");
  assertEquals(refusalOf(two.leases.take("M")).code, "EXIT_LEASED");
  one.leases.release("M");
  valueOf(two.leases.take("M"));
  folder.now += 5_000;
  two.sessions.heartbeat();
  folder.now += 5_000;
  assertEquals(refusalOf(one.leases.take("M")).code, "EXIT_LEASED");
  folder.now += 1;
  valueOf(one.leases.take("M"));
  two.sessions.heartbeat();
  one.sessions.end();
  valueOf(two.leases.take("M"));
});

Deno.test("a clock that was set back neither keeps a dead session's lease nor lets a living one lose it", () => {
  using folder = new Folder();
  const [one, two] = [folder.begin("one"), folder.begin("two")];
  valueOf(two.leases.take("M"));
  folder.now -= 3_600_000;
  two.sessions.heartbeat();
  assertEquals(refusalOf(one.leases.take("M")).code, "EXIT_LEASED");
  folder.now -= 3_600_000;
  valueOf(one.leases.take("M"));
});

Deno.test("an arming ends at its time, at its loss over all sessions, and by hand; a whole-account cancel suspends it", () => {
  using folder = new Folder();
  const journal = folder.begin();
  const code = () => {
    const current = journal.armings.current();
    return current.ok ? "ARMED" : current.reason.code;
  };
  const until = EVENING + 3_600_000;
  const arm = () => journal.armings.arm({ until, maxLoss: dollars(50), by: "test" }, dollars(100));
  assertEquals(code(), "NOT_ARMED");
  journal.pnl.set(dollars(-40), EVENING);
  valueOf(arm());
  assertEquals(code(), "ARMED");
  journal.pnl.set(dollars(-89.99), EVENING + 1);
  assertEquals(code(), "ARMED");
  journal.pnl.set(dollars(-90), EVENING + 2);
  assertEquals(code(), "ARMING_LOSS");
  valueOf(arm());
  journal.armings.accountCancelled("test");
  assertEquals([code(), refusalOf(arm()).code], ["ACCOUNT_CANCEL", "arming_refused"]);
  folder.now = EVENING + 60_000;
  assertEquals(code(), "ARMED");
  folder.now = until - 1;
  assertEquals(code(), "ARMED");
  folder.now = until;
  assertEquals(code(), "ARMING_EXPIRED");
  folder.now = EVENING + 120_000;
  assertEquals([valueOf(journal.armings.disarm("test")), code()], [true, "NOT_ARMED"]);
  for (
    const wrong of [{ until: folder.now }, { until: folder.now + 86_400_001 }, { maxLoss: 0 }, {
      maxLoss: dollars(100) + 1,
    }]
  ) {
    const asked = { until, maxLoss: dollars(50), by: "test", ...wrong } as {
      until: number;
      maxLoss: Micros;
      by: string;
    };
    assertEquals(refusalOf(journal.armings.arm(asked, dollars(100))).code, "arming_refused");
  }
});

Deno.test("halts outlive the process, are set once, and end at their time or by a person", () => {
  using folder = new Folder();
  {
    const journal = folder.begin();
    for (const detail of ["first", "second"]) journal.halts.set({ code: "DRAWDOWN", detail });
    journal.halts.set({ code: "DAILY_LOSS", detail: "lost", until: EVENING + 1_000 });
    journal.halts.set({ code: "DIFFERS", detail: "M", market: "M" });
    journal.halts.set({ code: "DIFFERS", detail: "N", market: "N" });
    folder.close();
  }
  const journal = folder.begin();
  const active = () => journal.halts.active().map(({ code, detail }) => `${code} ${detail}`);
  assertEquals(active(), ["DRAWDOWN first", "DAILY_LOSS lost", "DIFFERS M", "DIFFERS N"]);
  folder.now = EVENING + 1_000;
  assertEquals(active(), ["DRAWDOWN first", "DIFFERS M", "DIFFERS N"]);
  journal.halts.set({ code: "DAILY_LOSS", detail: "again", until: EVENING + 9_000 });
  assertEquals(active().at(-1), "DAILY_LOSS again");
  assertEquals(valueOf(journal.halts.clear("DIFFERS", "test", "M")), 1);
  assertEquals(valueOf(journal.halts.clear("DRAWDOWN", "test")), 1);
  assertEquals(active(), ["DIFFERS N", "DAILY_LOSS again"]);
});

Deno.test("a halt that is set or ended has a line in the audit log, once", () => {
  using folder = new Folder();
  using journal = folder.begin();
  journal.halts.set({ code: "ORDER_GROUP", detail: "group G was triggered" });
  journal.halts.set({ code: "ORDER_GROUP", detail: "group G was triggered" });
  valueOf(journal.halts.clear("ORDER_GROUP", "test"));
  valueOf(journal.halts.clear("ORDER_GROUP", "test"));
  journal.audit.flush();
  const kinds = logLines(folder).map((line) => JSON.parse(line).kind);
  assertEquals(kinds.filter((kind) => String(kind).startsWith("halt")), ["halt", "halt_cleared"]);
});
