/** The models that can be used: a trader's own by their digests, and what is refused. */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { shelfOf, shelve, shippedModels } from "../../../src/models/live/shelf.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import { SPORTS } from "../../../src/models/situation/sport.ts";
import { NBA_CONTENT, NFL_CONTENT, written } from "../support/small_models.ts";

const TEXT = writeModel(NBA_CONTENT);
const MODEL = written(NBA_CONTENT);

Deno.test("a model is found by its sport and its digest, and by no other", () => {
  const shelf = shelve([{ file: "mine.json", text: TEXT }, {
    file: "nfl.json",
    text: writeModel(NFL_CONTENT),
  }]);
  assert(shelf.ok);
  assertEquals(shelf.value.find("nba", MODEL.hash)?.id, MODEL.id);
  assertEquals(shelf.value.find("nfl", MODEL.hash), undefined);
  assertEquals(shelf.value.find("nba", MODEL.hash.replace(/^./, "x")), undefined);
  const { nba, nfl } = shelf.value.own;
  assertEquals([nba?.file, nfl?.file], ["mine.json", "nfl.json"]);
});

Deno.test("the shipped models can be read, are of their sports, and are found by their digests", () => {
  const shelf = shelve([]);
  assert(shelf.ok);
  for (const sport of SPORTS) {
    const shipped = shippedModels()[sport];
    if (shipped === undefined) continue;
    assertEquals(shipped.model.sport, sport);
    assertStrictEquals(shelf.value.find(sport, shipped.model.hash), shipped.model);
    assertEquals([...shipped.model.sources].sort(), ["market", "none", "rating", "spread"]);
  }
});

Deno.test("what is no model, and two of one sport, are refused by their files' names", () => {
  const message = (...texts: Parameters<typeof shelve>[0]) => {
    const shelf = shelve(texts);
    assert(!shelf.ok);
    return shelf.reason.message;
  };
  const bad = message({ file: "bad.json", text: "{}" });
  assert(bad.startsWith('Cannot use model "bad.json": '), bad);
  assertEquals(
    message({ file: "a.json", text: TEXT }, { file: "b.json", text: TEXT }),
    'Cannot use two models of the NBA: expected one of "a.json" and "b.json"',
  );
});

Deno.test("texts that were checked are loaded once", () => {
  const texts = [{ file: "mine.json", text: TEXT }];
  assertStrictEquals(shelfOf(texts), shelfOf(texts));
  assertEquals(shelfOf(undefined), undefined);
  assertEquals(shelfOf(texts)?.find("nba", MODEL.hash)?.id, MODEL.id);
});
