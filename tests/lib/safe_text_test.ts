import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { sanitize } from "../../src/lib/safe_text.ts";

Deno.test("sanitize() drops escape sequences and joins lines", () => {
  assertEquals(sanitize("a\x1b[2Jb"), "ab");
  assertEquals(sanitize("a\x1b]0;title\x07b"), "ab");
  assertEquals(sanitize("a\x9b31mb"), "ab");
  for (const begin of ["\x1bP", "\x1bX", "\x1b^", "\x1b_", "\x90", "\x98", "\x9e", "\x9f"]) {
    assertEquals(sanitize(`a${begin}+q\x1b\\b`), "ab", JSON.stringify(begin));
  }
  assertEquals(sanitize("line one\r\nline two\t!"), "line one line two !");
  assertEquals(sanitize("good\u202egnp.exe"), "good gnp.exe");
});

Deno.test("sanitize() cuts, and never in the middle of a character", () => {
  assertEquals(sanitize("x".repeat(500)).length, 200);
  assertEquals(sanitize("ab😀", 3).isWellFormed(), true);
});

Deno.test("sanitize() leaves no control character, whatever comes", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0x2100 })), (codes) => {
    const text = String.fromCharCode(...codes);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x1f\x7f-\x9f]/.test(sanitize(text)), false);
    assertEquals(sanitize(text).length <= 200, true);
  }));
});
