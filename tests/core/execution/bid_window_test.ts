import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BidWindow } from "../../../src/core/execution/bid_window.ts";
import { price } from "../support.ts";

const WINDOW = 1_000;

function window(...bids: readonly (readonly [at: number, bid: number | undefined])[]): BidWindow {
  const made = new BidWindow(WINDOW);
  for (const [at, bid] of bids) made.take(at, bid === undefined ? undefined : price(bid));
  return made;
}

Deno.test("a fall is confirmed once it has lasted the whole window, at that moment", () => {
  const bids = window([0, 8_500], [2_000, 3_000]);
  assertEquals([bids.confirmed(2_999), bids.confirmed(3_000)], [price(8_500), price(3_000)]);
});

Deno.test("a bid that comes back in between takes the fall back", () => {
  const bids = window([0, 8_500], [2_000, 3_000], [2_900, 8_500], [2_950, 3_000]);
  assertEquals(bids.confirmed(3_900), price(8_500));
  assertEquals(bids.confirmed(3_950), price(3_000));
});

Deno.test("a bid that rises a little among low ones does not begin the window anew", () => {
  const bids = window([0, 8_500], [2_000, 3_000], [2_500, 3_100]);
  assertEquals(bids.confirmed(3_000), price(3_100));
});

Deno.test("less than a window is no confirmation, but what was seen of it is known", () => {
  const bids = window([0, 8_500]);
  assertEquals([bids.confirmed(999), bids.highest(999), bids.confirmed(1_000)], [
    undefined,
    price(8_500),
    price(8_500),
  ]);
});

Deno.test("no bid at all is no bid: the last one stays", () => {
  const bids = window([0, 8_500], [2_000, undefined]);
  assertEquals([bids.confirmed(9_000), bids.fallsTo(price(8_499))], [price(8_500), Infinity]);
});

Deno.test("the time without bids does not count: the last level before it is no fall", () => {
  const bids = window([0, 8_500], [2_000, 3_000], [2_100, undefined]);
  assertEquals([bids.confirmed(60_000), bids.highest(60_000)], [price(8_500), price(8_500)]);
  assertEquals(bids.fallsTo(price(4_000)), Infinity);
  bids.take(60_000, price(100));
  assertEquals([bids.fallsTo(price(4_000)), bids.highest(60_899)], [60_900, price(8_500)]);
  assertEquals(bids.confirmed(60_900), price(3_000));
  assertEquals(bids.confirmed(61_000), price(100));
});

Deno.test("a window that was not full when the bids went is not filled by their absence", () => {
  const bids = window([0, 3_000], [900, undefined]);
  assertEquals([bids.confirmed(900), bids.confirmed(9_000)], [undefined, undefined]);
  bids.take(9_000, price(3_000));
  assertEquals([bids.confirmed(9_099), bids.confirmed(9_100)], [undefined, price(3_000)]);
});

Deno.test("a book in doubt confirms nothing and keeps what was believed; after it the window begins anew", () => {
  const bids = window([0, 8_500], [2_000, 3_000]);
  bids.doubt();
  assertEquals([bids.confirmed(5_000), bids.fallsTo(price(4_000))], [undefined, Infinity]);
  assertEquals(bids.highest(5_000), price(8_500));
  bids.take(6_000, price(3_000));
  assertEquals([bids.confirmed(6_999), bids.confirmed(7_000)], [undefined, price(3_000)]);
});

Deno.test("nothing is known before the first bid", () => {
  const bids = window([0, undefined]);
  assertEquals([bids.highest(0), bids.confirmed(5_000), bids.fallsTo(price(9_999))], [
    undefined,
    undefined,
    Infinity,
  ]);
});

// For random bids at random times: what is confirmed is the highest bid that was in force at any moment of the window,
// and `fallsTo` is the first time from which on it is at or below a price.
Deno.test("confirmed and fallsTo agree with a plain look over the whole history", () => {
  const step = fc.record({ wait: fc.integer({ min: 0, max: 700 }), bid: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      (steps, level) => {
        const made = new BidWindow(WINDOW);
        const history: { at: number; bid: number }[] = [];
        let now = 0;
        const plain = (at: number) => {
          const inForce = history.filter((_each, index) =>
            (history[index + 1]?.at ?? Infinity) > at - WINDOW
          );
          return at - (history[0]?.at ?? 0) < WINDOW ? undefined : Math.max(...inForce.map(({ bid }) => bid));
        };
        for (const { wait, bid } of steps) {
          now += wait;
          made.take(now, price(bid));
          // Of two bids at the same moment only the last is in force afterwards.
          if (history.at(-1)?.at === now && (history.at(-1)?.bid ?? 0) < bid) history.pop();
          history.push({ at: now, bid });
          assertEquals(made.confirmed(now) as number | undefined, plain(now));
          const falls = made.fallsTo(price(level));
          if (falls !== Infinity && falls > now) {
            assertEquals((plain(falls) ?? 10) <= level, true);
            assertEquals((plain(falls - 1) ?? 10) <= level, false);
          }
        }
      },
    ),
  );
});
