/** The models of a setup: how a header names them, which are missing, and what a session that goes on has. */
import { assert, assertEquals } from "@std/assert";
import { shelve } from "../../../src/models/live/shelf.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import { shippedSetup } from "../../../src/session/setup/build.ts";
import {
  estimatorOf,
  markModels,
  missingModels,
  resumedModels,
  sameModels,
} from "../../../src/session/setup/models.ts";
import { resumedSetup } from "../../../src/session/setup/resumed.ts";
import { SetupSchema } from "../../../src/session/setup/setup.ts";
import { NBA_CONTENT, written } from "../../models/support/small_models.ts";

const OWN = shelve([{ file: "mine.json", text: writeModel(NBA_CONTENT) }]);
assert(OWN.ok);
const SHELF = OWN.value;
const MODEL = written(NBA_CONTENT);
const MARKS = markModels(SHELF.own);
const SHIPPED_THEN = { nba: { id: "nba@0123456789ab", sha256: "0".repeat(64) } };

Deno.test("a header names a model by its digest and its file's name, and comes back as it was", () => {
  assertEquals(MARKS, { nba: { id: MODEL.id, sha256: MODEL.hash, file: "mine.json" } });
  const setup = { ...shippedSetup("t"), models: MARKS };
  assertEquals(SetupSchema.parse(JSON.parse(JSON.stringify(setup))).models, MARKS);
});

Deno.test("a setup from before there were models has none, and no estimator", () => {
  const { models } = SetupSchema.parse(JSON.parse(JSON.stringify(shippedSetup("t"))));
  assertEquals(models, undefined);
  assertEquals([estimatorOf(models), estimatorOf({})], [undefined, undefined]);
});

Deno.test("a model that is not at hand is named, with what would help", () => {
  assertEquals(missingModels(MARKS, SHELF), []);
  assertEquals(missingModels(MARKS), [
    `model ${MODEL.id} of the file "mine.json" is not here: pass it with --model FILE`,
  ]);
  assertEquals(missingModels(SHIPPED_THEN), [
    "model nba@0123456789ab shipped with another version of the program: pass its file with --model FILE",
  ]);
});

Deno.test("setups ask the same models where the digests are the same, whatever the files are called", () => {
  const { nba } = MARKS;
  assert(nba !== undefined);
  assert(sameModels(MARKS, { nba: { ...nba, file: "other.json" } }));
  assert(sameModels(undefined, {}));
  assert(!sameModels(MARKS, SHIPPED_THEN));
  assert(!sameModels(MARKS, {}));
});

Deno.test("a session that goes on has the models that it was begun with, or is refused", () => {
  const setup = shippedSetup("t");
  const resumed = (begun: typeof setup, now: typeof setup, models = SHELF) => {
    const found = resumedSetup(begun, { setup: now, models });
    return found.ok ? found.value.models : found.reason.code;
  };
  const own = { ...setup, models: MARKS };
  assertEquals(resumed(own, setup), MARKS);
  assertEquals(resumed(setup, own), undefined, "no model is asked in the middle of a game that had none");
  assertEquals(resumed({ ...setup, models: {} }, own), {}, "off stays off");
  const empty = shelve([]);
  assert(empty.ok);
  assertEquals(resumed(own, own, empty.value), "model_changed");
  // An older program's model gives way to the one of now, as its rules do.
  assertEquals(resumed({ ...setup, models: SHIPPED_THEN }, own), MARKS);
  assertEquals(resumedModels(SHIPPED_THEN, undefined), { ok: true, value: {} });
  assertEquals(resumed(own, { ...own, mode: "live" }), "mode_changed");
});
