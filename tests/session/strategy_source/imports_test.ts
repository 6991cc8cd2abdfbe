import { assert, assertEquals } from "@std/assert";
import { blank, findImports } from "../../../src/session/strategy_source/imports.ts";

async function targets(text: string): Promise<unknown> {
  const found = await findImports(text, "/home/me/rules/mine.ts");
  if (!found.ok) return found.reason.message;
  return found.value.imports.map(({ target }) => target.kind === "file" ? target.path : target.kind);
}

Deno.test("imports lead to the program's zod, or to files seen from the file that imports them", async () => {
  const text = [
    'import { z } from "zod";',
    "import * as a from './a.ts';",
    'export * from "../b.js"; import "/c.ts"; export { d } from "file:///d/d.ts";',
    'import table from "./my%20table.json" with { type: "json" };',
    '// import "comment";\nconst text = `import "text"`;',
  ].join("\n");
  assertEquals(await targets(text), [
    "zod",
    "/home/me/rules/a.ts",
    "/home/me/b.js",
    "/c.ts",
    "/d/d.ts",
    "/home/me/rules/my table.json",
  ]);
});

Deno.test("zod may be named as other tools need it, as long as it is the program's version", async () => {
  for (const name of ["zod", "zod/v4", "npm:zod", "npm:zod@4", "npm:zod@^4.6.7", "npm:/zod@~4.1/v4"]) {
    assertEquals(await targets(`import { z } from "${name}";`), ["zod"], name);
  }
  for (
    const name of ["npm:zod@3", "npm:zod@^3.22", "npm:zod@44", "zod/v3", "zod4", "npm:zod-x", "jsr:@zod/zod"]
  ) {
    assert(/cannot import/.test(String(await targets(`import { z } from "${name}";`))), name);
  }
});

Deno.test("anything else is refused at its place, with what may be imported", async () => {
  for (
    const name of ["lodash", "node:fs", "https://example.com/a.ts", "@std/assert", "data:,1", "file://host/a"]
  ) {
    const refusal = await targets(`const a = 1;\nimport b from "${name}";`);
    const start = `line 2, column 16: cannot import "${name}": a strategy file may import zod, and files`;
    assert(String(refusal).startsWith(start), String(refusal));
  }
  assertEquals(
    await targets('const a = 1;\n  await import("./a.ts");'),
    "line 2, column 9: import() is not supported, import at the top of the file",
  );
  assertEquals(
    await targets('import defer * as a from "./a.ts";'),
    "line 1, column 27: import defer is not supported",
  );
  assertEquals(
    await targets('import a from "./a.ts" with { type: "text" };'),
    "line 1, column 29: with { … } is for .json files alone",
  );
});

Deno.test("an import that had nothing but types in it vanishes", async () => {
  const text = 'import {        } from "./gone.ts";\nimport {,  } from "gone";\nimport "./kept.ts";';
  const found = await findImports(text, "/mine.ts");
  assert(found.ok);
  assertEquals(found.value.imports.map(({ specifier }) => specifier), ["./kept.ts"]);
  assertEquals(found.value.text.length, text.length);
  assertEquals(found.value.text.split(/\s+/).join(""), ';;import"./kept.ts";');
});

Deno.test("import.meta is left alone", async () => {
  assertEquals(await targets("if (import.meta.main) console.log(1);"), []);
});

Deno.test("blank() keeps lines and columns", () => {
  assertEquals(blank("a bc\n d\r\ne f", 2, 10), "a   \n  \r\n  f");
});
