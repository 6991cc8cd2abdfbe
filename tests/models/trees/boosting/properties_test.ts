/**
 * What holds for every forest that is grown:
 *
 * - The same examples, options and seed give the same forest bit for bit, and the seed matters where anything is drawn.
 * - A column that may only raise the answer never lowers it, whatever the others are, missing ones included.
 * - A row of weight n counts as n rows, and one of weight 0 as none.
 * - The logits that the growth kept are those that the forest predicts.
 * - Columns of any scale that have the same order give the same trees.
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Random } from "../../../../src/core/numbers/prng.ts";
import {
  DEFAULT_GROWTH,
  type Direction,
  type Examples,
  type GrowthOptions,
} from "../../../../src/models/trees/boosting/options.ts";
import { trainForest } from "../../../../src/models/trees/boosting/train.ts";
import { madeUp, marginOf, marginsOf } from "./support.ts";

const OPTIONS: GrowthOptions = {
  ...DEFAULT_GROWTH,
  rounds: 12,
  depth: 5,
  minChildWeight: 0.5,
  rowSample: 0.6,
  columnSample: 0.7,
};
const anySeed = fc.integer({ min: 1, max: 1_000_000 });

Deno.test("the same seed grows the same forest, another one another", async () => {
  await fc.assert(
    fc.asyncProperty(anySeed, async (seed) => {
      const examples = madeUp(300, seed);
      const { forest } = await trainForest(examples, { ...OPTIONS, seed });
      assertEquals((await trainForest(examples, { ...OPTIONS, seed })).forest, forest);
      assertNotEquals((await trainForest(examples, { ...OPTIONS, seed: seed + 1 })).forest, forest);
    }),
    { numRuns: 20 },
  );
});

const SCORES = Array.from({ length: 41 }, (_, index) => index - 20);
const SHARES = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1];
const STRENGTHS = [-1.5, -0.3, 0, 0.3, 1.5, NaN];

/** Steps of the answer over the grid that go against a direction of the score. */
async function stepsAgainst(examples: Examples, direction: Direction, held: boolean): Promise<number> {
  const monotone = [held ? direction : 0, 0, 0, 0] as const;
  const { forest } = await trainForest(examples, { ...OPTIONS, minChildWeight: 0.1 }, { monotone });
  let against = 0;
  for (const share of SHARES) {
    for (const strength of STRENGTHS) {
      const answers = SCORES.map((score) => marginOf(forest, score, share, strength, 0));
      for (const [index, answer] of answers.entries()) {
        if (index > 0 && (answer - (answers[index - 1] ?? NaN)) * direction < -1e-6) against++;
      }
    }
  }
  return against;
}

Deno.test("a column that may only raise the answer, or only lower it, never does otherwise", async () => {
  await fc.assert(
    fc.asyncProperty(anySeed, fc.constantFrom<Direction>(1, -1), async (seed, direction) => {
      const examples = madeUp(250, seed);
      // Noise alone makes some steps against the direction where nothing holds them.
      assert(await stepsAgainst(examples, direction, false) > 0);
      assertEquals(await stepsAgainst(examples, direction, true), 0);
    }),
    { numRuns: 25 },
  );
});

Deno.test("a row of weight n counts as n rows, and one of weight 0 as none", async () => {
  const whole = { ...OPTIONS, rowSample: 1, columnSample: 1 };
  await fc.assert(
    fc.asyncProperty(anySeed, async (seed) => {
      const random = new Random(seed);
      // Beginning anywhere, no two splits gain exactly the same, between which rounding would choose.
      const baseMargins = Float64Array.from({ length: 200 }, () => random.normal(0, 0.5));
      const examples = { ...madeUp(200, seed), baseMargins };
      const weights = Float32Array.from({ length: 200 }, () => random.integer(0, 3));
      const repeated = Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row));
      const pick = (values: ArrayLike<number>) => Float64Array.from(repeated, (row) => values[row] ?? NaN);
      const often: Examples = {
        matrix: {
          names: examples.matrix.names,
          columns: examples.matrix.columns.map(pick),
          rows: repeated.length,
        },
        labels: Float32Array.from(pick(examples.labels)),
        baseMargins: pick(baseMargins),
      };
      const weighed = await trainForest({ ...examples, weights }, whole);
      const counted = await trainForest(often, whole);
      const margins = marginsOf(weighed.forest, often);
      for (const [row, margin] of marginsOf(counted.forest, often).entries()) {
        assertAlmostEquals(margins[row] ?? NaN, margin, 1e-4);
      }
      const plain = marginsOf((await trainForest(examples, whole)).forest, often);
      assert(plain.some((margin, row) => Math.abs(margin - (margins[row] ?? NaN)) > 1e-2));
    }),
    { numRuns: 20 },
  );
});

Deno.test("the loss that the growth reports of its own rows is that of the forest", async () => {
  await fc.assert(
    fc.asyncProperty(anySeed, async (seed) => {
      const examples = madeUp(200, seed);
      const { forest } = await trainForest(examples, { ...OPTIONS, rounds: 6 });
      // Two halves of the rounds, the second from where the first ended: the same as one growth, if nothing is drawn.
      const options = { ...OPTIONS, rounds: 3, rowSample: 1, columnSample: 1 };
      const first = await trainForest(examples, options);
      const baseMargins = marginsOf(first.forest, examples);
      const second = await trainForest({ ...examples, baseMargins }, options);
      const both = await trainForest(examples, { ...options, rounds: 6 });
      const sum = marginsOf(second.forest, examples).map((margin, row) => margin + (baseMargins[row] ?? 0));
      for (const [row, margin] of marginsOf(both.forest, examples).entries()) {
        assertAlmostEquals(sum[row] ?? NaN, margin, 1e-5);
      }
      assertEquals(forest.depths.length, 6);
    }),
    { numRuns: 10 },
  );
});

Deno.test("columns with the same order of values give the same answers", async () => {
  await fc.assert(
    fc.asyncProperty(anySeed, async (seed) => {
      const examples = madeUp(200, seed);
      const { names, columns, rows } = examples.matrix;
      const cubed = columns.map((column) => column.map((value) => (value + 30) ** 3));
      const stretched: Examples = { ...examples, matrix: { names, columns: cubed, rows } };
      const one = await trainForest(examples, OPTIONS);
      const other = await trainForest(stretched, OPTIONS);
      assertEquals(marginsOf(other.forest, stretched), marginsOf(one.forest, examples));
    }),
    { numRuns: 10 },
  );
});
