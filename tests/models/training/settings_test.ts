import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { featuresOf } from "../../../src/models/features/reader.ts";
import { SPORTS } from "../../../src/models/situation/sport.ts";
import { RECIPES } from "../../../src/models/training/recipes.ts";
import { changeRecipe } from "../../../src/models/training/settings.ts";

Deno.test("a change is made in every part, and all else stays", () => {
  const changed = changeRecipe(RECIPES.nfl, { growth: { depth: 2, patience: 5 }, rows: 7_000 });
  assert(changed.ok);
  for (const [index, part] of changed.value.parts.entries()) {
    const before = RECIPES.nfl.parts[index];
    assert(before !== undefined);
    assertEquals(part, {
      ...before,
      anchor: { ...before.anchor, rows: 7_000 },
      trees: { ...before.trees, rows: 7_000, growth: { ...before.trees.growth, depth: 2, patience: 5 } },
    });
  }
  const same = changeRecipe(RECIPES.nba, { growth: {} });
  assert(same.ok);
  assertEquals(same.value, RECIPES.nba);
});

Deno.test("numbers that no tree can be grown with are refused in one line", () => {
  for (
    const [change, says] of [
      [{ growth: { depth: 40 } }, "depth"],
      [{ growth: { rowSample: 0 } }, "rowSample"],
      [{ growth: {}, rows: 10 }, "at least 1000 rows"],
    ] as const
  ) {
    const refused = changeRecipe(RECIPES.nba, change);
    assert(!refused.ok);
    assertStringIncludes(refused.reason.message, says);
  }
});

Deno.test("recipes name features of their sport, and answer for every source once", () => {
  for (const sport of SPORTS) {
    const known = featuresOf(sport).map(({ name }) => name);
    const { parts } = RECIPES[sport];
    for (const { anchor, trees } of parts) {
      for (const name of [...anchor.terms, ...trees.features]) assert(known.includes(name), name);
    }
    assertEquals(parts.flatMap(({ sources }) => sources).toSorted(), ["market", "none", "rating", "spread"]);
  }
});
