import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { compare } from "../../../src/models/evaluation/compare.ts";
import { drawGames } from "../../../src/models/evaluation/figure.ts";
import { evaluate } from "../../../src/models/evaluation/evaluate.ts";
import { makeGames, oneNamed } from "./support.ts";

const MADE = makeGames(300, 5, 21);
const ALL = oneNamed(MADE, "all");
const DRAWS = drawGames(MADE.games);

Deno.test("a wrong model is seen to be wrong", () => {
  const swapped = MADE.truth.map((chance) => 1 - chance);
  const found = compare(MADE, swapped, MADE.truth, ALL, DRAWS);
  assertEquals(found.verdict, "higher");
  assert((found.auc.high ?? 1) < 0 && (found.brier.low ?? 0) > 0);
  assert(found.gamesBetter < 150);
  const back = compare(MADE, MADE.truth, swapped, ALL, DRAWS);
  assertEquals(back.verdict, "lower");
  assertAlmostEquals(back.logLoss.low ?? NaN, -(found.logLoss.high ?? NaN), 1e-9);
});

Deno.test("a small change that says nothing is not proved, and equal forecasts do not differ", () => {
  const jittered = MADE.truth.map((chance, row) => {
    const sign = (row / 5 | 0) % 2 === 0 ? 1 : -1;
    return Math.min(0.99, Math.max(0.01, chance + sign * 0.002));
  });
  assertEquals(compare(MADE, jittered, MADE.truth, ALL, DRAWS).verdict, "not proved");
  const same = compare(MADE, MADE.truth, MADE.truth, ALL, DRAWS);
  assertEquals(same.logLoss, { value: 0, low: 0, high: 0 });
  assertEquals([same.verdict, same.gamesBetter], ["not proved", 0]);
});

Deno.test("a difference is that of the scores, and is known better than either", () => {
  const duller = MADE.truth.map((chance) => 0.5 + (chance - 0.5) * 0.8);
  const of = (chances: Float64Array) => evaluate(MADE, chances, { timeLeft: ALL, season: ALL }, DRAWS);
  const [own, other] = [of(MADE.truth), of(duller)];
  const found = compare(MADE, MADE.truth, duller, ALL, DRAWS);
  assertAlmostEquals(
    found.logLoss.value ?? NaN,
    (own.logLoss.value ?? NaN) - (other.logLoss.value ?? NaN),
    1e-12,
  );
  assertAlmostEquals(found.auc.value ?? NaN, 0, 1e-12);
  const width = ({ low, high }: { low: number | null; high: number | null }) => (high ?? NaN) - (low ?? NaN);
  assert(width(found.logLoss) < width(own.logLoss) / 2);
  assertEquals(found.byTimeLeft, [
    { name: "all", rows: 1_500, logLoss: found.logLoss, verdict: found.verdict },
  ]);
});

Deno.test("of fewer than ten games nothing is proved, however large the difference", () => {
  const few = makeGames(9, 5, 3);
  const wrong = Float64Array.from(few.homeWon, (won) => 1 - won);
  const found = compare(few, wrong, few.truth, oneNamed(few, "all"), drawGames(9));
  assert((found.logLoss.value ?? 0) > 5);
  assertEquals([found.logLoss.low, found.verdict], [null, "not proved"]);
});
