import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { z } from "zod";
import { readStrategySource } from "../../../src/session/strategy_source/gather.ts";
import { inFolder } from "../../cli/support.ts";
import { load, writeFiles } from "./files.ts";

Deno.test("a file of types, with helpers and a table of its own, is loaded whole", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      "mine.ts": [
        'import { z, type ZodType } from "zod";',
        'import type { Nothing } from "./nowhere.ts"; import { type Nowhere } from "./nowhere.ts";',
        'import { counted, count, LETTERS } from "./lib/counter.ts"; import { again } from "./again.js";',
        "const before: number = counted;",
        "count();",
        "export default { z, before, after: counted, same: again === count, LETTERS };",
      ].join("\n"),
      "lib/counter.ts": [
        'import table from "../table.json" with { type: "json" };',
        "export let counted: number = table.start;",
        "export function count(): void { counted += 1; }",
        'export const LETTERS = "é漢😀" as const;',
      ].join("\n"),
      "again.js": 'export { count as again } from "./lib/counter.ts";',
      "table.json": '{ "start": 7 }',
    });
    const loaded = await load(`${folder}/mine.ts`);
    assertEquals(loaded, { z, before: 7, after: 8, same: true, LETTERS: "é漢😀" });
  });
});

Deno.test("a schema made in a user's file is one of the program's", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      "mine.ts": 'import * as all from "zod"; import z from "npm:zod@4";\nexport default [z.number(), all];',
    });
    const loaded = await load(`${folder}/mine.ts`);
    assert(Array.isArray(loaded) && loaded[0] instanceof z.ZodType);
    assertEquals(Object.keys(loaded[1]), Object.keys(await import("zod")));
  });
});

Deno.test("a file that was changed is loaded anew, also where only what it imports was changed", async () => {
  await inFolder(async (folder) => {
    const main = 'import { a } from "./a.ts";\nexport default { a };';
    await writeFiles(folder, { "mine.ts": main, "a.ts": "export const a = 1;" });
    const first = await load(`${folder}/mine.ts`);
    assert(first === await load(`${folder}/mine.ts`), "the same text is loaded once");
    await writeFiles(folder, { "a.ts": "export const a = 2;" });
    assertEquals([first, await load(`${folder}/mine.ts`)], [{ a: 1 }, { a: 2 }]);
    await writeFiles(folder, { "mine.ts": main.replace("{ a };", "{ a: a + 1 };") });
    assertEquals(await load(`${folder}/mine.ts`), { a: 3 });
  });
});

Deno.test("the digest is of texts and names, wherever they lie", async () => {
  await inFolder(async (folder) => {
    const files = { "mine.ts": 'import "./a.ts";\nexport default 1;', "a.ts": "export const a = 1;" };
    const digestOf = async (name: string, changed: Readonly<Record<string, string>> = {}) => {
      await writeFiles(`${folder}/${name}`, { ...files, ...changed });
      const source = await readStrategySource(`${folder}/${name}/mine.ts`);
      assert(source.ok && /^[0-9a-f]{64}$/.test(source.value.digest));
      return source.value.digest;
    };
    const first = await digestOf("one");
    assertEquals(first, await digestOf("other"));
    assertNotEquals(first, await digestOf("changed", { "a.ts": "export const a = 2;" }));
  });
});

Deno.test("imports that fail are refused at the import, or where the imported file is wrong", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      "a.ts": 'import "./b.ts";',
      "b.ts": 'import "./c.ts";',
      "c.ts": 'import "./b.ts";',
      "lib/bad.ts": "export const a = 1;\nenum B { C }",
      "bad.json": '{\n  "a": }',
      "cut.json": '{ "a": 1',
      "view.tsx": "export default <a />;",
      "picture.png": "",
    });
    const cases: [string, string][] = [
      ["./gone.ts", 'line 2, column 9: cannot import "./gone.ts": there is no such file'],
      ["./a", 'line 2, column 9: cannot import "./a": there is no such file, did you mean "./a.ts"?'],
      ["./a.js", 'line 2, column 9: cannot import "./a.js": there is no such file, did you mean "./a.ts"?'],
      ["./lib", 'line 2, column 9: cannot import "./lib": expected a file, this is a folder'],
      [
        "./mine.ts",
        'line 2, column 9: cannot import "./mine.ts": the imports run in a circle, mine.ts → mine.ts',
      ],
      [
        "./a.ts",
        './c.ts, line 1, column 9: cannot import "./b.ts": the imports run in a circle, b.ts → c.ts → b.ts',
      ],
      [
        "./lib/bad.ts",
        "./lib/bad.ts, line 2, column 1: an enum is not supported, use a union of strings or a const object",
      ],
      ["./bad.json", "./bad.json: Unexpected token '}'"],
      ["./cut.json", "./cut.json, line 1, column 9: Expected ',' or '}' after property value"],
      ["./view.tsx", 'line 2, column 9: cannot import "./view.tsx": expected a .ts, .js or .json file'],
      ["./picture.png", 'line 2, column 9: cannot import "./picture.png": expected a .ts, .js or .json file'],
    ];
    for (const [specifier, message] of cases) {
      await writeFiles(folder, { "mine.ts": `\nimport "${specifier}";` });
      const refusal = String(await load(`${folder}/mine.ts`));
      assert(refusal.startsWith(message) && !refusal.includes("\n"), refusal);
    }
  });
});

Deno.test("what is no file of code is refused", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, { "large.ts": "/".repeat(1_000_001), "view.tsx": "", "table.json": "{}" });
    await Deno.writeFile(`${folder}/binary.ts`, new Uint8Array([0x2f, 0x2f, 0xff]));
    assertEquals(await load(`${folder}/nowhere.ts`), "there is no such file");
    assertEquals(await load(folder), "expected a file, this is a folder");
    assertEquals(await load(`${folder}/large.ts`), "expected at most 1 MB, it has 1.0 MB");
    assertEquals(await load(`${folder}/binary.ts`), "expected text in UTF-8");
    for (const type of [".tsx", ".json"]) {
      const refusal = await load(`${folder}/${type === ".tsx" ? "view" : "table"}${type}`);
      assertEquals(refusal, `expected a file such as mine.ts or mine.js, was a ${type} file`);
    }
    if (Deno.build.os !== "windows") assertEquals(await load("/dev/zero"), "this is no regular file");
  });
});

Deno.test("a tangle of files is refused before it fills the memory", async () => {
  await inFolder(async (folder) => {
    const doubling: Record<string, string> = { "0.ts": `export const a = "${"x".repeat(1_000)}";` };
    for (let level = 1; level <= 40; level += 1) {
      doubling[`${level}.ts`] = `import "./${level - 1}.ts";\nexport * from "./${level - 1}.ts";`;
    }
    await writeFiles(folder, doubling);
    const large = String(await load(`${folder}/40.ts`));
    assert(/^\.\/\d+\.ts, line \d, column \d+: the imported files are too large$/.test(large), large);
    const wide = Array.from({ length: 200 }, (_, index) => `import "./wide/${index}.ts";`);
    await writeFiles(folder, {
      "wide.ts": wide.join("\n"),
      ...Object.fromEntries(wide.map((_, index) => [`wide/${index}.ts`, "export {};"])),
    });
    const many = await load(`${folder}/wide.ts`);
    assertEquals(many, 'line 200, column 9: cannot import "./wide/199.ts": expected at most 200 files');
  });
});
