import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { latestAtOrBefore, mergeByTime } from "../../src/lib/by_time.ts";

Deno.test("merging keeps every item, each stream's order, and rising times", async () => {
  const stream = fc.array(fc.array(fc.nat(20), { maxLength: 5 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(stream, { maxLength: 6 }), async (streams) => {
      const timed = streams.map((batches, from) => {
        let at = 0;
        let number = 0;
        return batches.map((batch) => batch.map((step) => ({ at: at += step, from, number: number++ })));
      });
      async function* each<T>(batches: readonly T[]): AsyncGenerator<T> {
        yield* batches;
      }
      const merged = [];
      for await (const batch of mergeByTime(timed.map((batches) => each(batches)))) merged.push(...batch);
      const all = timed.flat(2);
      assertEquals(merged, all.sort((a, b) => a.at - b.at || a.from - b.from || a.number - b.number));
    }),
  );
});

Deno.test("latestAtOrBefore() gives the latest item and never a later one", () => {
  fc.assert(fc.property(fc.array(fc.nat(50)), fc.integer({ min: -5, max: 60 }), (times, at) => {
    const items = times.sort((a, b) => a - b).map((time, index) => ({ at: time, index }));
    const found = latestAtOrBefore(items, at);
    assertEquals(found, items.findLast((item) => item.at <= at));
    assert(found === undefined || found.at <= at);
  }));
});
