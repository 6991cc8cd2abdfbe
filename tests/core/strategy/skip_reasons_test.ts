import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Reason } from "../../../src/core/reasons.ts";
import { SkipReasons } from "../../../src/core/strategy/skip_reasons.ts";

// Invariants: every state is counted once under its reason's code, whenever and however often the counts are asked for.

Deno.test("Standing counts every reason once, whenever it is asked", () => {
  const action = fc.oneof(fc.constantFrom("A", "B", "C"), fc.constant(undefined));
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const standing = new SkipReasons();
      const plain = new Map<string, number>();
      let last: Reason | undefined;
      for (const [index, code] of actions.entries()) {
        if (code === undefined) assertEquals(new Map(standing.counts()), plain);
        else {
          last = { code, detail: String(index) } as Reason;
          standing.take(last);
          plain.set(code, (plain.get(code) ?? 0) + 1);
        }
        assertEquals(standing.reason, last);
      }
      assertEquals(new Map(standing.counts()), plain);
      assertEquals(new Map(standing.counts()), plain, "asked twice");
    }),
    { numRuns: 500, seed: 11 },
  );
});

Deno.test("Standing knows nothing before anything was said, and the last detail of a code afterwards", () => {
  const standing = new SkipReasons();
  assertEquals([standing.reason, standing.counts().size], [undefined, 0]);
  for (const value of [1, 2]) {
    standing.take({ code: "SPREAD_NARROW", name: "spread", value, unit: "price" } as Reason);
  }
  assertEquals(standing.reason, { code: "SPREAD_NARROW", name: "spread", value: 2, unit: "price" } as Reason);
  assertEquals([...standing.counts()], [["SPREAD_NARROW", 2]]);
});
