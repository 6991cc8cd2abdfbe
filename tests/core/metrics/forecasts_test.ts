import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { calibration, measureAll } from "../../../src/core/metrics/mod.ts";
import type { Quantity } from "../../../src/core/numbers/money.ts";
import { anyRun, run, trade } from "./support.ts";

// Invariants: round trips of unknown outcome say nothing; every other is in one range; the ranges' means, weighted by
// their counts, are the means of all; size does not matter.

Deno.test("Brier score and log loss are those computed by hand", () => {
  const cases: [title: string, trades: [entry: number, pays: number][], brier: number, logLoss: number][] = [
    ["a coin", [[0.5, 1]], 0.25, Math.log(2)],
    // (0.3² + 0.4²) / 2; −(ln 0.7 + ln 0.6) / 2
    ["a favourite that won, another that lost", [[0.7, 1], [0.4, 0]], 0.125, 0.433750],
    // Sure, and wrong: the forecast is 0.9999 for the logarithm.
    ["sure and wrong", [[1, 0]], 1, 9.210340],
    ["sure and right", [[1, 1]], 0, 0.000100],
    ["for nothing, and wrong", [[0, 1]], 1, 9.210340],
    // Paid a quarter: (0.65)²; −(0.25 ln 0.9 + 0.75 ln 0.1)
    ["paid in part", [[0.9, 0.25]], 0.4225, 1.753279],
  ];
  for (const [title, trades, brier, logLoss] of cases) {
    const measured = measureAll(run({ trades: trades.map(([entry, pays]) => trade({ entry, pays })) }));
    assertAlmostEquals(measured.brier ?? NaN, brier, 1e-12, title);
    assertAlmostEquals(measured.log_loss ?? NaN, logLoss, 1e-6, title);
  }
});

Deno.test("a NO bought at .30 is a forecast of .30 that NO pays", () => {
  const no = (entry: number, pays: number) => trade({ entry, pays, quantity: -1_000 as Quantity });
  assertAlmostEquals(measureAll(run({ trades: [no(0.3, 0)] })).brier ?? NaN, 0.49, 1e-12);
  assertAlmostEquals(measureAll(run({ trades: [no(0.3, 1)] })).brier ?? NaN, 0.09, 1e-12);
  const [, , , range] = calibration(run({ trades: [no(0.3, 0), no(0.3, 0.25)] }));
  assertEquals([range?.forecast, range?.observed], [0.3, 0.875]);
});

Deno.test("round trips of unknown outcome are left out of the forecasts", () => {
  const measured = measureAll(run({ trades: [trade({ entry: 0.5, pays: 1 }), trade({ entry: 0.9 })] }));
  assertEquals(measured.brier, 0.25);
  const unknown = measureAll(run({ trades: [trade({ entry: 0.9 })] }));
  assertEquals([unknown.brier, unknown.log_loss], [null, null]);
});

Deno.test("calibration() sets the mean price against how often YES paid, range by range", () => {
  const trades = [
    trade({ entry: 0.7, pays: 1 }),
    trade({ entry: 0.74, pays: 0 }),
    trade({ entry: 0.799999, pays: 1 }),
    trade({ entry: 0.8, pays: 0.5 }),
    trade({ entry: 0.75 }),
  ];
  const rows = calibration(run({ trades }));
  assertEquals(rows.length, 10);
  assertEquals(rows.map((row) => row.count), [0, 0, 0, 0, 0, 0, 0, 3, 1, 0]);
  assertEquals([Number(rows[7]?.from), Number(rows[7]?.to)], [7_000, 8_000]);
  assertAlmostEquals(rows[7]?.forecast ?? NaN, 2.239999 / 3, 1e-12);
  assertAlmostEquals(rows[7]?.observed ?? NaN, 2 / 3, 1e-12);
  assertEquals([rows[8]?.forecast, rows[8]?.observed], [0.8, 0.5]);
  assertEquals([rows[0]?.forecast, rows[0]?.observed], [undefined, undefined]);
});

Deno.test("property: the ranges of the calibration hold every known outcome once", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const known = any.trades.filter((one) => one.yesPays !== undefined);
    const rows = calibration(any);
    assertEquals(rows.reduce((sum, row) => sum + row.count, 0), known.length);
    const paid = known.reduce((sum, one) => sum + (one.yesPays ?? 0) / 1_000_000, 0);
    const observed = rows.reduce((sum, row) => sum + row.count * (row.observed ?? 0), 0);
    assertAlmostEquals(observed, paid, 1e-9);
    for (const row of rows) {
      assertEquals(row.forecast === undefined, row.count === 0);
      if (row.forecast !== undefined) {
        assertEquals(row.forecast >= row.from / 10_000 && row.forecast <= row.to / 10_000 + 1e-12, true);
      }
    }
  }));
});
