import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  bootstrapInterval,
  countedInterval,
  countResamples,
  drawResamples,
  LEAST_FOR_INTERVAL,
} from "../../../src/core/statistics/bootstrap.ts";
import { mean, sharpeRatio } from "../../../src/core/statistics/moments.ts";
import { percentile } from "../../../src/core/statistics/percentile.ts";
import { Random } from "../../../src/core/numbers/prng.ts";

// Invariants: the interval of a mean lies within the values and around their mean; it is wider at more confidence; a
// constant added to all gains moves it by that constant; the same seed gives the same interval.

const gains = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 2, maxLength: 60 })
  .map((values) => Float64Array.from(values));

Deno.test("bootstrapInterval() is the percentiles of the statistic over the samples drawn", () => {
  const resamples = { size: 2, count: 4, indices: Uint32Array.of(0, 0, 0, 1, 1, 0, 1, 1) };
  // Means 0, 5, 5, 10: a quarter below 3.75, a quarter above 6.25.
  assertEquals(bootstrapInterval(Float64Array.of(0, 10), mean, resamples, 0.5), {
    estimate: 5,
    low: 3.75,
    high: 6.25,
    confidence: 0.5,
  });
});

Deno.test("drawResamples() draws every item, equally often but for chance, from the seed alone", () => {
  const { indices, size, count } = drawResamples(8, new Random(7), 2_000);
  assertEquals([indices.length, size, count], [16_000, 8, 2_000]);
  for (let item = 0; item < 8; item++) {
    const times = indices.filter((index) => index === item).length;
    // Five deviations of a binomial with 16,000 draws of 1/8.
    assert(Math.abs(times - 2_000) < 5 * Math.sqrt(16_000 / 8 * 7 / 8), `${item}: ${times}`);
  }
  assertEquals(drawResamples(8, new Random(7), 2_000).indices, indices);
  assert(!drawResamples(8, new Random(8), 2_000).indices.every((index, place) => index === indices[place]));
});

Deno.test("the interval of a mean agrees with the textbook's where that holds", () => {
  const random = new Random(11);
  const values = Float64Array.from({ length: 400 }, () => random.normal(3, 20));
  const interval = bootstrapInterval(values, mean, drawResamples(400, new Random(12), 4_000));
  assert(interval !== undefined);
  const average = mean(values) ?? NaN;
  const deviation = (average / (sharpeRatio(values) ?? NaN)) / Math.sqrt(400);
  assertAlmostEquals(interval.low, average - 1.96 * deviation, 0.15);
  assertAlmostEquals(interval.high, average + 1.96 * deviation, 0.15);
});

Deno.test("there is no interval of one game, nor of a ratio that has no spread", () => {
  assertEquals(bootstrapInterval(Float64Array.of(5), mean, drawResamples(1, new Random(1))), undefined);
  const same = Float64Array.of(5, 5, 5);
  assertEquals(bootstrapInterval(same, sharpeRatio, drawResamples(3, new Random(1))), undefined);
  assertEquals(bootstrapInterval(same, mean, drawResamples(3, new Random(1))), {
    estimate: 5,
    low: 5,
    high: 5,
    confidence: 0.95,
  });
});

Deno.test("there is no interval where over a tenth of the samples has no value", () => {
  // Of ten games one was traded: in (9/10)^10 = 35 % of the samples there is no spread.
  const rare = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 7);
  assertEquals(bootstrapInterval(rare, sharpeRatio, drawResamples(10, new Random(1))), undefined);
  assert(bootstrapInterval(rare, mean, drawResamples(10, new Random(1))) !== undefined);
  // Of ten games five: in 2 × (1/2)^10 = 0.2 %.
  const often = Float64Array.of(0, 0, 0, 0, 0, 7, 7, 7, 7, 7);
  assert(bootstrapInterval(often, sharpeRatio, drawResamples(10, new Random(1))) !== undefined);
});

Deno.test("an interval of few games promises more than it holds; from the least for one on it nearly holds", () => {
  const held = (games: number) => {
    const random = new Random(games);
    let times = 0;
    for (let trial = 0; trial < 400; trial++) {
      const values = Float64Array.from({ length: games }, () => random.normal());
      const interval = bootstrapInterval(values, mean, drawResamples(games, random, 200));
      if (interval !== undefined && interval.low <= 0 && 0 <= interval.high) times++;
    }
    return times / 400;
  };
  // Of 95 % promised about 50 %, 75 % and 90 %; a deviation of 400 trials is at most 2.5 %.
  assertAlmostEquals(held(2), 0.5, 0.1);
  assertAlmostEquals(held(3), 0.75, 0.1);
  assert(held(LEAST_FOR_INTERVAL) > 0.84);
});

