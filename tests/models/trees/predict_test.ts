/**
 * The walk through flat arrays gives what a plain recursive walk gives, for every tree and every row, missing values and
 * values that are equal to a split included; one row alone gives what it gives in a batch.
 */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { columnOf, firstTrees, isLeaf, layOut, missingGoesLeft } from "../../../src/models/trees/forest.ts";
import { predictBatch, predictMargin, probabilityOf } from "../../../src/models/trees/predict.ts";
import { type Drawn, forestOf, nodesOf, walkDrawn } from "./support.ts";

const SCORE_AND_TIME: Drawn = {
  column: 0,
  split: 3,
  missing: "above",
  below: { column: 1, split: 0.5, missing: "below", below: -2, above: -1 },
  above: 4,
};

const rowOf = (...values: number[]) => Float64Array.from(values);

Deno.test("predictMargin() goes left below a split, right at it, and adds the base", () => {
  const forest = forestOf(["score", "share"], 0.25, [SCORE_AND_TIME]);
  assertEquals(predictMargin(forest, rowOf(2.9, 0.4)), 0.25 - 2);
  assertEquals(predictMargin(forest, rowOf(2.9, 0.5)), 0.25 - 1);
  assertEquals(predictMargin(forest, rowOf(3, 0.4)), 0.25 + 4);
  assertEquals(predictMargin(forest, rowOf(-Infinity, Infinity)), 0.25 - 1);
});

Deno.test("predictMargin() takes a missing value where the node says", () => {
  const forest = forestOf(["score", "share"], 0, [SCORE_AND_TIME]);
  assertEquals(predictMargin(forest, rowOf(NaN, 0.4)), 4);
  assertEquals(predictMargin(forest, rowOf(0, NaN)), -2);
});

Deno.test("predictMargin() compares as 32-bit floats", () => {
  const forest = forestOf(["x"], 0, [{ column: 0, split: 0.1, missing: "below", below: 1, above: 2 }]);
  // 0.1 lies below its nearest 32-bit float, and is that float once it is one.
  assertEquals(predictMargin(forest, rowOf(0.1)), 2);
  assertEquals(predictMargin(forest, rowOf(0.099999)), 1);
});

Deno.test("predictMargin() adds all trees, those that are a single leaf too", () => {
  const forest = forestOf(["score", "share"], 1, [SCORE_AND_TIME, 0.5, SCORE_AND_TIME]);
  assertEquals(predictMargin(forest, rowOf(5, 0)), 1 + 4 + 0.5 + 4);
  assertEquals(predictMargin(firstTrees(forest, 2), rowOf(5, 0)), 1 + 4 + 0.5);
  assertEquals(predictMargin(firstTrees(forest, 0), rowOf(5, 0)), 1);
});

Deno.test("predictMargin() and predictBatch() refuse rows that are too short", () => {
  const forest = forestOf(["score", "share"], 0, [SCORE_AND_TIME]);
  assertThrows(() => predictMargin(forest, rowOf(1)), RangeError, "expected a row of 2 values, was 1");
  assertThrows(() => predictBatch(forest, rowOf(1, 2, 3), 2, new Float64Array(2)), RangeError, "of 4 values");
  assertThrows(() => predictBatch(forest, rowOf(1, 2), 1, new Float64Array(0)), RangeError, "room for 1");
});

Deno.test("layOut() keeps which column a node compares and where a missing value goes", () => {
  const forest = forestOf(["score", "share"], 0, [SCORE_AND_TIME]);
  const nodes = Array.from(forest.left.keys());
  assertEquals(nodes.map((node) => isLeaf(forest, node)), [false, false, true, true, true]);
  assertEquals(nodes.slice(0, 2).map((node) => columnOf(forest, node)), [0, 1]);
  assertEquals(nodes.slice(0, 2).map((node) => missingGoesLeft(forest, node)), [false, true]);
  assertEquals(Array.from(forest.depths), [2]);
});

Deno.test("layOut() refuses a forest without features, and one with too many", () => {
  assertThrows(() => layOut([], 0, []), RangeError, "expected 1 to 1000 features, was 0");
  const names = Array.from({ length: 1_001 }, (_, index) => `f${index}`);
  assertThrows(() => layOut(names, 0, [nodesOf(1)]), RangeError, "was 1001");
});

Deno.test("probabilityOf() is one half at 0 and symmetric", () => {
  assertEquals(probabilityOf(0), 0.5);
  assertAlmostEquals(probabilityOf(2) + probabilityOf(-2), 1, 1e-15);
});

const COLUMNS = 3;
/** Few values, so that rows often stand exactly at a split. */
const VALUES = [-2, -1.5, -0.1, 0, 0.1, 0.3, 1, 7];
const anyValue = fc.constantFrom(...VALUES);
const { tree: anyTree } = fc.letrec<{ tree: Drawn }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    anyValue,
    fc.record({
      column: fc.integer({ min: 0, max: COLUMNS - 1 }),
      split: anyValue,
      below: tie("tree"),
      above: tie("tree"),
      missing: fc.constantFrom("below" as const, "above" as const),
    }),
  ),
}));
const anyRow = fc.array(fc.oneof(anyValue, fc.constantFrom(NaN, -Infinity, Infinity)), {
  minLength: COLUMNS,
  maxLength: COLUMNS,
});

Deno.test("the flat walk agrees with a plain recursive one, row by row and in a batch", () => {
  fc.assert(
    fc.property(
      fc.array(anyTree, { maxLength: 9 }),
      fc.array(anyRow, { maxLength: 9 }),
      (trees, rows) => {
        const forest = forestOf(["a", "b", "c"], 0.5, trees);
        const batch = new Float64Array(rows.length);
        predictBatch(forest, Float64Array.from(rows.flat()), rows.length, batch);
        for (const [index, row] of rows.entries()) {
          const expected = trees.reduce<number>((sum, tree) => sum + walkDrawn(tree, row), 0.5);
          assertAlmostEquals(predictMargin(forest, Float64Array.from(row)), expected, 1e-9);
          assertEquals(batch[index], predictMargin(forest, Float64Array.from(row)));
        }
      },
    ),
    { numRuns: 300 },
  );
});
