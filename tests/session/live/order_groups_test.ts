/**
 * Entries in an order group of their own: the exchange stops what buys too fast, exits go on.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DEFAULT_LIMITS, type RiskLimits } from "../../../src/core/risk/limits.ts";
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import { setupOf } from "../support.ts";
import { LiveBench, refusedCodes } from "./live_support.ts";

async function withBook(contracts: string, rule: Readonly<Record<string, number>> | null = {}) {
  const { limits } = await setupOf();
  const more: RiskLimits = { ...limits, maxContractsIn15s: parseQuantity(contracts) };
  const bench = await LiveBench.open({ rule, setup: { limits: more } });
  await bench.offer("ask", "0.5600", "20");
  return { bench, bid: await bench.offer("bid", "0.5400", "100") };
}

async function halted(bench: LiveBench, live: Awaited<ReturnType<LiveBench["start"]>>): Promise<void> {
  await bench.watcher.until(
    () => live.session.live?.halts.some(({ code }) => code === "ORDER_GROUP") === true,
    "the halt",
  );
}

Deno.test("no limit set: no group is made", async () => {
  await using bench = await LiveBench.open();
  await bench.offer("ask", "0.5600", "20");
  await bench.offer("bid", "0.5400", "100");
  assertEquals(DEFAULT_LIMITS.maxContractsIn15s, parseQuantity("1000000"));
  await bench.start();
  await bench.until("fill");
  assertEquals(bench.account.groups(), []);
});

Deno.test("an entry is in the group of its shard; too much within 15 s triggers it: entries stop, the stop still goes", async () => {
  const { bench, bid } = await withBook("5", { stopLoss: 1_000 });
  await using _ = bench;
  const live = await bench.start();
  await bench.until("fill");
  const [group] = bench.account.groups();
  assertEquals(
    live.journal.orders.ofSession(live.journal.sessions.own?.sessionId ?? 0).map((row) => row.groupId),
    [
      group?.groupId,
    ],
  );
  await halted(bench, live);
  await bench.offer("bid", "0.5000", "50");
  assert(bench.stranger.cancel({ orderId: bid, exchangeIndex: 3 }).ok);
  await bench.watcher.until(() => bench.watcher.outcomes.some(({ kind }) => kind === "closed"), "the stop");
  assertEquals(bench.account.position(bench.market)?.position ?? 0, 0);
  // The rule is flat and would enter again.
  await bench.watcher.until(() => refusedCodes(bench.watcher.outcomes).length > 0, "a refusal of the gate");
  assertEquals(bench.account.groups().length, 1, "nothing is made again in silence");
});

Deno.test("a group that a hand deletes halts entries; one that is empty is deleted at the end, in silence", async () => {
  const { bench } = await withBook("100", null);
  await using _ = bench;
  const live = await bench.start();
  await bench.seeing(live.session);
  const [group] = bench.account.groups();
  assert(group !== undefined);
  await live.session.close("the test is over");
  assertEquals(bench.account.groups(), []);
  assertEquals(live.journal.halts.active(), [], "its own end is no trouble");
  const next = await bench.start();
  await bench.seeing(next.session);
  const [fresh] = bench.account.groups();
  assert(bench.account.deleteGroup({ groupId: fresh?.groupId ?? "", exchangeIndex: 3 }).ok);
  await halted(bench, next);
  assertEquals(bench.account.groups(), []);
});
