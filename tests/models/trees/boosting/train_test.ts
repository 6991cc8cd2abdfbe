/**
 * Trees as a hand computes them: with gradients p − y and curvatures p·(1 − p), a leaf answers −G/(H + l2), and a split gains
 * what its leaves' G²/(H + l2) are more than the node's.
 */
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { assertGreater, assertLess } from "@std/assert";
import { type GrowthOptions } from "../../../../src/models/trees/boosting/options.ts";
import { logLossOf } from "../../../../src/models/trees/boosting/gradients.ts";
import { trainForest } from "../../../../src/models/trees/boosting/train.ts";
import { columnOf, missingGoesLeft } from "../../../../src/models/trees/forest.ts";
import { examplesOf, madeUp, marginOf, marginsOf, PLAIN } from "./support.ts";

const FOUR = examplesOf({ x: [1, 2, 3, 4] }, [0, 0, 1, 1]);

Deno.test("one split of four rows: its place, gain, covers and leaves", async () => {
  const { forest } = await trainForest(FOUR, PLAIN);
  // G = ±1 and H = 0.5 on each side of the middle: ∓1/1.5.
  assertEquals(Array.from(forest.splits.slice(0, 1)), [2.5]);
  assertAlmostEquals(forest.gains[0] ?? NaN, 2 / 1.5, 1e-6);
  assertEquals(Array.from(forest.covers), [1, 0.5, 0.5]);
  assertAlmostEquals(marginOf(forest, 2), -2 / 3, 1e-7);
  assertAlmostEquals(marginOf(forest, 3), 2 / 3, 1e-7);
});

Deno.test("the second tree learns what the first left over", async () => {
  const { forest } = await trainForest(FOUR, { ...PLAIN, rounds: 2, eta: 0.5 });
  const p = 1 / (1 + Math.exp(1 / 3));
  const second = -2 * p / (2 * p * (1 - p) + 1);
  assertAlmostEquals(marginOf(forest, 1), -1 / 3 + 0.5 * second, 1e-6);
  assertAlmostEquals(marginOf(forest, 4), 1 / 3 - 0.5 * second, 1e-6);
});

Deno.test("l2, gamma and minChildWeight hold a split back", async () => {
  const splits = async (options: Partial<GrowthOptions>) =>
    (await trainForest(FOUR, { ...PLAIN, ...options })).forest.depths[0];
  assertEquals(await splits({ l2: 4 }), 1);
  assertAlmostEquals(marginOf((await trainForest(FOUR, { ...PLAIN, l2: 4 })).forest, 1), -1 / 4.5, 1e-7);
  assertEquals([await splits({ gamma: 1.33 }), await splits({ gamma: 1.34 })], [1, 0]);
  assertEquals([await splits({ minChildWeight: 0.5 }), await splits({ minChildWeight: 0.51 })], [1, 0]);
});

Deno.test("minChildWeight holds for the right side as for the left", async () => {
  const last = examplesOf({ x: [1, 2, 3, 4] }, [0, 0, 0, 1]);
  assertEquals((await trainForest(last, PLAIN)).forest.splits[0], 3.5);
  assertEquals((await trainForest(last, { ...PLAIN, minChildWeight: 0.5 })).forest.splits[0], 2.5);
});

Deno.test("a column is not split against the direction in which it may push", async () => {
  const falling = examplesOf({ x: [1, 2, 3, 4] }, [1, 1, 0, 0]);
  for (const [direction, depth] of [[1, 0], [0, 1], [-1, 1]] as const) {
    const { forest } = await trainForest(falling, PLAIN, { monotone: [direction] });
    assertEquals(forest.depths[0], depth);
  }
});

Deno.test("a deeper tree splits each side by another column", async () => {
  const both = examplesOf(
    { a: [0, 0, 0, 0, 1, 1, 1, 1], b: [0, 0, 1, 1, 0, 0, 1, 1] },
    [0, 0, 0, 1, 0, 1, 1, 1],
  );
  const { forest } = await trainForest(both, { ...PLAIN, depth: 2, l2: 0 });
  // Two rows a corner: 0 of 2, 1 of 2, 1 of 2, 2 of 2; the leaves are −G/H = ∓1/0.5, 0.
  assertEquals([marginOf(forest, 0, 0), marginOf(forest, 0, 1)], [-2, 0]);
  assertEquals([marginOf(forest, 1, 0), marginOf(forest, 1, 1)], [0, 2]);
});