Deno.test("misuse is an error that says what is wrong", () => {
  const resamples = drawResamples(3, new Random(1), 10);
  assertThrows(
    () => bootstrapInterval(Float64Array.of(1, 2), mean, resamples),
    RangeError,
    "expected 3 values",
  );
  for (const confidence of [0, 1, NaN]) {
    assertThrows(() => bootstrapInterval(Float64Array.of(1, 2, 3), mean, resamples, confidence), RangeError);
  }
  for (const [size, count] of [[0, 5], [5, 0], [1.5, 5], [-1, 5]] as const) {
    assertThrows(() => drawResamples(size, new Random(1), count), RangeError, "Cannot draw samples");
  }
});

Deno.test("property: the interval of a mean lies within the values and around their mean", () => {
  fc.assert(fc.property(gains, fc.integer(), (values, seed) => {
    const interval = bootstrapInterval(values, mean, drawResamples(values.length, new Random(seed), 400));
    assert(interval !== undefined);
    assert(interval.low >= Math.min(...values) && interval.high <= Math.max(...values));
    assert(interval.low <= interval.estimate && interval.estimate <= interval.high);
    assertEquals(interval.estimate, mean(values));
  }));
});

Deno.test("countedInterval() says what bootstrapInterval() says, of a mean and of a ratio of sums", () => {
  const values = Float64Array.of(3, -1, 4, 1, -5, 9, 2, 6, 5, -3, 5);
  const resamples = drawResamples(values.length, new Random(3), 300);
  const counted = countResamples(resamples);
  assertEquals(counted.times.subarray(0, 11).reduce((sum, times) => sum + times, 0), 11);
  const weighted = (of: ArrayLike<number>) => (times: Uint16Array) =>
    times.reduce((sum, count, item) => sum + count * (of[item] ?? 0), 0);
  const found = countedInterval((times) => weighted(values)(times) / values.length, counted);
  const plain = bootstrapInterval(values, mean, resamples);
  for (const part of ["estimate", "low", "high"] as const) {
    assertAlmostEquals(found?.[part] ?? NaN, plain?.[part] ?? NaN, 1e-12);
  }
  // Items of unequal weight: the ratio of sums, sample by sample.
  const weights = [1, 2, 3, 1, 1, 9, 1, 2, 2, 1, 1];
  const ratio = countedInterval((times) => weighted(values)(times) / weighted(weights)(times), counted);
  const byHand = Float64Array.from({ length: 300 }, (_, sample) => {
    const drawn = [...resamples.indices.subarray(sample * 11, sample * 11 + 11)];
    const sum = (of: ArrayLike<number>) => drawn.reduce((all, item) => all + (of[item] ?? 0), 0);
    return sum(values) / sum(weights);
  }).sort();
  assertAlmostEquals(ratio?.low ?? NaN, percentile(byHand, 0.025), 1e-12);
  assertAlmostEquals(ratio?.high ?? NaN, percentile(byHand, 0.975), 1e-12);
});

Deno.test("countedInterval() has none of one item, nor of what over a tenth of the samples lacks", () => {
  const of = (size: number) => countResamples(drawResamples(size, new Random(1)));
  assertEquals(countedInterval(() => 1, of(1)), undefined);
  const rare = (times: Uint16Array) => times[0] === 0 ? undefined : 1;
  assertEquals(countedInterval(rare, of(10)), undefined);
  assertThrows(() => countedInterval(() => 1, of(3), 1), RangeError, "confidence");
});

Deno.test("property: more confidence, a wider interval; the same seed, the same", () => {
  fc.assert(fc.property(gains, fc.integer(), (values, seed) => {
    const of = (confidence: number) =>
      bootstrapInterval(values, mean, drawResamples(values.length, new Random(seed), 200), confidence);
    const [narrow, wide] = [of(0.5), of(0.99)];
    assert(narrow !== undefined && wide !== undefined);
    assert(wide.low <= narrow.low && narrow.high <= wide.high);
    assertEquals(of(0.5), narrow);
  }));
});

Deno.test("property: gains that are all larger by as much have an interval that is", () => {
  fc.assert(fc.property(gains, fc.integer({ min: -1_000, max: 1_000 }), (values, more) => {
    const resamples = drawResamples(values.length, new Random(5), 200);
    const before = bootstrapInterval(values, mean, resamples);
    const after = bootstrapInterval(values.map((value) => value + more), mean, resamples);
    assertAlmostEquals((after?.low ?? NaN) - (before?.low ?? NaN), more, 1e-6);
    assertAlmostEquals((after?.high ?? NaN) - (before?.high ?? NaN), more, 1e-6);
  }));
});
