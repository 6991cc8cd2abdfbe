/** Columns are cut into bins of about equal weight, and each value lies in the bin between whose bounds it stands. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { binOf, cutColumn } from "../../../../src/models/trees/boosting/cuts.ts";

const numbers = (count: number) => Float64Array.from({ length: count }, (_, index) => index + 1);

Deno.test("cutColumn() gives each value its own bin where they are few, however rare one is", () => {
  const column = Float64Array.of(1, ...new Array(1_000).fill(2), 3, 4);
  const { bounds, bins, missing } = cutColumn(column, undefined, 4);
  assertEquals([Array.from(bounds.slice(0, 4)), bins, missing], [[1, 1.5, 2.5, 3.5], 4, false]);
});

Deno.test("cutColumn() cuts many values into bins of equal weight", () => {
  assertEquals(Array.from(cutColumn(numbers(100), undefined, 4).bounds.slice(0, 4)), [1, 25.5, 50.5, 75.5]);
  // The first ten rows weigh as much as all others.
  const weights = Float32Array.from({ length: 100 }, (_, row) => row < 10 ? 9 : 1);
  assertEquals(cutColumn(numbers(100), weights, 2).bounds[1], 10.5);
});

Deno.test("cutColumn() puts missing values behind all bins", () => {
  const cuts = cutColumn(Float64Array.of(NaN, 1, 2, NaN), undefined, 255);
  assertEquals([cuts.bins, cuts.missing, binOf(cuts, NaN), binOf(cuts, 99), binOf(cuts, -99)], [
    2,
    true,
    2,
    1,
    0,
  ]);
  const nothing = cutColumn(Float64Array.of(NaN, NaN), undefined, 255);
  assertEquals([nothing.bins, binOf(nothing, NaN)], [1, 1]);
});

Deno.test("a value lies between the bounds of its bin, neighbours of 32 bits too", () => {
  const next = (value: number) => {
    const bits = new Int32Array(Float32Array.of(value).buffer);
    bits[0] = (bits[0] ?? 0) + 1;
    return new Float32Array(bits.buffer)[0] ?? NaN;
  };
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, min: Math.fround(-1e30), max: Math.fround(1e30) }), { minLength: 1 }),
      fc.integer({ min: 2, max: 255 }),
      (values, most) => {
        const column = Float32Array.from(values.flatMap((value) => [value, next(value)]));
        const cuts = cutColumn(column, undefined, most);
        assert(cuts.bins <= most);
        for (const value of column) {
          const bin = binOf(cuts, value);
          assert((cuts.bounds[bin] ?? NaN) <= value && value < (cuts.bounds[bin + 1] ?? NaN));
        }
      },
    ),
    { numRuns: 300 },
  );
});
