import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Recent } from "../../strategies/support/recent.ts";
import { LaggingPrice } from "../../strategies/support/lagging_price.ts";
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

Deno.test("LaggingPrice finds how much cheaper a side became, as a search of all samples does", () => {
  const hundredths = fc.integer({ min: 0, max: 100 });
  const chance = fc.option(hundredths, { nil: NaN, freq: 4 });
  const step = fc.tuple(fc.integer({ min: 10, max: 90 }), hundredths, chance);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 900, size: "max" }), (steps) => {
      // Of a span of 600 ms every sample is kept that comes 10 ms after the one before.
      const price = new LaggingPrice(600);
      const all: { at: number; price: number; chance: number }[] = [];
      let at = 0;
      for (const [wait, now, chance] of steps) {
        at += wait;
        price.push(at, now, chance);
        all.push({ at, price: now, chance });
        const first = all.findLastIndex((each) => each.at <= at - 600);
        const seen = all.slice(Math.max(0, first));
        for (const [side, direction] of [["yes", 1], ["no", -1]] as const) {
          const moved = seen.map((then) => direction * (then.price - now));
          const unfollowed = seen.map((then, index) => {
            const followed = direction * (then.chance - chance);
            return (moved[index] ?? NaN) - (followed > 0 ? followed : 0);
          });
          assertEquals(price.cheaper(side, at, now, chance), {
            moved: Math.max(0, ...moved),
            unfollowed: Math.max(0, ...unfollowed),
          });
        }
        assertEquals(price.watchedMs(at), at - (all[0]?.at ?? NaN));
      }
    }),
    { numRuns: 30 },
  );
  assertEquals(new LaggingPrice(600).watchedMs(5), 0);
});

Deno.test("LaggingPrice keeps no price that stood for less than a sixtieth of its span: it was pulled", () => {
  const price = new LaggingPrice(60_000);
  price.push(0, 0.5, 0.5);
  price.push(500, 0.8, 0.5);
  price.push(999, 0.5, 0.5);
  assertEquals(price.cheaper("yes", 1_000, 0.5, 0.5), { moved: 0, unfollowed: 0 });
  price.push(1_000, 0.75, 0.5);
  assertEquals(price.cheaper("yes", 1_500, 0.5, 0.5), { moved: 0.25, unfollowed: 0.25 });
});
