import { assertEquals } from "@std/assert";
import { Random } from "../../../src/core/numbers/prng.ts";
import { PairWalk } from "../../../src/models/trees/pair.ts";
import { predictMargin } from "../../../src/models/trees/predict.ts";
import { type Drawn, forestOf } from "./support.ts";

const COLUMNS = ["a", "b", "c"];

/** A tree of any form down to a depth. */
function drawn(random: Random, depth: number): Drawn {
  if (depth === 0 || random.chance(0.2)) return random.next() - 0.5;
  return {
    column: random.integer(0, COLUMNS.length - 1),
    split: 4 * random.next() - 2,
    below: drawn(random, depth - 1),
    above: drawn(random, depth - 1),
    missing: random.chance(0.5) ? "below" : "above",
  };
}

Deno.test("two rows together get what each gets alone, to the bit", () => {
  const random = new Random(17);
  const out = new Float64Array(2);
  const value = () => random.chance(0.15) ? NaN : random.chance(0.05) ? Infinity : 4 * random.next() - 2;
  for (const trees of [0, 1, 2, 3, 8, 31]) {
    // Neighbours of other depths, an odd last one, a lone leaf.
    const forest = forestOf(
      COLUMNS,
      0.25,
      Array.from({ length: trees }, () => drawn(random, random.integer(0, 6))),
    );
    const pair = new PairWalk(forest);
    for (let round = 0; round < 200; round++) {
      const [one, other] = [1, 2].map(() => Float64Array.from(COLUMNS, value)) as [
        Float64Array,
        Float64Array,
      ];
      pair.margins(one, other, out);
      assertEquals([...out], [predictMargin(forest, one), predictMargin(forest, other)]);
    }
  }
});
