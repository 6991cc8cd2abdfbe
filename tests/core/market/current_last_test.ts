import type { BookSnapshot, Trade } from "../../../src/core/market/events.ts";
import { assertEquals } from "@std/assert";
import { Market } from "../../../src/core/market/market.ts";
import { events, infoOf, price, quantity, TICKER } from "../support.ts";

function market(last: number, bid: number, ask: number, at = 1_000): Market {
  const made = new Market(infoOf(TICKER));
  made.trade(events.trade(0, "bid", last, 100) as Trade);
  made.snapshot(events.book(at, [[bid, 100]], [[ask, 100]]) as BookSnapshot);
  return made;
}

Deno.test("the last trade is a price while it lies in the spread, or a tick beside it", () => {
  const cases: readonly (readonly [last: number, bid: number, ask: number, current: boolean])[] = [
    [8500, 8400, 8600, true],
    [8500, 8300, 8400, true],
    [8500, 8200, 8300, false],
    [8500, 8600, 8700, true],
    [8500, 8700, 8800, false],
    // The other side of the spread may be far: nobody has said otherwise.
    [8500, 1000, 9900, true],
  ];
  for (const [last, bid, ask, current] of cases) {
    const made = market(last, bid, ask);
    assertEquals(made.currentLast, current ? price(last) : undefined, `${last} in ${bid}/${ask}`);
    assertEquals(made.lastDoubt?.code, current ? undefined : "LAST_NOT_CURRENT");
    assertEquals(made.last, price(last), "what was traded last stays known");
    assertEquals(made.view.currentLast, made.currentLast, "strategies read the same");
  }
  const unknown = new Market(infoOf(TICKER));
  assertEquals([unknown.currentLast, unknown.lastDoubt], [undefined, undefined]);
});

Deno.test("where books are polled apart from trades, a trade from before the last change but one is no price", () => {
  const made = market(8500, 8400, 8600);
  const poll = (at: number) =>
    made.snapshot({ ...events.book(at, [[8400, 100]], [[8600, 100]]), polled: true } as BookSnapshot);
  poll(1_000);
  made.trade(events.trade(1_100, "bid", 8500, 100) as Trade);
  poll(2_000);
  assertEquals(
    made.currentLast,
    price(8500),
    "trades are asked for after books: the next answer may tell of one",
  );
  made.trade(events.trade(2_000, "bid", 8500, 100) as Trade);
  poll(3_000);
  assertEquals(made.currentLast, price(8500), "as old as the time between two polls");
  poll(4_000);
  assertEquals(made.lastDoubt, {
    code: "LAST_NOT_CURRENT",
    name: "behind",
    value: 2_000,
    bound: "max",
    limit: 1_000,
    unit: "milliseconds",
  });
  made.trade(events.trade(4_100, "bid", 8500, 100) as Trade);
  made.confirm(5_000);
  made.confirm(6_000);
  assertEquals(made.currentLast, price(8500), "a book that has not changed does not make a trade older");
});

Deno.test("over the socket a trade stays a price however long ago it was, while the spread is around it", () => {
  const made = market(8500, 8400, 8600, 600_000);
  assertEquals(made.currentLast, price(8500));
});

Deno.test("a summary that names the last trade says that it is of then, and only polls make it old", () => {
  const made = market(8500, 8400, 8600);
  const book = (at: number, polled: boolean) =>
    made.snapshot({ ...events.book(at, [[8400, 100]], [[8600, 100]]), polled } as BookSnapshot);
  book(1_000, false);
  book(2_000, false);
  book(3_000, false);
  assertEquals(made.currentLast, price(8500));
  book(4_000, true);
  book(5_000, true);
  assertEquals(made.lastDoubt?.code, "LAST_NOT_CURRENT");
  made.summary({ kind: "ticker", at: 4_500, market: TICKER, volume: quantity(900) });
  assertEquals(made.lastDoubt?.code, "LAST_NOT_CURRENT", "says nothing of it");
  made.summary({ kind: "ticker", at: 4_500, market: TICKER, last: price(8500) });
  assertEquals(made.currentLast, price(8500));
});