Deno.test("a missing value goes where it was learned to belong", async () => {
  const withMissing = (label: number) =>
    examplesOf({ x: [1, 2, 3, 4, NaN, NaN] }, [0, 0, 1, 1, label, label]);
  for (const label of [0, 1]) {
    const { forest } = await trainForest(withMissing(label), PLAIN);
    assertEquals([forest.splits[0], missingGoesLeft(forest, 0)], [2.5, label === 0]);
    assertAlmostEquals(marginOf(forest, NaN), label === 0 ? -2 / 2 : 2 / 2, 1e-7);
  }
});

Deno.test("that a value is missing can be all that matters, whichever way the column may push", async () => {
  for (const label of [0, 1]) {
    const present = 1 - label;
    const told = examplesOf({ x: [1, 2, 1, 2, NaN, NaN] }, [
      present,
      present,
      present,
      present,
      label,
      label,
    ]);
    for (const direction of [-1, 0, 1] as const) {
      const { forest } = await trainForest(told, PLAIN, { monotone: [direction] });
      const sign = label === 1 ? 1 : -1;
      assertAlmostEquals(marginOf(forest, 1), -sign * 2 / 2, 1e-7);
      assertAlmostEquals(marginOf(forest, 2), -sign * 2 / 2, 1e-7);
      assertAlmostEquals(marginOf(forest, NaN), sign / 1.5, 1e-7);
    }
  }
});

Deno.test("one that is missing although none was before goes with the most", async () => {
  const uneven = (labels: readonly number[]) =>
    trainForest(examplesOf({ x: [1, 2, 3, 4] }, labels), { ...PLAIN, l2: 0.1 });
  assertEquals(missingGoesLeft((await uneven([0, 1, 1, 1])).forest, 0), false);
  assertEquals(missingGoesLeft((await uneven([0, 0, 0, 1])).forest, 0), true);
});

Deno.test("rows begin at the base margin, or each at its own", async () => {
  const { forest } = await trainForest(FOUR, { ...PLAIN }, { baseMargin: 1 });
  const p = 1 / (1 + Math.exp(-1));
  const left = -2 * p / (2 * p * (1 - p) + 1);
  assertEquals(forest.baseMargin, 1);
  assertAlmostEquals(marginOf(forest, 1), 1 + left, 1e-6);
  const own = await trainForest({ ...FOUR, baseMargins: Float64Array.of(1, 1, -2, -2) }, PLAIN);
  assertEquals(own.forest.baseMargin, 0);
  assertAlmostEquals(marginOf(own.forest, 1), left, 1e-6);
});

Deno.test("columns that may not be used are not used, and others are when a column is left out", async () => {
  const examples = madeUp(400, 3);
  const { forest } = await trainForest(examples, { ...PLAIN, rounds: 40, depth: 3, columnSample: 0.5 });
  const used = Array.from(forest.depths.keys(), (tree) => {
    const columns = new Set<number>();
    for (let node = forest.roots[tree] ?? 0; node < (forest.roots[tree + 1] ?? 0); node++) {
      if (forest.left[node] !== node) columns.add(columnOf(forest, node));
    }
    return columns;
  });
  assertEquals(Math.max(...used.map(({ size }) => size)), 2);
  assertEquals(new Set(used.flatMap((columns) => [...columns])).size, 4);
});

Deno.test("what each round reports is the loss of the validation rows with all trees so far", async () => {
  const validation = madeUp(300, 5);
  const seen: number[] = [];
  const { forest, history, bestRound } = await trainForest(
    madeUp(300, 4),
    { ...PLAIN, rounds: 5, depth: 3, eta: 0.3, rowSample: 0.7 },
    { validation, onRound: ({ round }) => seen.push(round) },
  );
  assertEquals([seen, bestRound], [[1, 2, 3, 4, 5], 5]);
  const loss = logLossOf(marginsOf(forest, validation), validation.labels);
  assertAlmostEquals(history.at(-1)?.validationLoss ?? NaN, loss, 1e-9);
});

