import { assertEquals } from "@std/assert";
import { mutantsOf } from "./mutants.ts";

/** Each mistake of a text, as the line that it makes of it. */
function changed(source: string): string[] {
  return mutantsOf(source).map(({ start, end, after }) => source.slice(0, start) + after + source.slice(end));
}

const ROWS: readonly (readonly [source: string, mistakes: readonly string[]])[] = [
  ["a < b;", ["a <= b;", "a >= b;"]],
  ["a === b;", ["a !== b;"]],
  ["a && b || c;", ["a || b || c;", "a && b && c;"]],
  ["a ?? b;", ["a && b;"]],
  ["a - -b;", ["a + -b;", "a - b;"]],
  ["x = 1;", ["x = 0;"]],
  ["x = 2_000;", ["x = 2001;"]],
  ["x = true;", ["x = false;"]],
  ["x = { true: y };", []],
  ["x = Math.min(a, b);", ["x = Math.max(a, b);"]],
  ["x = min(a, b);", []],
  ["if (a(b)) c();", ["if (true) c();", "if (false) c();", "if (a(b)) ;"]],
  ["if (!a) { b(); }", ["if (true) { b(); }", "if (false) { b(); }", "if (a) { b(); }", "if (!a) { ; }"]],
  ["f(a); this.#x = b;", ["f(a); ;"]],
  ["class A { readonly #x = y; z = w; m() { this.z = v; } }", [
    "class A { readonly #x = y; z = w; m() { ; } }",
  ]],
  ["const a: Map<string, 1 | 2> = new Map<string, 1>();", []],
  ["const a = `x ${b + c} - ${{ d: 1 }.d}` + d;", [
    "const a = `x ${b - c} - ${{ d: 1 }.d}` + d;",
    "const a = `x ${b + c} - ${{ d: 0 }.d}` + d;",
    "const a = `x ${b + c} - ${{ d: 1 }.d}` - d;",
  ]],
  ["const a = /a-b/.test(c) /* 1 < 2 */; // 1", []],
  ["const a = (b as number) / 2;", ["const a = (b as number) * 2;", "const a = (b as number) / 3;"]],
  ["const f = (a: number, b = 0) => a;", ["const f = (a: number, b = 1) => a;"]],
];

for (const [source, mistakes] of ROWS) {
  Deno.test(`mistakes of ${JSON.stringify(source)}`, () => assertEquals(changed(source), mistakes));
}
