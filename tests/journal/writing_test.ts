import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Journal } from "../../src/journal/journal.ts";
import { EVENING, fillOf, Folder, logLines, newOrder, refusalOf, valueOf } from "./support.ts";

/** Holds the write lock as a process that stands still does. */
function lock(folder: Folder): DatabaseSync {
  const other = new DatabaseSync(folder.options.place.journal);
  other.exec("begin immediate");
  return other;
}

Deno.test("while another process holds the journal an order is refused, and what was reported waits and is not lost", () => {
  using folder = new Folder();
  using journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  {
    using other = lock(folder);
    assertEquals(refusalOf(journal.orders.record(newOrder("a-2"))).code, "journal_locked");
    journal.orders.submitted("a-1", { orderId: "X1", at: EVENING });
    journal.orders.report(fillOf("a-1", "T1"));
    assertEquals(journal.orders.fill({ ...fillRow(), tradeId: "T2" }), true);
    journal.audit.append("report", { client_order_id: "a-1" });
    assertEquals(journal.pending, 4);
    assertStringIncludes(journal.failure ?? "", "another process holds it");
    // Nothing is sent while reports wait, also where the lock is gone in between.
    assertEquals(refusalOf(journal.orders.record(newOrder("a-2"))).code, "journal_pending");
    other.exec("rollback");
  }
  folder.timers.fire();
  assertEquals([journal.pending, journal.failure], [0, undefined]);
  assertEquals(journal.orders.byExchangeId("X1")?.filled as number, 800);
  journal.audit.flush();
  assert(logLines(folder).some((line) => line.includes('"kind":"report"')));
  valueOf(journal.orders.record(newOrder("a-2")));
});

Deno.test("what happened at one moment is written at once, and is not lost by what goes wrong beside it", () => {
  using folder = new Folder();
  using journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  const said = () => {
    journal.orders.submitted("a-1", { orderId: "X1", at: EVENING });
    journal.orders.report(fillOf("a-1", "T1"));
    journal.audit.append("report", { client_order_id: "a-1" });
  };
  using watcher = new DatabaseSync(folder.options.place.journal);
  const versions: unknown[] = [];
  // Another connection sees one change a transaction.
  const version = () => versions.push(watcher.prepare("pragma data_version").get()?.["data_version"]);
  version();
  journal.gather(() => {
    said();
    version();
    assertEquals(journal.pending, 3);
  });
  version();
  assertEquals([versions[1] === versions[0], versions[2] === versions[0]], [true, false]);
  assertEquals([journal.pending, journal.orders.byExchangeId("X1")?.filled as number], [0, 400]);
  {
    using other = lock(folder);
    journal.gather(() => {
      journal.orders.report(fillOf("a-1", "T2"));
      journal.orders.report({ kind: "accepted", at: EVENING, clientOrderId: "a-1" });
    });
    assertEquals(journal.pending, 2);
    other.exec("rollback");
  }
  // Until the time of the next try nothing else tries.
  journal.gather(() => journal.orders.report({ kind: "accepted", at: EVENING, clientOrderId: "a-1" }));
  assertEquals([journal.failing, journal.pending], [true, 3]);
  folder.timers.fire();
  assertEquals([journal.failing, journal.pending], [false, 0]);
  // A fault of this program: it is said, and what stands beside it is kept.
  journal.gather(() => {
    journal.orders.fill({
      ...fillRow(),
      tradeId: "T3",
      quantity: 0 as ReturnType<typeof fillRow>["quantity"],
    });
    journal.orders.fill({ ...fillRow(), tradeId: "T4" });
  });
  assertEquals([journal.pending, journal.faults.length], [0, 1]);
  assertStringIncludes(journal.faults[0] ?? "", "fill T3");
  assertEquals(journal.orders.fills({ clientOrderId: "a-1" }).map(({ tradeId }) => tradeId), [
    "T1",
    "T2",
    "T4",
  ]);
});

