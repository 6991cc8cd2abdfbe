import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Journal } from "../../src/journal/journal.ts";
import { MIGRATIONS } from "../../src/journal/schema.ts";
import { DatabaseSync } from "node:sqlite";
import type { Price, Quantity } from "../../src/core/numbers/money.ts";
import { EVENING, fillOf, Folder, logLines, newOrder, refusalOf, valueOf } from "./support.ts";

Deno.test("an order is there again after the journal was opened again, with all that was reported of it", () => {
  using folder = new Folder();
  {
    using journal = folder.begin();
    valueOf(journal.orders.record(newOrder("a-1", { expirationTime: 1_800_000_000, groupId: "g" })));
    journal.orders.submitted("a-1", { orderId: "X1", at: EVENING + 100 });
    journal.orders.report({ kind: "accepted", at: EVENING + 100, clientOrderId: "a-1" });
    journal.orders.report(fillOf("a-1", "T1"));
  }
  using journal = folder.begin();
  const [order, ...more] = journal.orders.open();
  assertEquals(more, []);
  assertEquals(order?.request, newOrder("a-1").request);
  assertEquals(order?.orderId, "X1");
  assertEquals(order?.state, "resting");
  assertEquals(order?.filled, 400 as Quantity);
  assertEquals([order?.expirationTime, order?.groupId, order?.exchangeIndex], [1_800_000_000, "g", 3]);
  assertEquals(journal.orders.byExchangeId("X1")?.request.clientOrderId, "a-1");
  assertEquals(journal.orders.positions().map(({ quantity, cost }) => [quantity, cost]), [[400, 2_400_000]]);
});

Deno.test("a trade counts once, whoever tells of it and however often; a report never moves a state back", () => {
  using folder = new Folder();
  using journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  // The fill and the end come before the answer.
  journal.orders.report(fillOf("a-1", "T1"));
  journal.orders.report(fillOf("a-1", "T1"));
  journal.orders.report({
    kind: "cancelled",
    at: EVENING + 2_000,
    clientOrderId: "a-1",
    reason: "requested",
    quantity: 300 as Quantity,
  });
  journal.orders.report({ kind: "accepted", at: EVENING + 3_000, clientOrderId: "a-1" });
  journal.orders.report({ kind: "unknown", at: EVENING + 3_000, clientOrderId: "a-1", detail: "late" });
  assertEquals(journal.orders.byClientId("a-1")?.state, "cancelled");
  assertEquals(journal.orders.withFillsOutstanding().map(({ request }) => request.clientOrderId), ["a-1"]);
  // The fill that is outstanding comes long after the end.
  journal.orders.report(fillOf("a-1", "T2", { quantity: 300 as Quantity }));
  assertEquals(journal.orders.withFillsOutstanding(), []);
  assertEquals(journal.orders.positions()[0]?.quantity, 700 as Quantity);
});

Deno.test("an order without a session, or with an id that was used, is refused", () => {
  using folder = new Folder();
  using journal = folder.open();
  assertEquals(refusalOf(journal.orders.record(newOrder("a-1"))).code, "no_session");
  valueOf(journal.beginSession({ process: "test", mode: "live" }));
  valueOf(journal.orders.record(newOrder("a-1")));
  assertEquals(refusalOf(journal.orders.record(newOrder("a-1"))).code, "order_known");
});

Deno.test("an exchange's id that belongs to another order halts entries and overwrites nothing", () => {
  using folder = new Folder();
  using journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  valueOf(journal.orders.record(newOrder("a-2")));
  journal.orders.submitted("a-1", { orderId: "X1", at: EVENING });
  journal.orders.submitted("a-2", { orderId: "X1", at: EVENING });
  assertEquals(journal.halts.active().map(({ code }) => code), ["ORDER_IDS"]);
  assertEquals(journal.orders.byExchangeId("X1")?.request.clientOrderId, "a-1");
  assertEquals(journal.orders.byClientId("a-2")?.orderId, undefined);
});

Deno.test("order ids of sessions, and of a copy of the journal, never meet", () => {
  using folder = new Folder();
  using first = folder.open();
  using second = folder.open();
  const one = valueOf(first.beginSession({ process: "one", mode: "live" }));
  const two = valueOf(second.beginSession({ process: "two", mode: "live" }));
  assertEquals(one.orderPrefix, `${first.epoch}-1-`);
  assertEquals(two.orderPrefix, `${first.epoch}-2-`);
  assert(/^[a-z0-9]{8}-1-$/.test(one.orderPrefix));
});

