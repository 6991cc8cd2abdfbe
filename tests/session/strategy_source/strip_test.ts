import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { stripTypes } from "../../../src/session/strategy_source/strip.ts";

/** The text without types, or the message of the refusal. */
async function strip(text: string, name?: string): Promise<string> {
  const stripped = await stripTypes(text, name);
  return stripped.ok ? stripped.value : stripped.reason.message;
}

Deno.test("types are blanked, what is left stays in place", async () => {
  const cases: [string, string][] = [
    ["const a: number = 1 as const;", "const a = 1;"],
    ["interface A { b: string }\ntype C = A;\ndeclare const d: C;", ""],
    ['import type { A } from "./a.ts";\nimport { type B, c } from "./b.ts";', 'import { c } from "./b.ts";'],
    [
      "export default { f(a?: A): a is B { return a! satisfies C; } };",
      "export default { f(a) { return a; } };",
    ],
    ["class A<T> extends B<T> { private readonly b!: T; }", "class A extends B { b; }"],
  ];
  for (const [text, code] of cases) {
    const stripped = await strip(text);
    assertEquals(stripped.length, text.length);
    assertEquals(stripped.replace(/\s+/g, ""), code.replace(/\s+/g, ""));
    for (const [index, unit] of [...stripped].entries()) {
      assert(/[\s;]/.test(unit) || unit === text[index], `${index} of ${text}`);
    }
  }
});

Deno.test("code after a type stands where it stood, whatever letters the type has", async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: "binary" }), async (letters) => {
    const type = JSON.stringify(letters.toWellFormed());
    const text = `const a: ${type} = 1; const b = 2;`;
    const stripped = await strip(text);
    assertEquals(stripped.indexOf("const b"), text.indexOf("const b", 9 + type.length));
  }));
});

Deno.test("syntax that is more than types is refused with what to write instead, and its place", async () => {
  const cases: [string, RegExp][] = [
    ["\n  enum A { B }", /^line 2, column 3: an enum is not supported, use a union/],
    ["namespace A { export const b = 1 }", /^line 1, column 1: a namespace is not supported/],
    ["module A { export const b = 1 }", /^line 1, column 1: a namespace is not supported/],
    ["class A { constructor(private b: C) {} }", /^line 1, column 31: a parameter property is not supported/],
    ['import a = require("b");', /^line 1, column 1: import … = is not supported/],
    ["export = 3;", /^line 1, column 1: export = is not supported/],
    ["const a = <number>b;", /^line 1, column 11: a type assertion <T>value is not supported/],
  ];
  for (const [text, message] of cases) {
    const refusal = await strip(text);
    assert(message.test(refusal) && !refusal.includes("\n"), refusal);
  }
});

Deno.test("a syntax error tells its place in characters, tabs and wide letters before it or not", async () => {
  const before = ["", "\t\t", "/* 漢字 */", '"é😀";', "const ünder_漢 = 1;\t"];
  for (const each of before) {
    const refusal = await strip(`// one\r\n${each}const a = ;`);
    assert(refusal.startsWith(`line 2, column ${each.length + 11}: `), `${each}: ${refusal}`);
  }
  const elsewhere = await strip("let let = 1", "./helper.ts");
  assert(elsewhere.startsWith("./helper.ts, line 1, column "), elsewhere);
});
