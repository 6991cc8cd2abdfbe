import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { auc, aucFigure } from "../../../src/models/evaluation/auc.ts";
import { drawGames, verdictOf } from "../../../src/models/evaluation/figure.ts";
import { evaluate } from "../../../src/models/evaluation/evaluate.ts";
import { decileOf, outside } from "../../../src/models/evaluation/reliability.ts";
import { makeGames, oneNamed, rowsOf } from "./support.ts";

// Invariants: the area is the share of pairs in the right order; no figure changes with the order of rows, nor with the
// numbers that games have; groups that hold all rows between them add up to the whole.

/** Two games of two rows, won and lost. */
const FOUR = rowsOf([1, 1, 0, 0], [0, 0, 1, 1]);
const CHANCES = Float64Array.of(0.8, 0.5, 0.4, 0.1);

function judge(rows = FOUR, chances: Float64Array = CHANCES, draws = drawGames(rows.games)) {
  return evaluate(
    rows,
    chances,
    { timeLeft: oneNamed(rows, "all"), season: oneNamed(rows, "2024") },
    draws,
  );
}

/** The share of pairs in the right order, pair by pair. */
function byPairs(homeWon: ArrayLike<number>, chances: ArrayLike<number>): number | undefined {
  let [right, pairs] = [0, 0];
  for (let one = 0; one < homeWon.length; one++) {
    for (let other = 0; other < homeWon.length; other++) {
      if (homeWon[one] !== 1 || homeWon[other] !== 0) continue;
      const [won = 0, lost = 0] = [chances[one], chances[other]];
      pairs++;
      right += won > lost ? 1 : won === lost ? 0.5 : 0;
    }
  }
  return pairs === 0 ? undefined : right / pairs;
}

Deno.test("the scores of four rows are those computed by hand", () => {
  const found = judge();
  // −(ln 0.8 + ln 0.5 + ln 0.6 + ln 0.9) / 4, and (0.04 + 0.25 + 0.16 + 0.01) / 4.
  assertAlmostEquals(
    found.logLoss.value ?? NaN,
    (0.22314355 + 0.69314718 + 0.51082562 + 0.10536052) / 4,
    1e-8,
  );
  assertAlmostEquals(found.brier.value ?? NaN, 0.115, 1e-12);
  assertEquals(found.auc.value, 1);
  assertEquals([found.rows, found.games], [4, 2]);
  // Gaps of single rows: 0.2, 0.5, −0.4, −0.1.
  assertAlmostEquals(found.ece.value ?? NaN, 0.3, 1e-12);
  assertEquals(found.buckets.map(({ rows }) => rows), [0, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
  assertEquals(found.buckets[8]?.said, 0.8);
  assertEquals(found.buckets[8]?.seen, 1);
  assertAlmostEquals(found.buckets[8]?.gap.value ?? NaN, 0.2, 1e-12);
  assertEquals(found.buckets[0], {
    from: 0,
    to: 0.1,
    rows: 0,
    games: 0,
    said: null,
    seen: null,
    gap: { value: null, low: null, high: null },
  });
});

Deno.test("a game counts once by game, however many rows it has", () => {
  const rows = rowsOf([1, 0, 0, 0], [0, 1, 1, 1]);
  const found = judge(rows, Float64Array.of(0.5, 0.2, 0.2, 0.2));
  const [half, fifth] = [Math.log(2), -Math.log(0.8)];
  assertAlmostEquals(found.logLossByGame.value ?? NaN, (half + fifth) / 2, 1e-12);
  assertAlmostEquals(found.logLoss.value ?? NaN, (half + 3 * fifth) / 4, 1e-12);
});

Deno.test("who is sure and wrong pays for a chance of one in a million", () => {
  const found = judge(rowsOf([0, 1], [0, 1]), Float64Array.of(1, 0));
  assertAlmostEquals(found.logLoss.value ?? NaN, -Math.log(1e-6), 1e-9);
});

Deno.test("there is no area of games that the home team won, and no interval of a few games", () => {
  const found = judge(rowsOf([1, 1], [0, 1]), Float64Array.of(0.7, 0.6));
  assertEquals(found.auc, { value: null, low: null, high: null });
  assertEquals([found.logLoss.low, found.logLoss.high], [null, null]);
});

Deno.test("a chance of 1 is in the last decile, a bound in the upper of two", () => {
  assertEquals([0, 0.0999, 0.1, 0.95, 1].map(decileOf), [0, 0, 1, 9, 9]);
});

Deno.test("a chance that is none, or is missing, is misuse", () => {
  for (const wrong of [NaN, -0.01, 1.01]) {
    assertThrows(() => judge(FOUR, Float64Array.of(0.5, wrong, 0.5, 0.5)), RangeError, "chance in 0…1");
  }
  assertThrows(() => judge(FOUR, Float64Array.of(0.5)), RangeError, "expected one a row (4), was 1");
});

Deno.test("property: the area is the share of pairs in the right order, ties half", () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 }));
  fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (list) => {
    const homeWon = Uint8Array.from(list, ([won]) => won);
    const chances = Float64Array.from(list, ([, eighth]) => eighth / 8);
    const [found, expected] = [auc(homeWon, chances), byPairs(homeWon, chances)];
    if (expected === undefined) assertEquals(found, undefined);
    else assertAlmostEquals(found ?? NaN, expected, 1e-12);
  }));
});