Deno.test("a copy of a journal makes other order ids, and says so", () => {
  using folder = new Folder();
  const { epoch } = folder.begin();
  const path = folder.options.place.journal;
  folder.close();
  Deno.copyFileSync(path, `${path}.copy`);
  using copy = folder.open({ place: { ...folder.options.place, journal: `${path}.copy` } });
  assert(copy.epoch !== epoch);
  assertStringIncludes(copy.notices.join(), "copied or moved");
  assertEquals(copy.halts.active(), []);
});

Deno.test("a journal that is older than its audit log halts entries: a backup was put in its place", () => {
  using folder = new Folder();
  const path = folder.options.place.journal;
  folder.begin();
  folder.close();
  Deno.copyFileSync(path, `${path}.backup`);
  folder.begin().audit.append("order", {});
  folder.close();
  Deno.renameSync(`${path}.backup`, path);
  using journal = folder.open();
  assertEquals(journal.halts.active().map(({ code }) => code), ["JOURNAL_RESTORED"]);
  assertStringIncludes(journal.notices.join("\n"), "it is an older copy");
});

Deno.test("files of the account are readable by their owner alone", () => {
  using folder = new Folder();
  using journal = folder.begin();
  journal.audit.flush();
  const { journal: path, log, key } = folder.options.place;
  for (const file of [path, `${path}-wal`, `${path}-shm`, log, key]) {
    assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o600, file);
  }
});

Deno.test("an older file is brought up to date and keeps its orders", () => {
  using folder = new Folder();
  const { journal: path } = folder.options.place;
  Deno.mkdirSync(`${folder.path}/journal`, { recursive: true });
  {
    using old = new DatabaseSync(path);
    old.exec(`${MIGRATIONS[0]} pragma user_version = 1`);
    old.exec(`
      insert into epochs values ('abcdefgh', 1, null);
      insert into sessions values (7, 'abcdefgh', 'old', 'live', '{}', 1, 1, null);
      insert into orders (client_order_id, session, strategy, purpose, market, side, price, quantity, time_in_force,
        post_only, reduce_only, exchange_index, subaccount, created_at, state, updated_at)
        values ('abcdefgh-7-1', 7, 's', 'entry', 'M', 'bid', 5000, 100, 'good_till_canceled', 0, 0, 0, 0, 1, 'submitting', 1);
    `);
  }
  using journal = folder.begin();
  assertEquals(journal.epoch, "abcdefgh");
  assertEquals(journal.orders.unresolved().map(({ request }) => request.clientOrderId), ["abcdefgh-7-1"]);
  journal.externals.setPositions({ whole: true, items: [] }, EVENING);
  assertEquals(journal.pending, 0);
});

Deno.test("a newer file is refused in one line and left as it is", () => {
  using folder = new Folder();
  folder.begin();
  folder.close();
  const { journal: path } = folder.options.place;
  {
    using newer = new DatabaseSync(path);
    newer.exec("pragma user_version = 99");
  }
  const { code, message } = refusalOf(Journal.open(folder.options));
  assertEquals(code, "journal_newer");
  assertEquals(message.split("\n").length, 1);
  assertStringIncludes(message, "use the newer program");
  using newer = new DatabaseSync(path);
  assertEquals(newer.prepare("pragma user_version").get()?.["user_version"], 99);
});

Deno.test("a journal of another account or environment is refused", () => {
  using folder = new Folder();
  folder.begin();
  folder.close();
  for (const other of [{ account: "key-2" }, { environment: "prod" }]) {
    assertEquals(refusalOf(Journal.open({ ...folder.options, ...other })).code, "journal_of_another");
  }
});

Deno.test("orders and lines of one event are written together or not at all", () => {
  using folder = new Folder();
  using journal = folder.begin();
  const refused = journal.together(() => {
    const first = journal.orders.record(newOrder("a-1"));
    journal.audit.append("order", { client_order_id: "a-1" });
    journal.orders.report({ kind: "accepted", at: EVENING, clientOrderId: "a-0" });
    if (!first.ok) return first;
    throw new Error("database is locked");
  });
  assertEquals(refusalOf(refused).code, "journal_locked");
  assertEquals(journal.orders.byClientId("a-1"), undefined);
  journal.audit.flush();
  assertEquals(logLines(folder).filter((line) => line.includes("a-1")), []);
  // What has happened is tried again.
  assertEquals(journal.pending, 1);
  assert(journal.retry());
});

Deno.test("what the exchange has confirmed of an order takes the place of what was sent", () => {
  using folder = new Folder();
  using journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  journal.orders.changed("a-1", {
    at: EVENING,
    price: 6_100 as Price,
    quantity: 800 as Quantity,
    expirationTime: 7,
  });
  const order = journal.orders.byClientId("a-1");
  assertEquals(
    [order?.request.price, order?.request.quantity, order?.expirationTime],
    [6_100 as Price, 800 as Quantity, 7],
  );
});
