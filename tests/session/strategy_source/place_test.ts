import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { nameFrom, originalPlace, placeOf, shortLine } from "../../../src/session/strategy_source/place.ts";

Deno.test("placeOf() counts lines of every end and columns as editors do, from 1", () => {
  const text = "ab\ncd\r\né😀x\ry";
  const cases: [number, number, number][] = [[0, 1, 1], [1, 1, 2], [2, 1, 3], [3, 2, 1], [7, 3, 1], [
    10,
    3,
    4,
  ]];
  for (const [offset, line, column] of cases) {
    assertEquals(placeOf(text, offset), { line, column }, `${offset}`);
  }
  assertEquals(placeOf(text, text.length), { line: 4, column: 2 });
});

Deno.test("originalPlace() finds a character where it stood, however many imports before it were replaced", () => {
  const part = fc.record({ gap: fc.nat(9), before: fc.nat(9), after: fc.nat(99) });
  fc.assert(fc.property(fc.array(part, { maxLength: 5 }), fc.nat(9), fc.nat(9), (parts, tail, line) => {
    let [was, is] = [1, 1];
    const edits = [];
    const pairs: [number, number][] = [];
    for (const { gap, before, after } of parts) {
      // A quote stands before and after every specifier.
      for (let step = 0; step <= gap; step += 1) pairs.push([is++, was++]);
      edits.push({ line, column: was, before, after });
      if (after > 0) pairs.push([is, was], [is + after - 1, was]);
      [was, is] = [was + before, is + after];
    }
    for (let step = 0; step <= tail; step += 1) pairs.push([is++, was++]);
    for (const [now, then] of pairs) {
      assertEquals(originalPlace({ line, column: now }, edits), { line, column: then });
      assertEquals(originalPlace({ line: line + 1, column: now }, edits), { line: line + 1, column: now });
    }
  }));
});

Deno.test("a file is named as seen from the strategy's, which itself has no name", () => {
  assertEquals(nameFrom("/a/mine.ts", "/a/mine.ts"), undefined);
  assertEquals(nameFrom("/a/mine.ts", "/a/b/c.ts"), "./b/c.ts");
  assertEquals(nameFrom("/a/mine.ts", "/c.ts"), "../c.ts");
  assertEquals(nameFrom("/a/mine.ts", "/a/.hidden.ts"), "./.hidden.ts");
});

Deno.test("shortLine() leaves one short line without control characters", () => {
  assertEquals(shortLine(" a\r\n\tb\u001b[31mc\u0000 "), "a bc");
  assertEquals(shortLine("x".repeat(1_000)), `${"x".repeat(400)}…`);
});
