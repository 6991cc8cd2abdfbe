import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Side } from "../../../src/core/market/book.ts";
import { RecentDecreases } from "../../../src/core/fills/recent_decreases.ts";
import type { Price } from "../../../src/core/numbers/money.ts";
import { price } from "../support.ts";

const KEPT_MS = 1_000;

/** The same, as a plain list that forgets nothing by itself. */
class PlainList {
  #all: { at: number; side: Side; price: Price; quantity: number }[] = [];

  add(at: number, side: Side, price: Price, quantity: number): void {
    this.#all.push({ at, side, price, quantity });
  }

  use(at: number, side: Side, price: Price, quantity: number): void {
    this.#all = this.#all.filter((each) => each.at >= at - KEPT_MS);
    let left = quantity;
    for (const each of this.#all) {
      if (each.side !== side || each.price !== price) continue;
      const matched = Math.min(left, each.quantity);
      each.quantity -= matched;
      left -= matched;
    }
  }

  of(side: Side, price: Price): { at: number; quantity: number }[] {
    return this.#all.filter((each) => each.side === side && each.price === price && each.quantity > 0)
      .map(({ at, quantity }) => ({ at, quantity }));
  }
}

// Invariants: of what is no older than the kept time nothing is lost and nothing is invented; a print uses up the oldest
// of its own level first; levels, and the two sides of one price, do not mix.

const side = fc.constantFrom<Side>("bid", "ask");
const level = fc.constantFrom(0, 1, 2, 5_000, 9_999, 10_000).map(price);
const pause = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 0.5, 1, 7) },
  fc.constantFrom(KEPT_MS - 1, KEPT_MS, KEPT_MS + 0.001, 5 * KEPT_MS),
);
const step = fc.record({
  kind: fc.constantFrom("add", "add", "add", "use", "of"),
  pause,
  side,
  level,
  quantity: fc.integer({ min: 1, max: 500 }),
  times: fc.constantFrom(1, 1, 1, 3, 70),
});

Deno.test("Shrinkings are a plain list of the last moments, after any adding and using", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ring = new RecentDecreases(KEPT_MS);
      const plain = new PlainList();
      let at = 0;
      for (const { kind, pause, side, level, quantity, times } of steps) {
        at += pause;
        if (kind === "use") {
          ring.use(at, side, level, quantity);
          plain.use(at, side, level, quantity);
        }
        for (let count = 0; kind === "add" && count < times; count++) {
          ring.add(at, side, level, quantity + count);
          plain.add(at, side, level, quantity + count);
        }
        const young = (all: readonly { at: number }[]) => all.filter((each) => each.at >= at - KEPT_MS);
        assertEquals(young(ring.of(side, level)), young(plain.of(side, level)));
      }
    }),
    { numRuns: 400, seed: 10 },
  );
});

Deno.test("a shrinking as old as is kept can still be used, an older one cannot", () => {
  for (const [age, left] of [[KEPT_MS, 0], [KEPT_MS + 0.001, 5]] as const) {
    const ring = new RecentDecreases(KEPT_MS);
    ring.add(0, "bid", price(5000), 10);
    ring.add(age, "bid", price(5000), 5);
    ring.use(age, "bid", price(5000), 10);
    const found = ring.of("bid", price(5000)).filter(({ at }) => at === age);
    assertEquals(found.reduce((sum, { quantity }) => sum + quantity, 0), left === 0 ? 5 : 0);
  }
});

Deno.test("a print that is larger than all shrinkings of its level uses them up and no others", () => {
  const ring = new RecentDecreases(KEPT_MS);
  ring.add(1, "bid", price(5000), 10);
  ring.add(2, "ask", price(5000), 20);
  ring.add(3, "bid", price(5001), 30);
  ring.use(3, "bid", price(5000), 1_000);
  assertEquals(ring.of("bid", price(5000)), []);
  assertEquals(ring.of("ask", price(5000)), [{ at: 2, quantity: 20 }]);
  assertEquals(ring.of("bid", price(5001)), [{ at: 3, quantity: 30 }]);
});

Deno.test("a print that reaches a hundredth of a contract into the next shrinking takes that of it", () => {
  const ring = new RecentDecreases(KEPT_MS);
  ring.add(1, "bid", price(5000), 10);
  ring.add(2, "bid", price(5000), 5);
  ring.use(2, "bid", price(5000), 11);
  assertEquals(ring.of("bid", price(5000)), [{ at: 2, quantity: 4 }]);
});

Deno.test("a long busy time neither loses nor keeps too much", () => {
  const ring = new RecentDecreases(KEPT_MS);
  for (let count = 0; count < 50_000; count++) ring.add(count, "bid", price(count % 3), 1);
  for (const level of [0, 1, 2]) {
    const young = ring.of("bid", price(level)).filter(({ at }) => at >= 49_999 - KEPT_MS);
    assertEquals(
      young.length,
      Array.from({ length: 1_001 }, (_, age) => 49_999 - age).filter((at) => at % 3 === level).length,
    );
  }
  assert(ring.of("bid", price(0)).length < 2_000, "what is long past is gone");
});
