/** What is written is read back as the same forest, to the last bit of a 32-bit float. */
import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { predictMargin } from "../../../../src/models/trees/predict.ts";
import { readXgboostJson } from "../../../../src/models/trees/xgboost/read.ts";
import { writeXgboostJson } from "../../../../src/models/trees/xgboost/write.ts";
import { must } from "../../../support/must.ts";
import { type Drawn, forestOf } from "../support.ts";

const TREE: Drawn = {
  column: 1,
  split: 1 / 3,
  missing: "below",
  below: 0.1,
  above: { column: 0, split: -123_456.789, missing: "above", below: -1e-9, above: 2 / 3 },
};

Deno.test("a written forest reads back as it was", () => {
  const forest = forestOf(["score", "share"], 0, [TREE, -0.25]);
  assertEquals(must(readXgboostJson(writeXgboostJson(forest))), forest);
});

Deno.test("a base margin is kept as a first tree of one leaf, even far from 0", () => {
  for (const base of [0.2, -12]) {
    const forest = forestOf(["score", "share"], base, [TREE]);
    const back = must(readXgboostJson(writeXgboostJson(forest)));
    assertEquals([back.baseMargin, back.depths.length], [0, 2]);
    const row = Float64Array.of(0, 1);
    assertAlmostEquals(predictMargin(back, row), predictMargin(forest, row), 1e-6);
  }
});

Deno.test("a forest without trees is its base", () => {
  const back = must(readXgboostJson(writeXgboostJson(forestOf(["score"], 0.5, []))));
  assertEquals(predictMargin(back, Float64Array.of(1)), 0.5);
});

Deno.test("a float that is a whole number is not written as one", () => {
  const whole: Drawn = { column: 0, split: 5, missing: "below", below: -1, above: 1e21 };
  const text = writeXgboostJson(forestOf(["score"], 0, [whole]));
  assertStringIncludes(text, '"split_conditions":[5.0,-1.0,1e+21]');
  assertStringIncludes(text, '"loss_changes":[1.0,0.0,0.0]');
});
