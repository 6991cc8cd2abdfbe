import { assert, assertEquals } from "@std/assert";

// Invariants: the core reads no clock, no chance, no environment, no file and no socket, sets no timer, and imports
// nothing from outside itself. So the same events always give the same outcomes.

const CORE = new URL("../../src/core/", import.meta.url);
/** Names of the platform that a pure function has no use for, as patterns; behind a dot they are somebody's own. */
const FORBIDDEN = [
  // The time, also as a zone or a language that the machine is set to.
  "Date",
  "Temporal\\.Now",
  "performance",
  "Intl",
  // Chance. `Math` by itself could hand `random` on.
  "Math\\.random",
  "Math(?!\\.\\w)",
  "crypto",
  // Files, network, environment, other threads.
  "Deno",
  "process\\.",
  "navigator",
  "fetch",
  "WebSocket",
  "WebSocketStream",
  "EventSource",
  "XMLHttpRequest",
  "BroadcastChannel",
  "MessageChannel",
  "Worker",
  "Atomics",
  "localStorage",
  "sessionStorage",
  "caches",
  "console",
  "prompt\\(",
  // What happens later, or when memory is freed.
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "WeakRef",
  "FinalizationRegistry",
  // Ways to all of these.
  "globalThis",
  "self\\.",
  "import\\(",
  "import\\.meta",
  "require",
  "eval",
  "Function\\(",
];

/** Methods, whatever they are called on, whose answers depend on the machine's language or zone. */
const FORBIDDEN_METHODS = ["toLocale\\w*", "localeCompare"];

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
  return [
    // A pattern that ends with a sign is followed by anything.
    ...FORBIDDEN.filter((word) =>
      new RegExp(`(?<![\\w.#])${word}${/\w$/.test(word) ? "(?!\\w)" : ""}`).test(code)
    ),
    ...FORBIDDEN_METHODS.filter((word) => new RegExp(`\\.${word}(?!\\w)`).test(code)),
  ];
}

Deno.test("core is pure: no forbidden name in any file", () => {
  const files = sources(CORE);
  assert(files.length > 20);
  const found = files.flatMap((file) =>
    offences(Deno.readTextFileSync(file)).map((word) => `${file.pathname}: ${word}`)
  );
  assertEquals(found, []);
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
  const rows: readonly (readonly [code: string, found: readonly string[]])[] = [
    ["const now = Date.now();", ["Date"]],
    ["const at = new Date(event.at);", ["Date"]],
    ["const now = Temporal.Now.instant();", ["Temporal\\.Now"]],
    ["const now = `at ${performance.now()}`;", ["performance"]],
    ['new Intl.DateTimeFormat("en")', ["Intl"]],
    ["price.toLocaleString()", ["toLocale\\w*"]],
    ["names.sort((a, b) => a.localeCompare(b))", ["localeCompare"]],
    ["navigator.hardwareConcurrency", ["navigator"]],
    ["Math.random()", ["Math\\.random"]],
    ["const { random } = Math;", ["Math(?!\\.\\w)"]],
    ["setTimeout(() => {}, 1)", ["setTimeout"]],
    ["Deno.readFile(x)", ["Deno"]],
    ["process.env.HOME", ["process\\."]],
    ["globalThis.x", ["globalThis"]],
    ["new WeakRef(book)", ["WeakRef"]],
    ["const other = await import(name);", ["import\\("]],
    ["new Function(text)", ["Function\\("]],
    ["import.meta.url", ["import\\.meta"]],
    ['const a = "Date"; // Date', []],
    ["engine.process(event); this.#location = 1; const mathematics = Math.max(1, 2);", []],
    ["Temporal.PlainDate.from(text); structuredClone(setup);", []],
  ];
  for (const [code, found] of rows) assertEquals(offences(code), found, code);
});
