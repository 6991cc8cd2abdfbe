/**
 * With the real XGBoost, where this machine has it: it opens our files and answers the same to 1e-5, we open its files and
 * answer the same, and trees that both grow from the same rows with the same settings are about as good.
 */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { DEFAULT_GROWTH, type GrowthOptions } from "../../../../src/models/trees/boosting/options.ts";
import { logLossOf } from "../../../../src/models/trees/boosting/gradients.ts";
import { trainForest } from "../../../../src/models/trees/boosting/train.ts";
import { probabilityOf } from "../../../../src/models/trees/predict.ts";
import { readXgboostJson } from "../../../../src/models/trees/xgboost/read.ts";
import { writeXgboostJson } from "../../../../src/models/trees/xgboost/write.ts";
import { must } from "../../../support/must.ts";
import { madeUp, marginsOf, rowsOf } from "../boosting/support.ts";
import { runPython, xgboostTest } from "../python.ts";

const ROWS = 1_000;

const START = `
import json, sys
import numpy as np
import xgboost as xgb
folder, settings = sys.argv[1], json.loads(sys.argv[2])
names = ["score", "share", "strength", "noise"]
def rows(name):
    return np.fromfile(f"{folder}/{name}.rows", dtype=np.float64).reshape(-1, 4).astype(np.float32)
def labels(name):
    return np.fromfile(f"{folder}/{name}.labels", dtype=np.float32)
test = xgb.DMatrix(rows("test"), labels("test"), feature_names=names)
`;

const PREDICT = `${START}
booster = xgb.Booster(model_file=f"{folder}/ours.json")
print(json.dumps({"names": booster.feature_names, "answers": booster.predict(test).tolist()}))
`;

const GROW = `${START}
train = xgb.DMatrix(rows("train"), labels("train"), feature_names=names)
rounds = settings.pop("rounds")
booster = xgb.train({"objective": "binary:logistic", "nthread": 1, **settings}, train, rounds)
booster.save_model(f"{folder}/theirs.json")
print(json.dumps({"answers": booster.predict(test).tolist()}))
`;

interface Answers {
  readonly names?: readonly string[];
  readonly answers: readonly number[];
}

async function write(folder: string, name: string, examples: ReturnType<typeof madeUp>): Promise<void> {
  await Deno.writeFile(`${folder}/${name}.rows`, new Uint8Array(rowsOf(examples).buffer));
  await Deno.writeFile(
    `${folder}/${name}.labels`,
    new Uint8Array(Float32Array.from(examples.labels).buffer),
  );
}

function assertSame(answers: readonly number[], margins: Float64Array): void {
  assertEquals(answers.length, ROWS);
  for (const [row, answer] of answers.entries()) {
    assertAlmostEquals(probabilityOf(margins[row] ?? NaN), answer, 1e-5);
  }
}

xgboostTest("XGBoost opens our file and answers the same to 1e-5", async (folder) => {
  const test = madeUp(ROWS, 2);
  await write(folder, "test", test);
  const options: GrowthOptions = { ...DEFAULT_GROWTH, rounds: 60, depth: 5, eta: 0.2, rowSample: 0.7 };
  for (const baseMargin of [0, -0.8]) {
    const { forest } = await trainForest(madeUp(3_000, 1), options, { baseMargin, monotone: [1, 0, 0, 0] });
    await Deno.writeTextFile(`${folder}/ours.json`, writeXgboostJson(forest));
    const { names, answers } = await runPython(PREDICT, folder, "{}") as Answers;
    assertEquals(names, ["score", "share", "strength", "noise"]);
    assertSame(answers, marginsOf(forest, test));
  }
});

for (
  const settings of [
    { rounds: 60, max_depth: 6, tree_method: "hist", eta: 0.2, base_score: 0.3 },
    // Prunes what it has grown, and leaves it in the file marked as deleted.
    { rounds: 30, max_depth: 8, tree_method: "exact", gamma: 1.5 },
    { rounds: 20, max_leaves: 20, max_depth: 0, grow_policy: "lossguide", tree_method: "hist" },
    { rounds: 10, num_parallel_tree: 3, subsample: 0.5, max_depth: 4, tree_method: "approx" },
  ]
) {
  const { rounds: _, ...shown } = settings;
  xgboostTest(`we open its file and answer the same to 1e-5: ${JSON.stringify(shown)}`, async (folder) => {
    const test = madeUp(ROWS, 2);
    await write(folder, "test", test);
    await write(folder, "train", madeUp(3_000, 1));
    const { answers } = await runPython(GROW, folder, JSON.stringify(settings)) as Answers;
    const text = await Deno.readTextFile(`${folder}/theirs.json`);
    assertSame(answers, marginsOf(must(readXgboostJson(text)), test));
  });
}

xgboostTest("its log loss and ours differ by less than 0.001 at the same settings", async (folder) => {
  const [train, test] = [madeUp(20_000, 1), madeUp(5_000, 2)];
  await write(folder, "test", test);
  await write(folder, "train", train);
  const settings = {
    rounds: 80,
    max_depth: 5,
    eta: 0.1,
    min_child_weight: 20,
    lambda: 1,
    tree_method: "hist",
    monotone_constraints: "(1,0,1,0)",
  };
  const { answers } = await runPython(GROW, folder, JSON.stringify(settings)) as Answers;
  const theirs = Float64Array.from(answers, (answer) => Math.log(answer / (1 - answer)));
  const { forest } = await trainForest(
    train,
    { ...DEFAULT_GROWTH, rounds: 80, depth: 5, eta: 0.1, minChildWeight: 20 },
    { monotone: [1, 0, 1, 0] },
  );
  const [ourLoss, theirLoss] = [
    logLossOf(marginsOf(forest, test), test.labels),
    logLossOf(theirs, test.labels),
  ];
  assertLess(Math.abs(ourLoss - theirLoss), 0.001);
  // Both learned something: the label alone is worth 0.69.
  assert(theirLoss < 0.6);
});