Deno.test("growing stops when the validation loss no longer falls, and keeps the best round", async () => {
  const validation = madeUp(500, 7);
  const options = { ...PLAIN, rounds: 200, depth: 4, eta: 0.5, patience: 5 };
  const { forest, history, bestRound } = await trainForest(madeUp(200, 6), options, { validation });
  assertEquals(history.length, bestRound + 5);
  assertLess(bestRound, 100);
  assertEquals(forest.depths.length, bestRound);
  const losses = history.map(({ validationLoss }) => validationLoss ?? NaN);
  assertEquals(losses.indexOf(Math.min(...losses)) + 1, bestRound);
  const kept = logLossOf(marginsOf(forest, validation), validation.labels);
  assertAlmostEquals(kept, Math.min(...losses), 1e-9);
});

Deno.test("a signal ends the growth after a round, with what was grown", async () => {
  const abort = new AbortController();
  const { forest } = await trainForest(FOUR, { ...PLAIN, rounds: 50 }, {
    signal: abort.signal,
    onRound: ({ round }) => round === 3 && abort.abort(),
  });
  assertEquals(forest.depths.length, 3);
});

Deno.test("a sample of rows is about the share that was asked for, and another one each round", async () => {
  const { forest } = await trainForest(madeUp(2_000, 8), { ...PLAIN, rounds: 2, eta: 1e-6, rowSample: 0.5 });
  // Each row's curvature is 0.25 where the first trees said next to nothing.
  const taken = Array.from(forest.depths.keys(), (tree) => 4 * (forest.covers[forest.roots[tree] ?? 0] ?? 0));
  for (const rows of taken) {
    assertGreater(rows, 900);
    assertLess(rows, 1_100);
  }
  assertEquals(Math.round(taken[0] ?? 0) === Math.round(taken[1] ?? 0), false);
});

Deno.test("a tree counts for the rows that it was not grown from, too", async () => {
  const sides = Array.from({ length: 400 }, (_, row) => row % 2);
  const options = { ...PLAIN, rounds: 2, l2: 0, rowSample: 0.5 };
  const { forest } = await trainForest(examplesOf({ x: sides }, sides), options);
  // The first tree says ±2; then −G/H of rows that all stand at 2 is (1 − p)/(p·(1 − p)).
  const p = 1 / (1 + Math.exp(-2));
  assertAlmostEquals(marginOf(forest, 1), 2 + 1 / p, 1e-6);
  assertAlmostEquals(marginOf(forest, 0), -2 - 1 / p, 1e-6);
});

for (
  const [what, examples, line] of [
    ["no rows", examplesOf({ x: [] }, []), "expected rows to grow from, there are none"],
    ["a label of 2", examplesOf({ x: [1] }, [2]), "a label from 0 to 1, was 2 in row 0"],
    ["a label that is missing", examplesOf({ x: [1, 2] }, [1, NaN]), "was NaN in row 1"],
    ["a short column", examplesOf({ x: [1] }, [0, 1]), "expected 2 of x, was 1"],
    ["an infinite value", examplesOf({ x: [1, Infinity] }, [0, 1]), "expected x to be finite or missing"],
    ["too few weights", { ...FOUR, weights: new Float32Array(3) }, "expected weights of 4"],
    ["a weight below 0", { ...FOUR, weights: Float32Array.of(1, 1, -1, 1) }, "was -1 in row 2"],
    ["a base margin that is missing", { ...FOUR, baseMargins: Float32Array.of(0, 0, 0, NaN) }, "in row 3"],
  ] as const
) {
  Deno.test(`trainForest() refuses ${what}`, async () => {
    await assertRejects(() => trainForest(examples, PLAIN), RangeError, line);
  });
}

Deno.test("trainForest() refuses options, directions and validation rows that do not fit", async () => {
  await assertRejects(() => trainForest(FOUR, { ...PLAIN, depth: 0 }), RangeError, "expected depth");
  await assertRejects(
    () => trainForest(FOUR, PLAIN, { monotone: [1, 1] }),
    RangeError,
    "expected 1 monotone",
  );
  const validation = examplesOf({ y: [1] }, [1]);
  await assertRejects(() => trainForest(FOUR, PLAIN, { validation }), RangeError, "to have the columns x");
});
