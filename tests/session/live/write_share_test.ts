/**
 * One account's rate limit of writes, shared by sessions of one journal, against the buckets of the embedded exchange.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { WriteBudget } from "../../../src/kalshi/orders/budget.ts";
import type { WritePriority } from "../../../src/kalshi/orders/contract.ts";
import { DEAD_AFTER_MS } from "../../../src/journal/sessions.ts";
import { WriteShare } from "../../../src/session/live/write_share.ts";
import { ApiLimits } from "../../../src/simulator/server/api_limits.ts";
import { pay } from "../../../src/simulator/server/rest/billing.ts";
import { Folder } from "../../journal/support.ts";
import { Watcher } from "../support.ts";
import { LiveBench } from "./live_support.ts";

const SHARD = 3;
const PATH = "/portfolio/events/orders";

/** Processes of one account, each with a budget of its own, and the exchange that bills them all. */
class Account {
  now = 1_000;
  readonly #exchange = new ApiLimits([0, SHARD]);
  readonly budgets: readonly WriteBudget[];

  constructor(processes: number) {
    this.budgets = Array.from({ length: processes }, () => new WriteBudget({ now: () => this.now }));
  }

  /** Sends where the process's own budget has room. @returns whether the exchange took it; `undefined` where it was not sent */
  async send(budget: WriteBudget, priority: WritePriority): Promise<boolean | undefined> {
    const cost = priority === "cancel" ? 2 : 10;
    const room = await budget.spend({ bucket: SHARD, cost, priority, waitMs: 0 });
    if (room !== "room") return undefined;
    const query = new URLSearchParams(priority === "cancel" ? `exchange_index=${SHARD}` : "");
    return pay(this.#exchange, "u", this.now, {
      method: priority === "cancel" ? "DELETE" : "POST",
      path: priority === "cancel" ? `${PATH}/x` : PATH,
      query,
      body: priority === "cancel" ? undefined : { ticker: "T", exchange_index: SHARD },
    });
  }
}

/** All enter as fast as they can; then all cancel. @returns how many cancels the exchange refused with 429 */
async function cancelsRefused(account: Account): Promise<number> {
  for (let round = 0; round < 20; round++) {
    for (const budget of account.budgets) await account.send(budget, "entry");
  }
  let refused = 0;
  for (let round = 0; round < 5; round++) {
    for (const budget of account.budgets) if (await account.send(budget, "cancel") === false) refused++;
  }
  return refused;
}

Deno.test("two processes that each believe in the whole bucket are refused cancels; with their shares they never are", async () => {
  const apart = new Account(2);
  assert(await cancelsRefused(apart) > 0, "what a share is there for");
  for (const processes of [2, 3, 5]) {
    const account = new Account(processes);
    for (const budget of account.budgets) budget.share(processes);
    assertEquals(await cancelsRefused(account), 0, `${processes} processes`);
  }
});

Deno.test("whatever processes send at their shares, the exchange's buckets hold it", async () => {
  const step = fc.record({
    who: fc.nat(4),
    priority: fc.constantFrom<WritePriority>("cancel", "exit", "entry"),
    afterMs: fc.nat(120),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 5 }),
      fc.array(step, { maxLength: 120 }),
      async (many, steps) => {
        const account = new Account(many);
        for (const budget of account.budgets) budget.share(many);
        for (const { who, priority, afterMs } of steps) {
          account.now += afterMs;
          const budget = account.budgets[who % many];
          if (budget !== undefined && await account.send(budget, priority) === false) return false;
        }
        return true;
      },
    ),
    { seed: 20_261_128, numRuns: 200 },
  );
});

Deno.test("however many there are, an entry of the documented cost goes out, and all is there again for the last one", async () => {
  const account = new Account(1);
  const [budget] = account.budgets;
  assert(budget !== undefined);
  for (const many of [1, 2, 5, 16, 64]) {
    budget.share(many);
    account.now += 60_000;
    assertEquals(await account.send(budget, "entry"), true, `${many} processes`);
    account.now += 60_000;
  }
  budget.resize({ tokensPerSecond: 640, capacity: 6_400 });
  assertEquals(budget.size, { tokensPerSecond: 10, capacity: 100 });
  budget.share(1);
  assertEquals(budget.size, { tokensPerSecond: 640, capacity: 6_400 });
});

Deno.test("the share follows sessions of the journal that begin, end and die; commands have none", () => {
  using folder = new Folder();
  const first = folder.begin();
  const budget = new WriteBudget({ now: () => folder.now });
  const share = new WriteShare(first.sessions, budget);
  const capacity = () => {
    share.tick();
    return budget.size.capacity;
  };
  assertEquals(capacity(), 100);
  const second = folder.begin();
  assertEquals(capacity(), 50);
  const command = folder.open();
  assert(command.beginSession({ process: "cancel", mode: "command" }).ok);
  assertEquals(capacity(), 50);
  second.sessions.end();
  assertEquals(capacity(), 100);
  folder.begin();
  assertEquals(capacity(), 50);
  folder.now += DEAD_AFTER_MS + 1;
  first.sessions.heartbeat();
  assertEquals(capacity(), 100, "a killed one gives its share back");
});

Deno.test("live sessions of one journal share, and the one that is left has the whole again", async () => {
  const shares: number[] = [];
  const { share } = WriteBudget.prototype;
  WriteBudget.prototype.share = function (among) {
    shares.push(among);
    share.call(this, among);
  };
  try {
    await using bench = await LiveBench.open({ rule: null });
    const first = await bench.start();
    await bench.seeing(first.session);
    assertEquals(shares, []);
    const watcher = new Watcher();
    const second = await bench.start({ watcher });
    assertEquals(shares[0], 2, "the later one knows before it sends anything");
    await bench.watcher.until(() => shares.length === 2, "the earlier one's part");
    await second.session.close("the test has ended");
    second.journal.sessions.end();
    await bench.watcher.until(() => shares.length === 3, "the whole for the one that is left");
    assertEquals(shares, [2, 2, 1]);
  } finally {
    WriteBudget.prototype.share = share;
  }
});