Deno.test("fills are read of an order, of a market, or since a moment, oldest first", () => {
  using folder = new Folder();
  using journal = folder.begin();
  const { market } = fillRow();
  valueOf(journal.orders.record(newOrder("a-1")));
  valueOf(journal.orders.record(newOrder("a-2")));
  journal.orders.fill({ ...fillRow(), tradeId: "T3", clientOrderId: "a-2", at: EVENING + 3 });
  journal.orders.fill({ ...fillRow(), tradeId: "T1", at: EVENING + 1 });
  journal.orders.fill({
    ...fillRow(),
    tradeId: "T2",
    market: "KXNBAGAME-26NOV22LALBOS-BOS",
    at: EVENING + 2,
  });
  const ids = (of: Parameters<typeof journal.orders.fills>[0]) =>
    journal.orders.fills(of).map(({ tradeId }) => tradeId);
  assertEquals(ids({ clientOrderId: "a-1" }), ["T1", "T2"]);
  assertEquals(ids({ market }), ["T1", "T3"]);
  assertEquals(ids({ since: EVENING + 2 }), ["T2", "T3"]);
});

function fillRow() {
  const { clientOrderId, price, quantity, role, fee, balanceChange, at } = fillOf("a-1", "T2");
  const { request: { market, side } } = newOrder("a-1");
  return { clientOrderId, market, side, price, quantity, role, fee, balanceChange, at };
}

Deno.test("what waits when a journal is closed is written, if it can be by then", () => {
  using folder = new Folder();
  const journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  {
    using other = lock(folder);
    journal.orders.report(fillOf("a-1", "T1"));
    other.exec("rollback");
  }
  folder.close();
  using again = folder.open();
  assertEquals(again.orders.byClientId("a-1")?.filled as number, 400);
});

Deno.test("a locked journal that is opened waits its time and is refused in one line", () => {
  using folder = new Folder();
  folder.begin();
  folder.close();
  using other = lock(folder);
  const { code, message } = refusalOf(Journal.open(folder.options));
  assertEquals(code, "journal_locked");
  assertStringIncludes(message, "another process holds it");
  other.exec("rollback");
});

Deno.test("a damaged file is refused in one line and left as it is", () => {
  using folder = new Folder();
  folder.begin();
  folder.close();
  const { journal: path } = folder.options.place;
  const bytes = Deno.readFileSync(path);
  bytes.fill(0x5a, 0, 4096);
  Deno.writeFileSync(path, bytes);
  const { code, message } = refusalOf(Journal.open(folder.options));
  assertEquals(code, "journal_corrupt");
  assertStringIncludes(message, "it is damaged");
  assertEquals(Deno.readFileSync(path), bytes);
});

Deno.test("a write that can never succeed is named, and does not hold up the ones behind it", () => {
  using folder = new Folder();
  using journal = folder.begin();
  valueOf(journal.orders.record(newOrder("a-1")));
  journal.afterwards("a fault", () => {
    throw new TypeError("no such thing");
  });
  journal.orders.report(fillOf("a-1", "T1"));
  assertEquals(journal.pending, 0);
  assertEquals(journal.faults, ["a fault: no such thing"]);
  assertEquals(journal.orders.byClientId("a-1")?.filled as number, 400);
});

Deno.test("a folder that cannot be written is refused in one line", async () => {
  using folder = new Folder();
  folder.begin();
  folder.close();
  const { journal: path } = folder.options.place;
  Deno.chmodSync(folder.path, 0o755);
  for (const each of ["journal", "keys", "audit"]) Deno.chmodSync(`${folder.path}/${each}`, 0o555);
  Deno.chmodSync(path, 0o444);
  const script = `
    import { Journal } from "${new URL("../../src/journal/journal.ts", import.meta.url)}";
    import { accountPlace } from "${new URL("../../src/journal/place.ts", import.meta.url)}";
    const place = accountPlace("${folder.path}", "sim", "key-1");
    const opened = Journal.open({ place, environment: "sim", account: "key-1", now: Date.now });
    console.log(opened.ok ? "opened" : opened.reason.message);`;
  // Only a process without that permission shows it: not all may write here but root, and root may write everywhere.
  const args = ["run", "--quiet", "--no-check", "--no-prompt", "--allow-read", `--allow-env`, "-"];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  const { stdout } = await child.output();
  const line = new TextDecoder().decode(stdout).trim();
  assertStringIncludes(line, "Cannot use journal");
  assertStringIncludes(line, "check the permissions");
  assertEquals(line.split("\n").length, 1);
  for (const each of ["journal", "keys", "audit"]) Deno.chmodSync(`${folder.path}/${each}`, 0o755);
});
