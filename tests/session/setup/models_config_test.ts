/** The key `models` of a settings file. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { readConfigSections } from "../../../src/session/setup/config.ts";
import { settle } from "../../../src/session/setup/layers.ts";

const PATH = "/desk/kalshi-live.json";

Deno.test("models are files from the settings file's own folder, or off; left out the shipped ones count", () => {
  const models = (given: unknown) => {
    const read = readConfigSections(given === undefined ? {} : { models: given }, PATH);
    assert(read.ok);
    return read.value.models;
  };
  assertEquals(models(["mine.json", "/other/nfl.json"]), ["/desk/mine.json", "/other/nfl.json"]);
  assertEquals(models("off"), []);
  assertEquals(models(undefined), undefined);
});

Deno.test("another value is refused with what would be right", () => {
  for (const bad of ["mine.json", [], [7], true]) {
    const read = readConfigSections({ models: bad }, PATH);
    assert(!read.ok, JSON.stringify(bad));
    assertMatch(read.reason.message, /models.*expected "off", or a list of files of models/);
  }
});

Deno.test("the last source that names models counts whole, and is named", () => {
  const layers = [["league", ["/a.json"]], ["user", []]] as const;
  const settled = settle(layers.map(([from, models]) => ({ from, sections: { models } })));
  assert(settled.ok);
  assertEquals([settled.value.models, settled.value.from.get("models")], [[], "user"]);
  const none = settle([]);
  assert(none.ok);
  assertEquals(none.value.models, undefined);
});
