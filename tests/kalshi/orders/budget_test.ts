/**
 * The rate limit of writes, at a clock of its own: who goes first, what is kept for whom, and that it is never exceeded.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { COMMON, type Room, type Spending, WriteBudget } from "../../../src/kalshi/orders/budget.ts";
import type { WritePriority } from "../../../src/kalshi/orders/contract.ts";
import { DOCUMENTED_COSTS, readCosts } from "../../../src/kalshi/orders/costs.ts";
import type { Timers } from "../../../src/lib/timers.ts";

/** A clock that goes on when told, with the timers that are due by then in order. */
class Time implements Timers {
  at = 1_000;
  readonly #set = new Set<{ readonly due: number; readonly action: () => void }>();

  readonly now = (): number => this.at;

  after(ms: number, action: () => void) {
    const timer = { due: this.at + ms, action };
    this.#set.add(timer);
    return { clear: () => void this.#set.delete(timer) };
  }

  async pass(ms: number): Promise<void> {
    const end = this.at + ms;
    for (;;) {
      const [next] = [...this.#set].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#set.delete(next);
      this.at = Math.max(this.at, next.due);
      next.action();
      await Promise.resolve();
    }
    this.at = end;
    await Promise.resolve();
  }

  get set(): number {
    return this.#set.size;
  }
}

function spending(priority: WritePriority, cost: number, waitMs = 0, bucket = COMMON): Spending {
  return { bucket, cost, priority, waitMs };
}

Deno.test("entries leave half of a bucket, exits a tenth; cancels may use all of it", async () => {
  const time = new Time();
  const budget = new WriteBudget({ now: time.now, timers: time });
  const rooms: string[] = [];
  for (const priority of ["entry", "exit", "cancel"] as const) {
    let count = 0;
    while (await budget.spend(spending(priority, 10)) === "room") count++;
    rooms.push(`${priority} ${count}`);
  }
  assertEquals(rooms, ["entry 5", "exit 4", "cancel 1"]);
  assertEquals(time.set, 0);
});

Deno.test("a burst of entries does not hold up the cancel and the exit that come after it", async () => {
  const time = new Time();
  const budget = new WriteBudget({ now: time.now, timers: time });
  const served: string[] = [];
  const wait = (name: string, one: Spending): void =>
    void budget.spend(one).then((room) => served.push(`${name} ${room} ${time.at}`));
  for (let index = 0; index < 40; index++) wait("entry", spending("entry", 10, 60_000));
  await time.pass(0);
  assertEquals(served.length, 5);
  served.length = 0;
  wait("exit", spending("exit", 10, 1_000));
  for (let index = 0; index < 3; index++) wait("cancel", spending("cancel", 2, 1_000));
  await time.pass(0);
  assertEquals(served, ["exit room 1000", "cancel room 1000", "cancel room 1000", "cancel room 1000"]);
  // The others are served as the bucket fills beyond what is kept: ten a second, and one after what the four have cost.
  served.length = 0;
  await time.pass(1_000);
  assertEquals(served.length, 8);
  await time.pass(60_000);
  assertEquals([served.length, time.set], [35, 0]);
});

Deno.test("who waits is served by priority, and within it by turn; a lower one waits behind a higher one", async () => {
  const time = new Time();
  const budget = new WriteBudget({ now: time.now, timers: time });
  assertEquals(await budget.spend(spending("cancel", 100)), "room");
  const served: string[] = [];
  for (
    const [name, priority] of [["e1", "entry"], ["x1", "exit"], ["c1", "cancel"], ["x2", "exit"], [
      "c2",
      "cancel",
    ]] as const
  ) {
    void budget.spend(spending(priority, 10, 60_000)).then((room) => served.push(`${name} ${room}`));
  }
  await time.pass(5_000);
  assertEquals(served, ["c1 room", "c2 room", "x1 room", "x2 room", "e1 room"]);
});

Deno.test("waiting is bounded, is ended by a signal, and leaves no timer behind", async () => {
  const time = new Time();
  const budget = new WriteBudget({ now: time.now, timers: time });
  await budget.spend(spending("cancel", 100));
  const rooms: Room[] = [];
  void budget.spend(spending("cancel", 50, 400)).then((room) => rooms.push(room));
  const ending = new AbortController();
  void budget.spend({ ...spending("cancel", 50, 9_000), signal: ending.signal }).then((room) =>
    rooms.push(room)
  );
  ending.abort();
  await time.pass(400);
  assertEquals([rooms, time.set], [["aborted", "late"], 0]);
  assertEquals(await budget.spend({ ...spending("cancel", 1), signal: ending.signal }), "aborted");
});

Deno.test("what a full bucket does not hold is never waited for, also where the bucket becomes smaller meanwhile", async () => {
  const time = new Time();
  const budget = new WriteBudget({ now: time.now, timers: time });
  assertEquals(await budget.spend(spending("cancel", 101, 60_000)), "never");
  assertEquals(await budget.spend(spending("entry", 51, 60_000)), "never");
  await budget.spend(spending("cancel", 100));
  const waiting = budget.spend(spending("entry", 40, 60_000));
  budget.resize({ tokensPerSecond: 10, capacity: 10 });
  assertEquals([await waiting, time.set], ["never", 0]);
});

Deno.test("each shard has a bucket of its own, and a 429 empties the one that it came from", async () => {
  const time = new Time();
  const budget = new WriteBudget({ now: time.now, timers: time });
  assertEquals([budget.left(COMMON, "cancel"), budget.left(3, "cancel")], [100, 100]);
  budget.exhausted(3);
  assertEquals([budget.left(COMMON, "cancel"), budget.left(3, "cancel")], [100, 0]);
  await time.pass(200);
  assertEquals(budget.left(3, "cancel"), 20);
});

Deno.test("whatever is asked for, no more is spent than was there and has come, and nobody waits for ever", async () => {
  const asks = fc.array(
    fc.record({
      priority: fc.constantFrom<WritePriority>("cancel", "exit", "entry"),
      cost: fc.integer({ min: 1, max: 60 }),
      waitMs: fc.constantFrom(0, 100, 5_000),
      pass: fc.constantFrom(0, 0, 0, 10, 500),
    }),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(asks, async (list) => {
      const time = new Time();
      const budget = new WriteBudget({ now: time.now, timers: time });
      let spent = 0;
      let answered = 0;
      for (const { priority, cost, waitMs, pass } of list) {
        void budget.spend(spending(priority, cost, waitMs)).then((room) => {
          answered++;
          if (room === "room") spent += cost;
          assert(spent <= 100 + (time.at - 1_000) / 10 + 1e-6, `${spent} at ${time.at}`);
        });
        await time.pass(pass);
        assert(budget.left(COMMON, priority) >= 0);
      }
      await time.pass(5_000);
      await new Promise<void>((done) => queueMicrotask(done));
      assertEquals([answered, time.set], [list.length, 0]);
    }),
    { seed: 7, numRuns: 150 },
  );
});

Deno.test("costs are read by route, however its parts are named; what is not listed costs the default", () => {
  const costs = readCosts({
    default_cost: 10,
    endpoint_costs: [
      { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/{order_id}", cost: 2 },
      { method: "delete", path: "/portfolio/events/orders/batched", cost: 3 },
      { method: "POST", path: "/portfolio/events/orders/:order_id/amend", cost: 12 },
      { method: "POST", path: "/portfolio/events/orders", cost: 0 },
      { method: "GET", path: "/portfolio/orders/{order_id}", cost: 1 },
    ],
  });
  assertEquals(costs, {
    create: DOCUMENTED_COSTS.create,
    batch_create: 10,
    amend: 12,
    decrease: 10,
    group: 10,
    cancel: 2,
    batch_cancel: 3,
    cancel_all: 10,
  });
});
