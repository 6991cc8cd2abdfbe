/**
 * What must hold of a thinned series: it is never longer than asked; its points are points of the series, in its
 * order; first and last, least and greatest are among them; a series that is short enough is left alone; where
 * the series has a gap, so has what is left of it.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { thin, thinnedIndices } from "../../../src/backtest/report/mod.ts";

const value = fc.integer({ min: -1000, max: 1000 });
const lengths = { maxLength: 400, size: "max" } as const;
const numbers = fc.array(value, lengths);
const withGaps = fc.array(fc.option(value, { freq: 4 }), lengths);
const limits = fc.integer({ min: 2, max: 120 });

function isAscending(indices: readonly number[]): boolean {
  return indices.every((index, place) => place === 0 || index > (indices[place - 1] ?? Infinity));
}

Deno.test("thinnedIndices() keeps at most the limit, in order, with first and last", () => {
  fc.assert(fc.property(withGaps, limits, (values, limit) => {
    const kept = thinnedIndices(values, limit);
    assert(kept.length <= limit);
    assert(isAscending(kept));
    if (values.length > 0) assertEquals([kept[0], kept.at(-1)], [0, values.length - 1]);
    assert(kept.every((index) => index < values.length));
  }));
});

Deno.test("thinnedIndices() leaves a series alone that is short enough", () => {
  fc.assert(fc.property(withGaps, (values) => {
    assertEquals(thinnedIndices(values, Math.max(2, values.length)), values.map((_, index) => index));
  }));
});

Deno.test("thinnedIndices() keeps the least and the greatest value", () => {
  fc.assert(fc.property(withGaps, fc.integer({ min: 5, max: 120 }), (values, limit) => {
    const seen = values.filter((value) => value !== null);
    const kept = thinnedIndices(values, limit).map((index) => values[index]);
    if (seen.length === 0) return;
    assert(kept.includes(Math.min(...seen)));
    assert(kept.includes(Math.max(...seen)));
  }));
});

Deno.test("thinnedIndices() keeps the extremes of every stretch, not of the whole alone", () => {
  fc.assert(fc.property(numbers, fc.integer({ min: 4, max: 60 }), (values, limit) => {
    const kept = new Set(thinnedIndices(values, limit));
    const inner = values.length - 2;
    const buckets = Math.floor((limit - 2) / 2);
    if (values.length <= limit) return;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const from = 1 + Math.floor((bucket * inner) / buckets);
      const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
      const all = values.slice(from, to);
      const left = all.filter((_, place) => kept.has(from + place));
      assertEquals([Math.min(...left), Math.max(...left)], [Math.min(...all), Math.max(...all)]);
    }
  }));
});

Deno.test("thinnedIndices() keeps a gap as a gap, null or NaN", () => {
  const values = Array.from({ length: 1000 }, (_, index) => index >= 400 && index < 600 ? null : index);
  const kept = thinnedIndices(values, 50);
  assert(kept.some((index) => values[index] === null));
  assertEquals(thinnedIndices(values.map((value) => value ?? NaN), 50), kept);
});

Deno.test("thin() picks times and values alike, and the same ones every time", () => {
  fc.assert(fc.property(withGaps, limits, (values, limit) => {
    const at = values.map((_, index) => index * 10);
    const thinned = thin(at, values, limit);
    assertEquals(thinned.at.map((time) => time / 10), thinnedIndices(values, limit));
    assertEquals(thinned.values, thinned.at.map((time) => values[time / 10] ?? null));
    assertEquals(thin(at, values, limit), thinned);
  }));
});

Deno.test("thin() refuses columns of different lengths and limits that cannot hold both ends", () => {
  assertThrows(() => thin([1, 2], [1], 10), RangeError, "as many values as times (2), was 1");
  for (const limit of [1, 2.5, NaN, -3]) {
    assertThrows(() => thinnedIndices([1, 2, 3], limit), RangeError, `was ${limit}`);
  }
});
