/** Numbers that no tree can be grown with are refused, in a line that names the first. */
import { assertEquals, assertMatch } from "@std/assert";
import {
  checkGrowth,
  DEFAULT_GROWTH,
  type GrowthOptions,
} from "../../../../src/models/trees/boosting/options.ts";

Deno.test("checkGrowth() takes the defaults and the ends of every range", () => {
  const ends: GrowthOptions[] = [
    DEFAULT_GROWTH,
    { ...DEFAULT_GROWTH, depth: 16, bins: 2, rowSample: 1, l2: 0, patience: 1 },
    { ...DEFAULT_GROWTH, depth: 1, bins: 256, minChildWeight: 0, rounds: 10_000 },
  ];
  for (const options of ends) assertEquals(checkGrowth(options), { ok: true, value: options });
});

for (
  const [name, value] of [
    ["rounds", 0],
    ["rounds", 10_001],
    ["depth", 17],
    ["depth", 2.5],
    ["eta", 0],
    ["eta", NaN],
    ["l2", -1],
    ["gamma", Infinity],
    ["minChildWeight", -0.1],
    ["rowSample", 1.01],
    ["columnSample", 0],
    ["bins", 257],
    ["bins", 1],
    ["patience", 0],
  ] as const
) {
  Deno.test(`checkGrowth() refuses ${name} ${value}`, () => {
    const checked = checkGrowth({ ...DEFAULT_GROWTH, [name]: value });
    assertEquals(checked.ok, false);
    if (!checked.ok) {
      assertMatch(checked.reason.message, new RegExp(`^Cannot grow trees: expected ${name} to be a .*was `));
    }
  });
}