Deno.test("property: no figure changes with the order of rows", () => {
  const made = makeGames(12, 6, 4);
  const plain = judge(made, made.truth.map((chance, row) => (chance + (row % 7) / 10) / 2));
  const chances = made.truth.map((chance, row) => (chance + (row % 7) / 10) / 2);
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...made.homeWon.keys()], { minLength: made.homeWon.length }),
      (order) => {
        const moved = {
          games: made.games,
          homeWon: Uint8Array.from(order, (row) => made.homeWon[row] ?? 0),
          gameOf: Int32Array.from(order, (row) => made.gameOf[row] ?? 0),
        };
        const found = judge(moved, Float64Array.from(order, (row) => chances[row] ?? 0));
        for (const key of ["logLoss", "brier", "auc", "ece", "logLossByGame"] as const) {
          for (const part of ["value", "low", "high"] as const) {
            assertAlmostEquals(found[key][part] ?? NaN, plain[key][part] ?? NaN, 1e-9);
          }
        }
      },
    ),
    { numRuns: 20 },
  );
});

Deno.test("the interval of a score is that of drawing whole games, not rows", () => {
  // 200 games of 50 equal rows: as rows they would seem to be 10,000 and the interval seven times narrower.
  const made = makeGames(200, 50, 11);
  const { logLoss } = judge(made, made.truth);
  const losses = Array.from({ length: 200 }, (_, game) => {
    const chance = made.truth[game * 50] ?? 0;
    return -Math.log(made.homeWon[game * 50] === 1 ? chance : 1 - chance);
  });
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / 200;
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 199;
  const half = 1.96 * Math.sqrt(variance / 200);
  assertAlmostEquals(logLoss.value ?? NaN, mean, 1e-9);
  assertAlmostEquals((logLoss.low ?? NaN) / (mean - half), 1, 0.02);
  assertAlmostEquals((logLoss.high ?? NaN) / (mean + half), 1, 0.02);
});

Deno.test("the interval of an area holds what other games of the same kind have", () => {
  const areas = Array.from({ length: 60 }, (_, seed) => {
    const other = makeGames(150, 4, 1_000 + seed);
    return auc(other.homeWon, other.truth) ?? NaN;
  });
  const made = makeGames(150, 4, 5);
  const { value, low, high } = aucFigure(made, made.truth, drawGames(150));
  assertEquals(value, auc(made.homeWon, made.truth));
  assert(low !== null && high !== null && value !== null && low < value && value < high);
  const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
  const deviation = Math.sqrt(areas.reduce((sum, area) => sum + (area - mean) ** 2, 0) / (areas.length - 1));
  assertAlmostEquals((high - low) / (2 * 1.96 * deviation), 1, 0.3);
});

Deno.test("forecasts that are too sure are outside in the deciles where they are", () => {
  const made = makeGames(600, 3, 8);
  const honest = judge(made, made.truth);
  const sure = judge(made, made.truth.map((chance) => chance < 0.5 ? chance / 3 : 1 - (1 - chance) / 3));
  const worst = (each: typeof honest) => Math.max(...each.buckets.map(({ gap }) => outside(gap)));
  assert(worst(honest) < 0.03, `honest: ${worst(honest)}`);
  assert(worst(sure) > 0.08, `too sure: ${worst(sure)}`);
  assert((sure.ece.value ?? 0) > (honest.ece.high ?? 1));
  assert((sure.logLoss.value ?? 0) > (honest.logLoss.value ?? 1));
});

Deno.test("groups that hold all rows add up to the whole, and one without rows is left out", () => {
  const made = makeGames(20, 4, 2);
  const groupOf = Int8Array.from(made.homeWon, (_, row) => row % 2 === 0 ? 0 : 2);
  const found = evaluate(made, made.truth, {
    timeLeft: { groupOf, count: 3, names: ["late", "never", "early"] },
    season: oneNamed(made, "2024"),
  }, drawGames(20));
  assertEquals(found.byTimeLeft.map(({ name }) => name), ["late", "early"]);
  const sum = found.byTimeLeft.reduce((all, { rows, logLoss }) => all + rows * (logLoss.value ?? NaN), 0);
  assertAlmostEquals(sum / found.rows, found.logLoss.value ?? NaN, 1e-12);
  assertEquals(found.bySeason.map(({ name, rows, logLoss }) => ({ name, rows, logLoss })), [
    { name: "2024", rows: 80, logLoss: found.logLoss },
  ]);
});

Deno.test("a difference is said to be one only where its interval does not hold 0", () => {
  assertEquals(verdictOf({ value: -1, low: -2, high: -0.1 }), "lower");
  assertEquals(verdictOf({ value: 1, low: 0.1, high: 2 }), "higher");
  assertEquals(verdictOf({ value: 1, low: -0.1, high: 2 }), "not proved");
  assertEquals(verdictOf({ value: 1, low: 0, high: 2 }), "not proved");
  assertEquals(verdictOf({ value: 1, low: null, high: null }), "not proved");
});
