import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { displayWidth, fit, takeColumns } from "../../src/terminal/width.ts";

Deno.test("displayWidth() counts wide characters as 2 and marks as 0", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["", 0],
    ["LAL", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["東京", 4],
    ["한국", 4],
    ["ｱ", 1],
    ["Ａ", 2],
    ["🏀", 2],
    ["▲▼█▁…—−≈●┌", 10],
    ["नमस्ते", 4],
    ["⌚", 2],
    ["𠀀", 2],
  ];
  for (const [text, width] of cases) assertEquals(displayWidth(text), width, text);
});

Deno.test("fit() pads and cuts by columns", () => {
  assertEquals(fit("LAL", 5), "LAL  ");
  assertEquals(fit("LAL", 5, "right"), "  LAL");
  assertEquals(fit("LAL", 3), "LAL");
  assertEquals(fit("Lakers", 4), "Lak…");
  assertEquals(fit("東京都", 4), "東… ");
  assertEquals(fit("東京都", 5), "東京…");
  assertEquals(fit("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  assertEquals(fit("LAL", 1), "…");
  assertEquals(fit("LAL", 0), "");
});

Deno.test("fit() is exactly as wide as asked, whatever the text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 0, max: 40 }), (text, width) => {
    assertEquals(displayWidth(fit(text, width)), width);
    assertEquals(displayWidth(takeColumns(text, width)) <= width, true);
  }));
});
