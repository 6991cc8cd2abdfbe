import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { mean, meanAndDeviation, moments, sharpeRatio } from "../../../src/core/statistics/moments.ts";

Deno.test("moments() are those computed by hand", () => {
  // Distances from 5: −3 −1 −1 −1 0 0 2 4. Squares 32, cubes 42, fourth powers 356.
  const found = moments(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9));
  assert(found !== undefined);
  assertEquals([found.count, found.mean], [8, 5]);
  assertAlmostEquals(found.deviation, Math.sqrt(32 / 7), 1e-14);
  assertAlmostEquals(found.skewness, 42 / 8 / 8, 1e-14);
  assertAlmostEquals(found.kurtosis, 356 / 8 / 16, 1e-14);
});

Deno.test("moments() and sharpeRatio() are undefined with fewer than two values or no spread", () => {
  for (const values of [[], [3], [0.1, 0.1, 0.1], [0, 0]]) {
    assertEquals(moments(Float64Array.from(values)), undefined);
    assertEquals(sharpeRatio(Float64Array.from(values)), undefined);
  }
  assertEquals(mean(new Float64Array()), undefined);
  assertEquals(mean(Float64Array.of(3)), 3);
});

Deno.test("equal values have a deviation of exactly zero, whatever they are", () => {
  fc.assert(fc.property(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 }),
    fc.integer({ min: 2, max: 200 }),
    (value, count) => {
      assertEquals(meanAndDeviation(new Float64Array(count).fill(value)), { mean: value, deviation: 0 });
    },
  ));
});

Deno.test("a spread of one far from zero keeps its digits", () => {
  const far = Float64Array.of(1e12 + 1, 1e12 + 2, 1e12 + 3);
  assertEquals(meanAndDeviation(far), { mean: 1e12 + 2, deviation: 1 });
});

Deno.test("sharpeRatio() is mean over sample deviation", () => {
  assertEquals(sharpeRatio(Float64Array.of(10, 20, 30)), 2);
  assertEquals(sharpeRatio(Float64Array.of(-30, -20, -10)), -2);
  assertEquals(sharpeRatio(Float64Array.of(-1, 1)), 0);
});

Deno.test("property: kurtosis is at least skewness² + 1; mirrored gains mirror the skewness", () => {
  const gains = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 2, maxLength: 50 });
  fc.assert(fc.property(gains, (values) => {
    const found = moments(Float64Array.from(values));
    const mirrored = moments(Float64Array.from(values, (value) => -value));
    if (found === undefined || mirrored === undefined) return assertEquals(found, mirrored);
    assert(found.kurtosis >= found.skewness ** 2 + 1 - 1e-6);
    assertAlmostEquals(found.skewness, -mirrored.skewness, 1e-6);
  }));
});
