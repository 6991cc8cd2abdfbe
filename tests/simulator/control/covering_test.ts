/**
 * Every pair of answers to two open questions occurs in some exchange of the covering set, in few exchanges.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { coveringSet, DOUBT_ANSWERS } from "../../../src/simulator/control/covering.ts";
import { LIKELY } from "../../../src/simulator/exchange/doubts.ts";

function pairsMissing(
  answers: Readonly<Record<string, readonly unknown[]>>,
  rows: readonly object[],
): string[] {
  const names = Object.keys(answers);
  const missing: string[] = [];
  const value = (row: object, name: string) => Object.entries(row).find(([key]) => key === name)?.[1];
  for (const [at, one] of names.entries()) {
    for (const two of names.slice(at + 1)) {
      for (const first of answers[one] ?? []) {
        for (const second of answers[two] ?? []) {
          const found = rows.some((row) => value(row, one) === first && value(row, two) === second);
          if (!found) missing.push(`${one}=${first} with ${two}=${second}`);
        }
      }
    }
  }
  return missing;
}

Deno.test("the covering set of the exchange's open questions holds every pair of answers", () => {
  const rows = coveringSet(DOUBT_ANSWERS);
  assertEquals(pairsMissing({ ...DOUBT_ANSWERS }, rows), []);
  assertEquals(rows[0], LIKELY, "the first is the likely exchange");
  assert(rows.length <= 16, `few enough to run a suite on: ${rows.length}`);
  for (const answers of Object.values(DOUBT_ANSWERS)) {
    assert(answers.length >= 2, "a question has two answers");
  }
});

Deno.test("a covering set of any questions holds every pair", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 9 }), (sizes) => {
      const answers = Object.fromEntries(
        sizes.map((size, index) => [`q${index}`, Array.from({ length: size }, (_, answer) => answer)]),
      );
      assertEquals(pairsMissing(answers, coveringSet(answers)), []);
    }),
    { seed: 5 },
  );
});
