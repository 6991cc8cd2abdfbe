/**
 * A journal that cannot be written while money is at stake: what only takes risk away goes, what adds risk waits.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import { readWholeLog } from "../../../src/audit/read_log.ts";
import { LiveBench } from "./live_support.ts";

/** Holds the write lock, as a process that stands still does. */
function lock(path: string): DatabaseSync {
  const other = new DatabaseSync(path);
  other.exec("begin immediate");
  return other;
}

Deno.test("a stop fires while the journal cannot be written: the exit goes, is said loudly, and is journaled afterwards", async () => {
  await using bench = await LiveBench.open({ rule: { stopLoss: 0.1 } });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "1");
  const { session, journal } = await bench.start();
  await bench.until("fill");
  await bench.seeing(session);
  assertEquals(bench.account.position(bench.market)?.position, parseQuantity("10"));
  const other = lock(journal.place.journal);
  for (const { orderId } of bench.stranger.resting()) {
    assert(bench.stranger.cancel({ orderId, exchangeIndex: 3 }).ok);
  }
  await bench.offer("bid", "0.5200", "50");
  await bench.untilAtExchange(() => (bench.account.position(bench.market)?.position ?? 0) === 0, "the exit");
  await bench.watcher.until(
    () => bench.watcher.outcomes.some(({ kind }) => kind === "closed"),
    "the end of the position",
  );
  assert((session.live?.unjournaled ?? 0) > 0, "it waits for the journal");
  assert(
    session.live?.alarms.some((alarm) => alarm.startsWith("EXIT_UNJOURNALED")),
    session.live?.alarms.join(" | "),
  );
  other.exec("rollback");
  other.close();
  assert(journal.retry());
  assertEquals(journal.orders.positions().filter(({ quantity }) => quantity !== 0), []);
  assertEquals(journal.faults, []);
  const exits = journal.orders.ofSession(journal.sessions.own?.sessionId ?? 0).filter(({ request }) =>
    request.purpose !== "entry"
  );
  assertEquals(exits.map(({ state, filled }) => [state, filled]), [["filled", parseQuantity("10")]]);
  journal.audit.flush();
  const log = readWholeLog(journal.place.log).text;
  const id = exits[0]?.request.clientOrderId ?? "";
  assert(log.includes(`"kind":"order","data":{"client_order_id":"${id}"`), "the log has the order");
  await session.close("the test is over");
});
