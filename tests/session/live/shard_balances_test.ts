import { assert, assertEquals } from "@std/assert";
import type { Micros } from "../../../src/core/numbers/money.ts";
import type { BalanceRecord } from "../../../src/kalshi/orders/contract.ts";
import type { ReadOutcome } from "../../../src/kalshi/orders/outcomes.ts";
import { ShardBalances } from "../../../src/session/live/shard_balances.ts";

/** Reads that are answered by hand, and time that passes by hand. */
function bench({ tokens = 600 } = {}) {
  const asked: { readonly shard: number | undefined; answer(amount: number): void }[] = [];
  const timers = new Set<{ readonly ms: number; readonly action: () => void }>();
  const seen: string[] = [];
  let at = 0;
  const balances = new ShardBalances({
    reads: {
      balance: (shard, _subaccount, signal) => {
        const askedAt = ++at;
        const { promise, resolve } = Promise.withResolvers<ReadOutcome<BalanceRecord>>();
        signal?.addEventListener("abort", () =>
          resolve({
            kind: "failed",
            at,
            reason: { code: "aborted", path: "/portfolio/balance", message: "ended" },
          }));
        asked.push({
          shard,
          answer: (amount) =>
            resolve({ kind: "read", value: { balance: amount as Micros, shards: [] }, askedAt, at }),
        });
        return promise;
      },
    },
    bucket: { tokens },
    timers: {
      after(ms, action) {
        const timer = { ms, action };
        timers.add(timer);
        return { clear: () => timers.delete(timer) };
      },
    },
    subaccount: 0,
    onRead: ({ kind }) => seen.push(kind),
  });
  const pass = (ms: number): void => {
    for (const timer of [...timers]) {
      if (timer.ms > ms) continue;
      timers.delete(timer);
      timer.action();
    }
  };
  return { balances, asked, seen, pass };
}

Deno.test("entries of one moment share a reading; a later one has its own, though the first is still under way", async () => {
  const { balances, asked, seen, pass } = bench();
  const together = [balances.read(3), balances.read(3)];
  const other = balances.read(0);
  assertEquals(asked.map(({ shard }) => shard), [3, 0]);
  pass(0);
  const later = balances.read(3);
  assertEquals(asked.length, 3);
  for (const [index, one] of asked.entries()) one.answer(index + 10);
  const amounts = await Promise.all([...together, other, later].map(async (reading) => {
    const read = await reading;
    assert(read.ok);
    return [read.value.amount, read.value.askedAt];
  }));
  assertEquals(amounts, [[10, 1], [10, 1], [11, 2], [12, 3]]);
  assertEquals(seen, ["read", "read", "read"]);
});

Deno.test("an entry does not wait for longer than a second, nor for the rate limit of reads", async () => {
  const slow = bench();
  const reading = slow.balances.read(3);
  slow.pass(1_000);
  const read = await reading;
  assert(!read.ok);
  assertEquals(read.reason.message, "the balance of shard 3 was not read within 1 s");
  assertEquals(slow.seen, ["failed"]);
  const busy = bench({ tokens: 109 });
  const refused = await busy.balances.read(3);
  assert(!refused.ok);
  assertEquals([refused.reason.code, busy.asked.length], ["balance_unread", 0]);
  const enough = bench({ tokens: 110 });
  void enough.balances.read(3);
  assertEquals(enough.asked.length, 1);
});
