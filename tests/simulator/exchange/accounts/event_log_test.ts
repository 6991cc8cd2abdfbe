import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseQuantity } from "../../../../src/core/numbers/money.ts";
import { EventLog, EVENTS_KEPT } from "../../../../src/simulator/exchange/accounts/event_log.ts";
import { Schedule } from "../../../../src/simulator/exchange/accounts/schedule.ts";

const NEWS = {
  kind: "group",
  change: "created",
  group: { groupId: "g", shard: 0, subaccount: 0, limit: parseQuantity("1"), triggered: false },
} as const;

Deno.test("the log numbers events from 1, stamps them with engine time, and gives those after a number", () => {
  let now = 5;
  const log = new EventLog(() => now);
  log.add("one", NEWS);
  now = 3;
  log.add("two", NEWS);
  assertEquals(log.after(0).map(({ sequence, atMs, userId }) => [sequence, atMs, userId]), [[1, 5, "one"], [
    2,
    3,
    "two",
  ]]);
  assertEquals(log.after(1).map(({ sequence }) => sequence), [2]);
  assertEquals(log.after(2), []);
});

Deno.test("the log forgets the oldest, and still gives the right ones", () => {
  const log = new EventLog(() => 0);
  const count = 2 * EVENTS_KEPT;
  for (let index = 0; index < count; index++) log.add("one", NEWS);
  const kept = log.after(0);
  assertEquals(log.lastSequence, count);
  assertEquals(kept.length >= EVENTS_KEPT && kept.length <= 1.25 * EVENTS_KEPT, true);
  assertEquals(log.after(count - 3).map(({ sequence }) => sequence), [count - 2, count - 1, count]);
});

Deno.test("who no longer listens hears nothing", () => {
  const log = new EventLog(() => 0);
  const heard: number[] = [];
  const end = log.listen(({ sequence }) => heard.push(sequence));
  log.add("one", NEWS);
  end();
  log.add("one", NEWS);
  assertEquals(heard, [1]);
});

Deno.test("a schedule gives what is due in order of time, at the same moment in order of planning", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 20 }),
      (times, now) => {
        const schedule = new Schedule();
        const done: string[] = [];
        for (const [index, at] of times.entries()) schedule.plan(at, () => done.push(`${at} ${index}`));
        for (let run = schedule.take(now); run !== undefined; run = schedule.take(now)) run();
        const due = times.map((at, index) => ({ at, index })).filter(({ at }) => at <= now);
        due.sort((one, other) => one.at - other.at || one.index - other.index);
        assertEquals(done, due.map(({ at, index }) => `${at} ${index}`));
        const later = times.filter((at) => at > now);
        assertEquals(schedule.dueAt, later.length === 0 ? undefined : Math.min(...later));
      },
    ),
    { seed: 1 },
  );
});
