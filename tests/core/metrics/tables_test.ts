import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Tally } from "../../../src/core/metrics/mod.ts";
import { byStrategy, entryPriceBuckets, measureAll } from "../../../src/core/metrics/mod.ts";
import type { Price } from "../../../src/core/numbers/money.ts";
import { anyRun, dollars, run, trade } from "./support.ts";

// Invariant: every round trip is in exactly one row of each table, so the rows of any table add up to the totals.

Deno.test("entryPriceBuckets() has ten ranges, their lower bound inside, one dollar in the last", () => {
  const entries = [0, 0.099999, 0.1, 0.55, 0.599999, 0.6, 0.9, 1];
  const rows = entryPriceBuckets(run({ trades: entries.map((entry) => trade({ entry, pnl: -1 })) }));
  assertEquals(
    rows.map((row) => Number(row.from)),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => tenth * 1000),
  );
  assertEquals(
    rows.map((row) => Number(row.to)),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((tenth) => tenth * 1000),
  );
  assertEquals(rows.map((row) => row.roundTrips), [2, 1, 0, 0, 0, 2, 1, 0, 0, 2]);
});

Deno.test("entryPriceBuckets() sums gains, fees and wins", () => {
  const trades = [
    trade({ entry: 0.61, pnl: 3, fees: 0.2 }),
    trade({ entry: 0.65, pnl: -1, fees: 0.1 }),
    trade({ entry: 0.69, pnl: 0, fees: 0.1 }),
  ];
  assertEquals(entryPriceBuckets(run({ trades }))[6], {
    from: 6_000 as Price,
    to: 7_000 as Price,
    roundTrips: 3,
    wins: 1,
    pnl: dollars(2),
    fees: dollars(0.4),
  });
});

Deno.test("byStrategy() has a row for each strategy that traded, by name", () => {
  const rows = byStrategy(run({
    trades: [
      trade({ strategy: "zeta", pnl: 1 }),
      trade({ strategy: "alpha", pnl: 2, fees: 0.25 }),
      trade({ strategy: "zeta", pnl: -3 }),
    ],
  }));
  assertEquals(rows, [
    { strategy: "alpha", roundTrips: 1, wins: 1, pnl: dollars(2), fees: dollars(0.25) },
    { strategy: "zeta", roundTrips: 2, wins: 1, pnl: dollars(-2), fees: dollars(0) },
  ]);
  assertEquals(byStrategy(run()), []);
});

Deno.test("property: the rows of every table add up to the totals", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const totals = measureAll(any);
    const tables: (readonly Tally[])[] = [entryPriceBuckets(any), byStrategy(any)];
    for (const rows of tables) {
      const sum = (of: (row: Tally) => number) => rows.reduce((so, row) => so + of(row), 0);
      assertEquals(sum((row) => row.roundTrips), totals.round_trips);
      assertEquals(sum((row) => row.pnl), totals.net_pnl);
      assertEquals(sum((row) => row.fees), totals.fees);
      if (any.trades.length > 0) assertEquals(sum((row) => row.wins) / any.trades.length, totals.hit_rate);
    }
  }));
});
