/**
 * Model files: what is read is what was written, and what cannot be used is refused in one line.
 */
import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { digestOf } from "../../../src/lib/digest.ts";
import { loadModel, type LoadOptions } from "../../../src/models/format/load.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import { writeXgboostJson } from "../../../src/models/trees/xgboost/write.ts";
import { nbaSituations, nflSituations } from "../support/situations.ts";
import {
  NBA_ANCHOR,
  NBA_CONTENT,
  NBA_TREES,
  NFL_CONTENT,
  NFL_TREES,
  written,
} from "../support/small_models.ts";
import { forestOf } from "../trees/support.ts";

const NBA = JSON.parse(writeModel(NBA_CONTENT));
const NBA_XGBOOST = writeXgboostJson(NBA_TREES);

/** The refusal of a text, of which every part of `words` is in its one line. */
function refused(text: string, code: string, words: readonly string[], options?: LoadOptions): void {
  const model = loadModel(text, options);
  assert(!model.ok, `refused: ${words}`);
  const { message } = model.reason;
  assertEquals(model.reason.code, code, message);
  for (const word of words) assertStringIncludes(message, word);
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x1f\x7f-\x9f]/.test(message) && message.length <= 1_000, JSON.stringify(message));
}

/** The NBA file with something else in it. */
function changed(change: object): string {
  return JSON.stringify({ ...NBA, ...change });
}

/** The NBA file with something else in its only part. */
function part(change: object): string {
  return changed({ parts: [{ ...NBA.parts[0], ...change }] });
}

Deno.test("a model that was written and read again is the same model", async () => {
  for (const content of [NBA_CONTENT, NFL_CONTENT]) {
    const text = writeModel(content);
    const first = loadModel(text);
    assert(first.ok, "read");
    const again = writeModel({ ...content, parts: first.value.parts });
    const second = loadModel(again);
    assert(second.ok, "read again");
    assertEquals([second.value.name, second.value.sport], [content.name, content.sport]);
    assertEquals(first.value.trained, content.trained);
    assertEquals(first.value.hash, await digestOf(text));
    assertEquals(first.value.id, `${content.name}@${first.value.hash.slice(0, 12)}`);
    const situations = content.sport === "nba" ? nbaSituations : nflSituations;
    fc.assert(fc.property(situations, (situation) => {
      const [a, b] = [first.value, second.value].map((model) => model.probability(situation, "market"));
      assertEquals(a, b);
      assert(a !== undefined && a >= 0 && a <= 1, `${a}`);
    }));
  }
});

Deno.test("trees stand in a file to the letter as XGBoost reads them", () => {
  assertStringIncludes(writeModel(NBA_CONTENT), `"trees":${NBA_XGBOOST},`);
});

Deno.test("the same content is the same text, and another number another id", () => {
  assertEquals(writeModel(NBA_CONTENT), writeModel({ ...NBA_CONTENT }));
  const other = written({ ...NBA_CONTENT, parts: [{ sources: ["market"], anchor: NBA_ANCHOR }] });
  assertNotEquals(other.id, written(NBA_CONTENT).id);
});

Deno.test("a model says what it has parts for and what it asks for", () => {
  const model = written(NFL_CONTENT);
  assertEquals(model.sources, ["market", "spread", "rating", "none"]);
  assertEquals(model.features, ["diff", "ep", "pl", "h2", "z", "ez", "other_timeouts", "left"]);
  const some = written({ ...NBA_CONTENT, parts: [{ sources: ["rating", "market"], anchor: NBA_ANCHOR }] });
  assertEquals(some.sources, ["market", "rating"]);
  assertEquals(some.trained, NBA_CONTENT.trained);
  assertEquals(model.trained, undefined);
});

Deno.test("a bare XGBoost model is a model: its sport by its features' names, or as it is told", () => {
  const named = loadModel(NBA_XGBOOST, { name: "mine.v2" });
  assert(named.ok, "read");
  assertEquals([named.value.sport, named.value.name], ["nba", "mine.v2"]);
  assertEquals(named.value.sources, ["market", "spread", "rating", "none"]);
  const nfl = loadModel(writeXgboostJson(NFL_TREES));
  assert(nfl.ok, "read");
  assertEquals([nfl.value.sport, nfl.value.name], ["nfl", "xgboost"]);
  for (
    const [name, plain] of [["my model (2)", "my-model-2-"], ["/../ü", "xgboost"], [
      "a".repeat(90),
      "a".repeat(40),
    ]]
  ) {
    const called = loadModel(NBA_XGBOOST, { name: name ?? "" });
    assert(called.ok, "read");
    assertEquals(called.value.name, plain);
  }
  const either = writeXgboostJson(forestOf(["score_differential", "qtr"], 0, [0.1]));
  refused(either, "model_of_other_sport", ["nba and nfl", "--sport"]);
  for (const sport of ["nba", "nfl"] as const) {
    const told = loadModel(either, { sport });
    assert(told.ok, "read");
    assertEquals(told.value.sport, sport);
  }
});

