import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { normalCdf, normalInverseCdf } from "../../../src/core/statistics/normal.ts";

Deno.test("normalCdf() is that of the tables", () => {
  const table: [number, number][] = [
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [1.96, 0.9750021048517795],
    [2, 0.9772498680518208],
    [3, 0.9986501019683699],
    [5, 0.9999997133484281],
    [7, 0.9999999999987201],
  ];
  for (const [x, expected] of table) {
    assertAlmostEquals(normalCdf(x), expected, 2e-15);
    assertAlmostEquals(normalCdf(-x), 1 - expected, 2e-15);
  }
  // Tails, relatively.
  assertAlmostEquals(normalCdf(-5) / 2.866515718791933e-7, 1, 1e-9);
  assertAlmostEquals(normalCdf(-10) / 7.61985302416047e-24, 1, 1e-8);
  assertAlmostEquals(normalCdf(-30) / 4.906713927147908e-198, 1, 1e-8);
  assertEquals([normalCdf(-Infinity), normalCdf(Infinity)], [0, 1]);
});

Deno.test("normalInverseCdf() is that of the tables, in the middle and in both tails", () => {
  const table: [number, number][] = [
    [0.5, 0],
    [0.7, 0.5244005127080407],
    [0.925, 1.4395314709384563],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.999, 3.090232306167813],
  ];
  for (const [probability, expected] of table) {
    assertAlmostEquals(normalInverseCdf(probability), expected, 2e-14);
    assertAlmostEquals(normalInverseCdf(1 - probability), -expected, 2e-14);
  }
  assertAlmostEquals(normalInverseCdf(1e-10), -6.361340902404056, 1e-13);
  assertAlmostEquals(normalInverseCdf(1e-20), -9.262340089798409, 1e-13);
  assertAlmostEquals(normalInverseCdf(1e-300), -37.0470962993612, 1e-12);
  assertEquals([normalInverseCdf(0), normalInverseCdf(1)], [-Infinity, Infinity]);
});

Deno.test("normalInverseCdf() takes probabilities alone", () => {
  for (const wrong of [-1e-9, 1.000001, NaN]) {
    assertThrows(() => normalInverseCdf(wrong), RangeError, "expected 0…1");
  }
});

Deno.test("property: each undoes the other", () => {
  fc.assert(fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (x) => {
    // Above, the chance is so near 1 that a double holds few digits of what is missing.
    assertAlmostEquals(normalInverseCdf(normalCdf(x)), x, x > 4 ? 1e-6 : 1e-9);
  }));
  fc.assert(fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (probability) => {
    assertAlmostEquals(normalCdf(normalInverseCdf(probability)), probability, 1e-14);
  }));
});

Deno.test("property: normalCdf() never falls, across the change of the formula too", () => {
  const x = fc.oneof(
    fc.double({ min: -40, max: 40, noNaN: true }),
    fc.double({ min: -7.2, max: -7, noNaN: true }),
  );
  fc.assert(fc.property(x, fc.double({ min: 0.001, max: 1, noNaN: true }), (from, step) => {
    assert(normalCdf(from) <= normalCdf(from + step));
  }));
});
