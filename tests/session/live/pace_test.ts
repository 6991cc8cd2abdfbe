import { assertEquals } from "@std/assert";
import { type Need, Pace } from "../../../src/session/live/pace.ts";

/** A pace whose time passes by hand, and a loop that reads as it says. */
function bench(begin: Need = "idle") {
  const timers = new Set<{ readonly at: number; readonly action: () => void }>();
  const reads: number[] = [];
  let now = 0;
  let ended = false;
  let need = begin;
  const pace = new Pace({
    timers: {
      after(ms, action) {
        const timer = { at: now + ms, action };
        timers.add(timer);
        return { clear: () => timers.delete(timer) };
      },
    },
    now: () => now,
    need: () => need,
    ended: () => ended,
  });
  const run = (async () => {
    while (!ended) {
      reads.push(now);
      await pace.untilDue(now);
    }
  })();
  /** Lets time pass to a moment, timer by timer. */
  const until = async (to: number): Promise<void> => {
    for (;;) {
      await settle();
      const [next] = [...timers].toSorted((left, right) => left.at - right.at);
      if (next === undefined || next.at > to) break;
      now = next.at;
      timers.delete(next);
      next.action();
    }
    now = to;
  };
  const end = async (): Promise<void> => {
    ended = true;
    pace.wake();
    await run;
    assertEquals(timers.size, 0, "no timer is left");
  };
  return { pace, reads, until, end, wants: (wanted: Need) => void (need = wanted) };
}

/** Lets everything go on that does not wait for time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

Deno.test("the account is read every 15 s, every 3 s while something is open, twice a second while it is doubtful", async () => {
  for (const [need, everyMs] of [["idle", 15_000], ["busy", 3_000], ["doubtful", 500]] as const) {
    const { reads, until, end } = bench(need);
    await until(2 * everyMs);
    await settle();
    await end();
    assertEquals(reads, [0, everyMs, 2 * everyMs], need);
  }
});

Deno.test("what is opened while nothing was is read within three seconds, though nobody asks for it", async () => {
  const { reads, until, end, wants } = bench();
  await until(7_000);
  wants("busy");
  await until(10_000);
  await end();
  assertEquals(reads, [0, 9_000]);
});

Deno.test("a pass that is wanted comes at once, and however often it is asked for, not within 250 ms of the last", async () => {
  const { pace, reads, until, end } = bench();
  await until(4_000);
  pace.wake();
  await until(4_000);
  assertEquals(reads, [0, 4_000]);
  for (const at of [4_010, 4_020, 4_030]) {
    await until(at);
    pace.wake();
  }
  await until(5_000);
  await end();
  assertEquals(reads, [0, 4_000, 4_250]);
});

Deno.test("a doubt is read for five seconds, twice a second, whatever else is needed", async () => {
  const { pace, reads, until, end } = bench();
  await until(1_000);
  pace.doubt();
  await until(6_500);
  await end();
  assertEquals(reads.slice(0, 4), [0, 1_000, 1_500, 2_000]);
  assertEquals(reads.at(-1), 5_500);
});

Deno.test("once all has ended nobody waits", async () => {
  const { pace, end } = bench();
  await end();
  assertEquals(await pace.pause(1_000), false);
});
