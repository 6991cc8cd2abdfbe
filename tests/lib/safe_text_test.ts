import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isPlainUnit, isSimple, safeLine, safeText, screenText } from "../../src/lib/safe_text.ts";

Deno.test("safeText() drops escape sequences and joins lines", () => {
  assertEquals(safeText("a\x1b[2Jb"), "ab");
  assertEquals(safeText("a\x1b]0;title\x07b"), "ab");
  assertEquals(safeText("a\x9b31mb"), "ab");
  for (const begin of ["\x1bP", "\x1bX", "\x1b^", "\x1b_", "\x90", "\x98", "\x9e", "\x9f"]) {
    assertEquals(safeText(`a${begin}+q\x1b\\b`), "ab", JSON.stringify(begin));
  }
  assertEquals(safeText("line one\r\nline two\t!"), "line one line two !");
  assertEquals(safeText("good\u202egnp.exe"), "good gnp.exe");
});

Deno.test("safeText() cuts, and never in the middle of a character", () => {
  assertEquals(safeText("x".repeat(500)).length, 200);
  assertEquals(safeText("ab😀", 3).isWellFormed(), true);
});

Deno.test("safeText() leaves no control character, whatever comes", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0x2100 })), (codes) => {
    const text = String.fromCharCode(...codes);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x1f\x7f-\x9f]/.test(safeText(text)), false);
    assertEquals(safeText(text).length <= 200, true);
  }));
});

Deno.test("screenText() takes out escape sequences, controls, joiners and overrides", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["plain", "plain"],
    ["a\x1b[31mb\x1b[0m", "ab"],
    ["a\x1b]0;title\x07b", "ab"],
    ["a\x1b]8;;http://x\x1b\\b", "ab"],
    ["a\x1b]0;never ended", "a"],
    ["a\x1bPq\x1b\\b", "ab"],
    ["a\x9b2Jb", "ab"],
    ["a\x1bcb", "ab"],
    ["a\x1b", "a"],
    ["a\r\n\tb", "a b"],
    ["a\x00\x08\x7fb", "ab"],
    ["a\u202eb\u200d\u2066c", "abc"],
    ["❤\ufe0f", "❤"],
    ["👍🏽", "👍"],
    ["\ud800x", "\ufffdx"],
    ["\u0301x", "x"],
    ["e\u0301\u0301\u0301\u0301", "e\u0301\u0301"],
  ];
  for (const [text, clean] of cases) assertEquals(screenText(text), clean, JSON.stringify(text));
});

Deno.test("screenText() leaves no control character and changes nothing the second time", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const clean = screenText(text);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]/.test(clean), false);
    assertEquals(screenText(clean), clean);
  }));
});

/** What may come from outside to do harm, and what of it may be shown. */
const HOSTILE: readonly (readonly [what: string, text: string, safe: string, screen: string])[] = [
  ["colours", "a\x1b[31;1mb\x1b[0m", "ab", "ab"],
  ["a cleared screen", "a\x1b[2J\x1b[Hb", "ab", "ab"],
  ["a window's title", "a\x1b]0;PWNED\x07b", "ab", "ab"],
  ["a link", "a\x1b]8;;https://evil.example\x1b\\b", "ab", "ab"],
  ["the clipboard", "a\x1b]52;c;cm0gLXJm\x9cb", "ab", "ab"],
  ["a string that never ends", "a\x1b]0;PWNED", "a", "a"],
  ["a device's control string", "a\x1bP+q544e\x1b\\b", "ab", "ab"],
  ["8-bit controls", "a\x9b31mb\x9d0;x\x07c\x90d\x9ce", "abce", "abce"],
  ["a reset", "a\x1bcb", "a cb", "ab"],
  [
    "a false line",
    "a\r\nkalshi-live: all is well",
    "a kalshi-live: all is well",
    "a kalshi-live: all is well",
  ],
  ["separators of lines and paragraphs", "a\u2028b\u2029c\u0085d", "a b c d", "a b c d"],
  ["text overwritten", "no\b\byes\rmaybe", "no yes maybe", "noyes maybe"],
  ["text turned around", "a\u202eb\u2066c\u200fd", "a b c d", "abcd"],
  ["half a character", "a\ud83cb", "a\ufffdb", "a\ufffdb"],
  ["null and delete", "a\x00\x7fb", "a b", "ab"],
  ["what has no width", "a\u200bb\u00adc\ufe0f", "a\u200bb\u00adc\ufe0f", "abc"],
  ["piled marks", `a${"\u0301".repeat(50)}`, `a${"\u0301".repeat(50)}`, "a\u0301\u0301"],
];

for (const [what, text, safe, screen] of HOSTILE) {
  Deno.test(`text from outside with ${what} does no harm`, () => {
    assertEquals([safeText(text), safeLine(text), screenText(text)], [safe, safe, screen]);
  });
}

Deno.test("safeLine() never cuts, and is the same a second time", () => {
  assertEquals(safeLine("x".repeat(100_000)).length, 100_000);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const safe = safeLine(text);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/.test(safe), false);
    assertEquals([safeLine(safe), safe.isWellFormed()], [safe, true]);
  }));
});

Deno.test("what is simple is shown as it is, by either rule", () => {
  for (let unit = 0; unit <= 0xffff; unit++) {
    const character = String.fromCharCode(unit);
    if (!isPlainUnit(unit)) continue;
    assertEquals([isSimple(character), screenText(character)], [true, character]);
    if (character.trim() !== "") assertEquals(safeText(character), character);
  }
});
