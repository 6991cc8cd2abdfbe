import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { percentile } from "../../../src/core/statistics/percentile.ts";

Deno.test("percentile() runs in a straight line between two values", () => {
  const sample = Float64Array.of(10, 20, 40, 80);
  const cases: [number, number][] = [[0, 10], [1 / 3, 20], [0.5, 30], [2 / 3, 40], [0.75, 50], [1, 80]];
  for (const [fraction, expected] of cases) assertEquals(percentile(sample, fraction), expected);
  for (const fraction of [0, 0.3, 1]) assertEquals(percentile(Float64Array.of(7), fraction), 7);
});

Deno.test("percentile() takes no empty sample and no fraction outside 0…1", () => {
  assertThrows(() => percentile(new Float64Array(), 0.5), RangeError, "empty sample");
  for (const fraction of [-0.01, 1.01, NaN]) {
    assertThrows(() => percentile(Float64Array.of(1), fraction), RangeError, "0…1");
  }
});

Deno.test("property: percentiles rise with the fraction and stay within the sample", () => {
  const sorted = fc.array(fc.integer(), { minLength: 1 }).map((values) => Float64Array.from(values).sort());
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(sorted, fraction, fraction, (sample, one, other) => {
    const low = percentile(sample, Math.min(one, other));
    const high = percentile(sample, Math.max(one, other));
    const slack = 1e-6;
    assert(low <= high + slack);
    assert(low >= (sample[0] ?? NaN) - slack && high <= (sample.at(-1) ?? NaN) + slack);
  }));
});
