import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  deflatedSharpe,
  expectedMaximumSharpe,
  probabilisticSharpe,
  type SharpeEvidence,
  sharpeEvidence,
} from "../../../src/core/statistics/deflated_sharpe.ts";
import { Random } from "../../../src/core/numbers/prng.ts";

// Invariants: more tries, a higher benchmark and a lower probability; a higher ratio or more observations above the
// benchmark, a higher probability; at the benchmark it is a half; losses that are rarer and larger lower it.

/** The example of the paper: daily returns of five years, an annualised ratio of 2.5, fat tails, skewed to losses. */
const PAPER: SharpeEvidence = {
  sharpe: 2.5 / Math.sqrt(250),
  observations: 1_250,
  skewness: -3,
  kurtosis: 10,
};
/** Variance of the tries' annualised ratios is 1/2. */
const PAPER_VARIANCE = 0.5 / 250;

Deno.test("the worked example of Bailey and López de Prado (2014) comes out", () => {
  const hundred = expectedMaximumSharpe(100, PAPER_VARIANCE);
  // √0.002 × (0.422784 × 2.326348 + 0.577216 × Φ⁻¹(1 − 1/(100 e)) = 2.680210)
  assertAlmostEquals(hundred, 0.1132, 5e-5);
  assertAlmostEquals(probabilisticSharpe(PAPER, hundred) ?? NaN, 0.9004, 5e-5);
  assertAlmostEquals(
    probabilisticSharpe(PAPER, expectedMaximumSharpe(46, PAPER_VARIANCE)) ?? NaN,
    0.9505,
    5e-5,
  );
});

Deno.test("deflatedSharpe() of six games and four tries is that computed by hand", () => {
  const best = sharpeEvidence(Float64Array.of(3, -1, 2, 0, 9, 1));
  assert(best !== undefined);
  assertAlmostEquals(best.sharpe, 7 / 3 / Math.sqrt(190 / 15), 1e-12);
  const found = deflatedSharpe(best, Float64Array.of(best.sharpe, 0.1, -0.2, 0.3));
  assert(found !== undefined);
  assertEquals([found.sharpe, found.trials], [best.sharpe, 4]);
  // √0.1289358 × (0.422784 × 0.674490 + 0.577216 × 1.328722)
  assertAlmostEquals(found.benchmark, 0.377792, 1e-6);
  // Φ(0.277818 × √5 / √(1 − 1.187975 × 0.655610 + 2.188809 / 4 × 0.655610²)) = Φ(0.919591)
  assertAlmostEquals(found.probability, 0.821107, 1e-6);
});

Deno.test("one try has nothing to choose from: the benchmark is zero", () => {
  assertEquals(expectedMaximumSharpe(1, 4), 0);
  const found = deflatedSharpe(PAPER, Float64Array.of(PAPER.sharpe));
  assertEquals(found?.benchmark, 0);
  assertEquals(found?.probability, probabilisticSharpe(PAPER, 0));
});

Deno.test("of two tries the formula leaves the second term: γ Φ⁻¹(1 − 1/(2e)) = 0.519755", () => {
  assertAlmostEquals(expectedMaximumSharpe(2, 1), 0.519755, 1e-6);
  assertAlmostEquals(expectedMaximumSharpe(2, 9), 3 * 0.519755, 1e-5);
});

Deno.test("the benchmark is what the best of many normal numbers is on average", () => {
  const random = new Random(17);
  for (const trials of [20, 200]) {
    let sum = 0;
    for (let time = 0; time < 2_000; time++) {
      let best = -Infinity;
      for (let trial = 0; trial < trials; trial++) best = Math.max(best, random.normal());
      sum += best;
    }
    assertAlmostEquals(expectedMaximumSharpe(trials, 1), sum / 2_000, 0.05);
  }
});

Deno.test("gains of two values have no probability where the root is of nothing; no spread, no evidence", () => {
  // Skewness s and kurtosis s² + 1: nothing is left at a ratio of 2/s.
  const evidence = { sharpe: 1, observations: 10, skewness: 2, kurtosis: 5 };
  assertEquals(probabilisticSharpe(evidence, 0), undefined);
  assertEquals(deflatedSharpe(evidence, Float64Array.of(1, 0.5)), undefined);
  assertEquals(probabilisticSharpe({ ...PAPER, observations: 1 }, 0), undefined);
  for (const values of [[], [1], [2, 2, 2]]) {
    assertEquals(sharpeEvidence(Float64Array.from(values)), undefined);
  }
});

Deno.test("no tries and no variance are errors", () => {
  assertThrows(() => deflatedSharpe(PAPER, new Float64Array()), RangeError, "1 try or more");
  assertThrows(() => expectedMaximumSharpe(1.5, 1), RangeError);
  assertThrows(() => expectedMaximumSharpe(2, -1), RangeError);
  assertThrows(() => expectedMaximumSharpe(2, NaN), RangeError);
});

const trials = fc.integer({ min: 1, max: 100_000 });
const variance = fc.double({ min: 1e-6, max: 1, noNaN: true });

Deno.test("property: more tries, a higher benchmark, a lower probability", () => {
  fc.assert(fc.property(trials, fc.integer({ min: 1, max: 10_000 }), variance, (few, more, spread) => {
    const [low, high] = [expectedMaximumSharpe(few, spread), expectedMaximumSharpe(few + more, spread)];
    assert(low < high);
    const [likely, lessLikely] = [probabilisticSharpe(PAPER, low), probabilisticSharpe(PAPER, high)];
    assert((likely ?? NaN) >= (lessLikely ?? NaN));
  }));
});

Deno.test("property: a half at the benchmark; above it, the more so the more observations and the less skew", () => {
  const ratio = fc.double({ min: 0.01, max: 0.5, noNaN: true });
  fc.assert(fc.property(ratio, fc.integer({ min: 2, max: 500 }), (sharpe, observations) => {
    const evidence = { sharpe, observations, skewness: 0, kurtosis: 3 };
    const probability = (changes: Partial<SharpeEvidence>, benchmark = 0) =>
      probabilisticSharpe({ ...evidence, ...changes }, benchmark) ?? NaN;
    assertEquals(probability({}, sharpe), 0.5);
    assert(probability({}) > 0.5);
    assert(probability({ observations: observations + 1 }) >= probability({}));
    assert(probability({ skewness: -1 }) <= probability({}));
    assert(probability({ kurtosis: 9 }) <= probability({}));
  }));
});
