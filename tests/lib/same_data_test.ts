import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sameData } from "../../src/lib/same_data.ts";

// Data is the same as its copy, however its fields are ordered, and no two pieces that JSON tells apart are.
Deno.test("data is the same as its copy, and as nothing that JSON writes in other words", () => {
  const data = fc.jsonValue({ maxDepth: 4 });
  fc.assert(fc.property(data, (value) => assert(sameData(value, structuredClone(value)))));
  fc.assert(fc.property(data, data, (one, other) => {
    assertEquals(sameData(one, other), sameData(other, one));
    if (sameData(one, other)) assertEquals(one, other);
  }));
});

const DIFFERENT: readonly (readonly [unknown, unknown])[] = [
  [[], {}],
  [{}, null],
  [[1], [1, 2]],
  [[undefined], []],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }],
  [0, "0"],
  [1, undefined],
];

Deno.test("what differs in one place is not the same, whichever comes first", () => {
  for (const [one, other] of DIFFERENT) {
    assertEquals([sameData(one, other), sameData(other, one)], [false, false], JSON.stringify([one, other]));
  }
});

Deno.test("the order of fields and fields that are undefined do not matter, those of lists do", () => {
  assert(sameData({ a: 1, b: 2 }, { b: 2, a: 1 }));
  assert(sameData({ a: 1, b: undefined }, { a: 1 }) && sameData({ a: 1 }, { a: 1, b: undefined }));
  assert(!sameData([1, 2], [2, 1]));
  assert(sameData(NaN, NaN));
});
