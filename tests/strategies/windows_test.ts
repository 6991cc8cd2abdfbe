import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Recent } from "../../strategies/support/recent.ts";
import { Window } from "../../strategies/support/window.ts";

Deno.test("Window holds the last samples: count, oldest, newest and sum are those of a plain list", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 20 }),
    fc.array(fc.integer({ min: -100, max: 10_000 }), { maxLength: 60 }),
    (size, values) => {
      const window = new Window(size);
      for (const [index, value] of values.entries()) {
        window.push(value);
        const kept = values.slice(Math.max(0, index + 1 - size), index + 1);
        const sum = kept.reduce((total, each) => total + each, 0);
        assertEquals([window.count, window.oldest, window.newest, window.sum], [
          kept.length,
          kept[0],
          value,
          sum,
        ]);
      }
      window.clear();
      assertEquals([window.count, window.oldest, window.newest, window.sum], [0, NaN, NaN, 0]);
    },
  ));
});

Deno.test("Recent gives the oldest sample within the span, as a plain list of all samples does", () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1_500, size: "max" }), (steps) => {
      const recent = new Recent(100);
      const all: { at: number; price: number }[] = [];
      let at = 0;
      let from = 0;
      for (const [wait, price] of steps) {
        at += wait;
        recent.push(at, price);
        all.push({ at, price });
        while ((all[from]?.at ?? at) < at - 100) from++;
        assertEquals(recent.oldest(at), all[from]?.price);
      }
    }),
    { numRuns: 30 },
  );
  assertEquals(new Recent(100).oldest(0), NaN);
});