Deno.test("features that a sport has not are refused with the nearest that it has", () => {
  const wrong = (names: readonly string[]) => writeXgboostJson(forestOf(names, 0, [0.1]));
  refused(wrong(["yardline_10", "down", "ydstogo"]), "unknown_feature", [
    '"yardline_10"',
    "NFL",
    "yardline_100",
  ]);
  refused(wrong(["diff", "ezpp"]), "unknown_feature", ['"ezpp"', "ezp"]);
  refused(NBA_XGBOOST, "unknown_feature", ['"ezp"', "NFL"], { sport: "nfl" });
  refused(wrong(["f".repeat(101)]), "model_unreadable", ["longer than 100"]);
  refused(part({ anchor: { ...NBA_ANCHOR, terms: ["diff", "mux", "poss"] } }), "unknown_feature", [
    '"mux"',
    "mu",
  ]);
});

Deno.test("a model of another sport or version is refused by name", () => {
  refused(writeModel(NBA_CONTENT), "model_of_other_sport", ["nba-small", "NBA", "NFL"], { sport: "nfl" });
  refused(changed({ version: 2 }), "model_of_other_version", ["version 1", "version 2"]);
  refused(changed({ version: undefined }), "model_of_other_version", ["no version"]);
  refused(changed({ sport: "wnba" }), "model_unreadable", ["sport", "nba"]);
});

Deno.test("a file of another form is refused with the place", () => {
  const whole = writeModel(NBA_CONTENT);
  const cases: [string, readonly string[]][] = [
    ["[]", ["kalshi-live model", "XGBoost"]],
    ["null", ["kalshi-live model"]],
    ["3", ["kalshi-live model"]],
    [changed({ format: "other" }), ["kalshi-live model"]],
    [changed({ name: "../../etc" }), ["name"]],
    [changed({ name: "" }), ["name"]],
    [changed({ name: "n".repeat(41) }), ["name", "40"]],
    [changed({ extra: 1 }), ["extra"]],
    [changed({ parts: [] }), ["parts"]],
    [changed({ parts: [NBA.parts[0], NBA.parts[0]] }), ["market", "twice"]],
    [changed({ trained: { ...NBA.trained, on: "today" } }), ["trained.on"]],
    [part({ sources: ["guess"] }), ["parts.0.sources.0"]],
    [part({ anchor: undefined, trees: undefined, join: undefined }), ["parts.0", "an anchor, trees or both"]],
    [part({ join: undefined }), ["parts.0", "join"]],
    [part({ trees: undefined }), ["parts.0", "no trees"]],
    [part({ anchor: undefined }), ["parts.0", "no anchor"]],
    [part({ join: { how: "mean", treeWeight: [[0, 1]] } }), ["parts.0.join.how"]],
    [part({ join: { how: "share", treeWeight: [] } }), ["parts.0.join.treeWeight"]],
    [part({ join: { how: "share", treeWeight: [[0, 1.5]] } }), ["parts.0.join.treeWeight.0.1"]],
    [part({ join: { how: "share", treeWeight: [[60, 1], [60, 0]] } }), ["treeWeight", "rise"]],
    [part({ anchor: { ...NBA_ANCHOR, knots: [0, 10] } }), ["anchor", "2 weights of diff"]],
    [part({ anchor: { ...NBA_ANCHOR, knots: NBA_ANCHOR.knots.toReversed() } }), ["anchor", "rise"]],
    [part({ anchor: { ...NBA_ANCHOR, weights: [[1e300]] } }), ["parts.0.anchor.weights.0.0"]],
    [part({ anchor: { ...NBA_ANCHOR, weights: "many" } }), ["parts.0.anchor.weights"]],
  ];
  for (const [text, words] of cases) refused(text, "model_unreadable", words);
  assert(loadModel(whole).ok, "the file that was changed is read as it was");
});

Deno.test("half a file, or trees that are none, are refused", () => {
  const whole = writeModel(NBA_CONTENT);
  for (const text of ["", "{", whole.slice(0, whole.length / 2), "\u0000", whole.replaceAll('"', "'")]) {
    const model = loadModel(text);
    assert(!model.ok && !model.reason.message.includes("\n"), text.slice(0, 20));
  }
  for (const trees of [{}, { learner: 3 }, { learner: { ...NBA.parts[0].trees.learner, objective: null } }]) {
    const model = loadModel(part({ trees }));
    assert(!model.ok && !model.reason.message.includes("\n"), JSON.stringify(trees));
  }
});

Deno.test("a hostile file is refused soon, and its words move no cursor", () => {
  const deep = (brackets: number) =>
    `{"format":"kalshi-live model","version":1,"parts":${"[".repeat(brackets)}`;
  for (const text of [deep(5_000_000), `${deep(100_000)}${"]".repeat(100_000)}}`, "9".repeat(30_000_000)]) {
    const model = loadModel(text);
    assert(!model.ok && model.reason.message.length <= 1_000, "refused");
  }
  refused(changed({ "\u001b[2J\u202e evil\n": 1 }), "model_unreadable", ["evil"]);
  refused(changed({ ["x".repeat(100_000)]: 1 }), "model_unreadable", ["xxx"]);
  const tree = NBA.parts[0].trees.learner.gradient_booster.model.trees[1];
  const round = structuredClone(NBA);
  round.parts[0].trees.learner.gradient_booster.model.trees[1] = {
    ...tree,
    left_children: tree.left_children.map(() => 0),
  };
  const model = loadModel(JSON.stringify(round));
  assert(!model.ok && !model.reason.message.includes("\n"), "a tree that goes round in a circle");
  const proto = loadModel('{"format":"kalshi-live model","version":1,"__proto__":{"sport":"nba"}}');
  assert(!proto.ok, "no field comes from a prototype");
});
