import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { monteCarlo, type MonteCarloMethod } from "../../../../src/core/metrics/statistics/monte_carlo.ts";
import { Random } from "../../../../src/core/prng.ts";

// Invariants: percentiles are in order; a fall is at least zero and at least the final loss; shuffling changes no sum;
// the input is not changed; the same seed gives the same result.

const gains = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 40 })
  .map((values) => Float64Array.from(values));
const method = fc.constantFrom<MonteCarloMethod>("resample", "shuffle");

Deno.test("shuffling leaves the sum and finds the falls of every order", () => {
  // Of −2, −2, 4 one order in three falls by 2 (loss, win, loss), the others by 4.
  const found = monteCarlo(Float64Array.of(-2, -2, 4), new Random(1), { method: "shuffle", runs: 3_000 });
  assertEquals(found, {
    runs: 3_000,
    method: "shuffle",
    finalGain: { p5: 0, p50: 0, p95: 0 },
    maxDrawdown: { p5: 2, p50: 4, p95: 4 },
    probabilityBelowZero: 0,
  });
});

Deno.test("drawing again finds how often it ends with a loss", () => {
  // Two draws of −1 or 1: −2 with a chance of 1/4, 0 with 1/2, 2 with 1/4.
  const found = monteCarlo(Float64Array.of(-1, 1), new Random(2), { runs: 20_000 });
  assert(found !== undefined);
  assertEquals(found.method, "resample");
  assertAlmostEquals(found.probabilityBelowZero, 0.25, 0.015);
  assertEquals(found.finalGain, { p5: -2, p50: 0, p95: 2 });
  // Falls: −1 −1 is 2; −1 1 and 1 −1 are 1; 1 1 is 0.
  assertEquals(found.maxDrawdown, { p5: 0, p50: 1, p95: 2 });
});

Deno.test("winners alone never fall, losers alone fall by all they lose", () => {
  const winners = monteCarlo(Float64Array.of(1, 2, 3), new Random(3));
  assertEquals([winners?.maxDrawdown.p95, winners?.probabilityBelowZero, winners?.runs], [0, 0, 1_000]);
  const losers = monteCarlo(Float64Array.of(-1, -2, -3), new Random(3), { method: "shuffle" });
  assertEquals([losers?.maxDrawdown.p5, losers?.maxDrawdown.p95, losers?.probabilityBelowZero], [6, 6, 1]);
});

Deno.test("nothing to draw gives nothing; no runs are an error", () => {
  assertEquals(monteCarlo(new Float64Array(), new Random(1)), undefined);
  for (const runs of [0, 1.5, NaN]) {
    assertThrows(() => monteCarlo(Float64Array.of(1), new Random(1), { runs }), RangeError, "1 run or more");
  }
});

Deno.test("property: percentiles in order, falls at least zero, the input as it was, seed decides", () => {
  fc.assert(fc.property(gains, method, fc.integer(), (values, how, seed) => {
    const before = values.slice();
    const found = monteCarlo(values, new Random(seed), { method: how, runs: 50 });
    assert(found !== undefined);
    for (const { p5, p50, p95 } of [found.finalGain, found.maxDrawdown]) assert(p5 <= p50 && p50 <= p95);
    assert(found.maxDrawdown.p5 >= 0);
    assert(found.maxDrawdown.p95 >= -found.finalGain.p5 || how === "resample");
    assert(found.probabilityBelowZero >= 0 && found.probabilityBelowZero <= 1);
    assertEquals(values, before);
    assertEquals(monteCarlo(values, new Random(seed), { method: how, runs: 50 }), found);
  }));
});

Deno.test("property: shuffling never changes the final gain", () => {
  fc.assert(fc.property(gains, fc.integer(), (values, seed) => {
    const found = monteCarlo(values, new Random(seed), { method: "shuffle", runs: 20 });
    const sum = values.reduce((one, other) => one + other, 0);
    assertEquals([found?.finalGain.p5, found?.finalGain.p95], [sum, sum]);
    assertEquals(found?.probabilityBelowZero, sum < 0 ? 1 : 0);
  }));
});
