import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { alignColumns } from "../../src/lib/columns.ts";

Deno.test("columns are as wide as their widest cell, and no line ends in spaces", () => {
  assertEquals(alignColumns([["GAME", "SIZE", "FILE"], ["LAL at BOS", "7 B"], ["", "10 kB", "x"]]), [
    "GAME        SIZE   FILE",
    "LAL at BOS  7 B",
    "            10 kB  x",
  ]);
  assertEquals(alignColumns([["a", "1", "b"], ["aa", "22", "b"]], { gap: " | ", right: new Set([1]) }), [
    "a  |  1 | b",
    "aa | 22 | b",
  ]);
  assertEquals([alignColumns([]), alignColumns([[], ["a"]])], [[], ["", "a"]]);
});

Deno.test("every cell stands at the place of its column", () => {
  const cell = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
    const lines = alignColumns(rows);
    const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const [index, [one, two, three]] of rows.entries()) {
      const line = lines[index] ?? "";
      assert(line.startsWith(one));
      assert(line.slice((first ?? 0) + 2).startsWith(two));
      assertEquals(line.slice((first ?? 0) + (second ?? 0) + 4), three);
    }
  }));
});
