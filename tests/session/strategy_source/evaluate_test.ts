import { assert, assertEquals } from "@std/assert";
import { importStrategySource } from "../../../src/session/strategy_source/evaluate.ts";
import { readStrategySource } from "../../../src/session/strategy_source/gather.ts";
import { inFolder } from "../../cli/support.ts";
import { load, writeFiles } from "./files.ts";

/** What compilers write below their output: everything is of line 1, column 1 of another file. */
const MAP = `//# sourceMappingURL=data:application/json;base64,${
  btoa('{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}')
}`;

const HELPER = "export type T = number;\nexport function fail(): never {\n  throw new Error('deep');\n}\n";

Deno.test("what goes wrong when a file is loaded is told with its place in the file", async () => {
  await inFolder(async (folder) => {
    const cases: [string, string][] = [
      ["  throw new Error('one\\n\\ttwo');", "line 1, column 9: one two"],
      [
        "const a: number = 1;\nconst b: string = '漢', a = 2;",
        "line 2, column 24: Identifier 'a' has already",
      ],
      ['import "zod"; import { z } from "zod"; z.nope();', "line 1, column 42: z.nope is not a function"],
      ['import { z } from "zod";\nz.number().parse("a");', "line 2, column 12: [ { "],
      ['import { fail } from "./helper.ts"; fail();', "./helper.ts, line 3, column 9: deep"],
      [
        'import { fail, T } from "./helper.ts";',
        "line 1, column 16: ./helper.ts has no export T; a type is imported with import type",
      ],
      ['import { Nope } from "zod";', "line 1, column 10: zod has no export Nope; a type is imported"],
      ["export { nothing };", "line 1, column 10: Export 'nothing' is not defined in module"],
      ["const a = (b) => b;\n@a class C {}", "line 2, column 1: Invalid or unexpected token"],
      ["function f(a: unknown) { a.b.c; }\nf(1);", "line 1, column 30: Cannot read properties of undefined"],
      ["throw 'a word';", "a word"],
      ["throw { toString() { throw 1; } };", "it throws when it is loaded"],
      [
        'const a = new Error("b"); Object.defineProperty(a, "message", { get() { throw 1; } }); throw a;',
        "it throws when it is loaded",
      ],
      ["throw new Error();", "line 1, column 7: Error"],
    ];
    await writeFiles(folder, { "helper.ts": HELPER });
    for (const [text, message] of cases) {
      await writeFiles(folder, { "mine.ts": text });
      for (const attempt of ["first", "second"]) {
        const refusal = String(await load(`${folder}/mine.ts`));
        assert(refusal.startsWith(message) && !/\n|data:/.test(refusal), `${attempt}: ${refusal}`);
      }
    }
  });
});

Deno.test("a file of JavaScript is told of in the same way", async () => {
  await inFolder(async (folder) => {
    const cases: [string, string][] = [
      ["export default {{", "line 1, column 17: Unexpected token"],
      ["const a: number = 1;", "line 1, column 7: Missing initializer in const declaration"],
      [`const a = 1, a = 2;\n${MAP}`, "line 1, column 14: Identifier 'a' has already been declared"],
      ["const a = require('b');", "line 1, column 11: require is not defined"],
    ];
    for (const [text, message] of cases) {
      await writeFiles(folder, { "mine.js": text });
      const refusal = String(await load(`${folder}/mine.js`));
      assert(refusal.startsWith(message) && !/\n|data:/.test(refusal), refusal);
    }
  });
});

Deno.test("a file that awaits what never comes is given up", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, { "mine.ts": "await new Promise(() => {});" });
    const source = await readStrategySource(`${folder}/mine.ts`);
    assert(source.ok);
    const result = await importStrategySource(source.value, 20);
    assert(!result.ok);
    assertEquals(result.reason, { code: "strategy_unloadable", message: "it was not loaded within 0.02 s" });
  });
});

Deno.test("a worker loads a file by its path, and what was read elsewhere", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      "mine.ts": 'import { z } from "zod";\nexport default z.number().parse(7) as number;',
      "bad.ts": "\n  throw new Error('here');",
    });
    const worker = new Worker(new URL("./load_worker.ts", import.meta.url), { type: "module" });
    const ask = (given: unknown) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage(given);
      return promise;
    };
    try {
      const source = await readStrategySource(`${folder}/mine.ts`);
      assert(source.ok);
      await Deno.remove(`${folder}/mine.ts`);
      assertEquals(await ask(source.value), { ok: true, value: 7 });
      assertEquals(await ask(`${folder}/mine.ts`), "there is no such file");
      assertEquals(await ask(`${folder}/bad.ts`), "line 2, column 9: here");
    } finally {
      worker.terminate();
    }
  });
});
