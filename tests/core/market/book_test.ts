import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Book, type Level, type Side } from "../../../src/core/market/book.ts";
import { MOST_QUANTITY, type Price, type Quantity } from "../../../src/core/numbers/money.ts";

const level = (price: number, quantity: number): Level => ({
  price: price as Price,
  quantity: quantity as Quantity,
});

// Invariants: after any changes the book equals the sum of them by level; no level is negative; best prices are the
// extremes of what is there; levels come best first.

Deno.test("Book equals a plain map of sums after any snapshot and changes", () => {
  const price = fc.oneof(
    fc.integer({ min: 0, max: 10_000 }),
    fc.constantFrom(0, 31, 32, 33, 63, 64, 9_999, 10_000),
  );
  const change = fc.record({
    side: fc.constantFrom<Side>("bid", "ask"),
    price,
    delta: fc.integer({ min: -500, max: 500 }),
  });
  const levels = fc.uniqueArray(fc.record({ price, quantity: fc.integer({ min: 1, max: 900 }) }), {
    selector: (each) => each.price,
    maxLength: 20,
  });
  fc.assert(fc.property(levels, levels, fc.array(change, { maxLength: 120 }), (bids, asks, changes) => {
    const book = new Book();
    book.change("bid", 5000 as Price, 100 as Quantity);
    book.replace(bids.map((b) => level(b.price, b.quantity)), asks.map((a) => level(a.price, a.quantity)));
    const plain = {
      bid: new Map(bids.map((b) => [b.price, b.quantity])),
      ask: new Map(asks.map((a) => [a.price, a.quantity])),
    };
    let faults = 0;
    for (const { side, price, delta } of changes) {
      const sum = (plain[side].get(price) ?? 0) + delta;
      const sound = book.change(side, price as Price, delta as Quantity);
      assertEquals(sound, sum >= 0);
      if (sum < 0) faults++;
      if (sum > 0) plain[side].set(price, sum);
      else plain[side].delete(price);
    }
    assertEquals(book.faults, faults);
    for (const side of ["bid", "ask"] as const) {
      const sorted = [...plain[side]].sort(([a], [b]) => side === "bid" ? b - a : a - b);
      assertEquals(book.levels(side), sorted.map(([p, q]) => level(p, q)));
      assertEquals(book.best(side), sorted[0]?.[0] as Price | undefined);
    }
    assertEquals(book.bestBidSize as number, plain.bid.get(book.bestBid ?? -1) ?? 0);
    assertEquals(book.bestAskSize as number, plain.ask.get(book.bestAsk ?? -1) ?? 0);
  }));
});

Deno.test("Book.levels() stops at the count asked for, best first", () => {
  const book = new Book();
  book.replace([level(5000, 1), level(4900, 2), level(4800, 3)], [level(5100, 4), level(5200, 5)]);
  assertEquals(book.levels("bid", 2), [level(5000, 1), level(4900, 2)]);
  assertEquals(book.levels("ask", 9), [level(5100, 4), level(5200, 5)]);
  assertEquals(book.spread, 100);
});

Deno.test("an empty book has no best, no spread and no size", () => {
  const book = new Book();
  assertEquals([book.bestBid, book.bestAsk, book.spread], [undefined, undefined, undefined]);
  assertEquals([book.bestBidSize as number, book.bestAskSize as number], [0, 0]);
  assertEquals([book.levels("bid"), book.levels("ask")], [[], []]);
  assert(!book.change("ask", 10 as Price, -1 as Quantity));
  assertEquals(book.sizeAt("ask", 10 as Price) as number, 0);
});

Deno.test("a price at either end is a level like any other", () => {
  const ends = [level(0, 1), level(1, 2), level(9_999, 3), level(10_000, 4)];
  const book = new Book();
  book.replace(ends, []);
  assertEquals(book.levels("bid"), ends.toReversed());
  book.replace([], ends);
  assertEquals(book.levels("ask"), ends);
  book.replace([level(0, 1)], [level(0, 2)]);
  assertEquals([book.bestBid, book.bestAsk, book.spread] as unknown[], [0, 0, 0]);
  assertEquals([book.bestBidSize, book.bestAskSize] as number[], [1, 2]);
  book.change("ask", 10 as Price, 5 as Quantity);
  assertEquals(book.bestAsk as number | undefined, 0);
  book.change("bid", 0 as Price, -1 as Quantity);
  assertEquals([book.bestBid, book.spread], [undefined, undefined]);
});

Deno.test("a level takes what it can hold, to the last hundredth", () => {
  const book = new Book();
  assert(book.change("bid", 5000 as Price, MOST_QUANTITY));
  assert(!book.change("bid", 5000 as Price, 1 as Quantity));
  assertEquals([book.bestBid, book.faults], [undefined, 1]);
  assert(book.change("bid", 5000 as Price, 7 as Quantity));
  assert(book.change("bid", 5000 as Price, -7 as Quantity));
  assertEquals([book.bestBid, book.faults], [undefined, 1]);
});

Deno.test("a level that a snapshot left out is gone: nothing of it comes back with the next change", () => {
  const book = new Book();
  const prices = [0, 31, 32, 4_999, 5_000, 9_983, 10_000];
  book.replace(prices.map((price) => level(price, 100)), prices.map((price) => level(price, 200)));
  book.replace([level(6_000, 7)], [level(6_100, 8)]);
  for (const side of ["bid", "ask"] as const) {
    for (const price of prices) {
      assertEquals(book.sizeAt(side, price as Price) as number, 0, `${side} ${price}`);
      book.change(side, price as Price, 5 as Quantity);
      assertEquals(book.sizeAt(side, price as Price) as number, 5, `${side} ${price}`);
    }
  }
});
