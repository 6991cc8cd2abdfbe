import { assert, assertEquals } from "@std/assert";

// Invariants: the core reads no clock, no chance, no environment, no file and no socket, sets no timer, and imports
// nothing from outside itself. So the same events always give the same outcomes.

const CORE = new URL("../../src/core/", import.meta.url);
const FORBIDDEN = [
  "Date",
  "Math\\.random",
  "performance",
  "Deno",
  "process\\.",
  "globalThis",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
  "fetch",
  "WebSocket",
  "crypto",
  "console",
  "localStorage",
  "import\\(",
  "eval",
  "Function\\(",
];

function sources(folder: URL): URL[] {
  const found: URL[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) found.push(...sources(new URL(`${entry.name}/`, folder)));
    else if (entry.name.endsWith(".ts")) found.push(new URL(entry.name, folder));
  }
  return found;
}

/** The code without comments and without what stands in quotes. */
function codeOnly(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "").replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

function importsOf(text: string): string[] {
  return [...text.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/(?:from|import)\s+"([^"]+)"/g)].map((m) =>
    m[1] ?? ""
  );
}

function offences(text: string): string[] {
  const code = codeOnly(text);
  return FORBIDDEN.filter((word) => new RegExp(`(?<![\\w.#])${word}(?![\\w])`).test(code));
}

Deno.test("core is pure: no forbidden name in any file", () => {
  const files = sources(CORE);
  assert(files.length > 20);
  for (const file of files) {
    assertEquals(offences(Deno.readTextFileSync(file)), [], file.pathname);
  }
});

Deno.test("core is pure: every import stays inside", () => {
  for (const file of sources(CORE)) {
    for (const name of importsOf(Deno.readTextFileSync(file))) {
      const target = new URL(name, file);
      assert(name.startsWith("."), `${file.pathname} imports ${name}`);
      assert(target.href.startsWith(CORE.href), `${file.pathname} imports ${name}`);
    }
  }
});

Deno.test("the purity check itself finds offences", () => {
  assertEquals(offences("const now = Date.now();"), ["Date"]);
  assertEquals(offences("setTimeout(() => {}, 1)"), ["setTimeout"]);
  assertEquals(offences('const a = "Date"; // Date'), []);
  assertEquals(offences("Math.random()"), ["Math\\.random"]);
  assertEquals(offences("Deno.readFile(x)"), ["Deno"]);
});
