import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { logLoss, meanScore, squaredError } from "../../../src/core/statistics/scores.ts";

// Invariants: a score is finite and at least zero; over many equal events the frequency itself scores best.

const chance = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("scores are those computed by hand", () => {
  const rows: readonly (readonly [forecast: number, outcome: number, square: number, log: number])[] = [
    [0.5, 1, 0.25, Math.LN2],
    [0.5, 0, 0.25, Math.LN2],
    [0.7, 1, 0.09, 0.356675],
    // Sure and wrong: 0.9999 and 0.0001 for the logarithm.
    [1, 0, 1, 9.210340],
    [0, 1, 1, 9.210340],
    [1, 1, 0, 0.000100],
    // Divided: 0.65²; −(0.25 ln 0.9 + 0.75 ln 0.1)
    [0.9, 0.25, 0.4225, 1.753279],
  ];
  for (const [forecast, outcome, square, log] of rows) {
    assertAlmostEquals(squaredError(forecast, outcome), square, 1e-12);
    assertAlmostEquals(logLoss(forecast, outcome), log, 1e-6);
  }
});

Deno.test("meanScore() counts every forecast once, and is undefined without any", () => {
  const mean = meanScore([{ forecast: 0.7, outcome: 1 }, { forecast: 0.4, outcome: 0 }], squaredError);
  assertAlmostEquals(mean ?? NaN, 0.125, 1e-12);
  assertEquals(meanScore([], logLoss), undefined);
});

Deno.test("property: scores are finite and never below zero", () => {
  fc.assert(fc.property(chance, chance, (forecast, outcome) => {
    for (const score of [squaredError(forecast, outcome), logLoss(forecast, outcome)]) {
      assert(Number.isFinite(score) && score >= 0);
    }
  }));
});

Deno.test("property: nobody scores better on average than who names the frequency", () => {
  const counts = fc.integer({ min: 1, max: 99 });
  fc.assert(fc.property(counts, chance, (wins, other) => {
    const outcomes = Array.from({ length: 100 }, (_, index) => index < wins ? 1 : 0);
    for (const score of [squaredError, logLoss]) {
      const of = (forecast: number) =>
        meanScore(outcomes.map((outcome) => ({ forecast, outcome })), score) ?? NaN;
      assert(of(wins / 100) <= of(other) + 1e-9);
    }
  }));
});
