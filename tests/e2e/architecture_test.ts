/**
 * The import rules: arrows run downward only, and there are no circles of files or of folders.
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { ROOT } from "../cli/support.ts";

interface Room {
  /** Path below `src/`: a folder, or a file that is a room of its own. */
  readonly room: string;
  /** The rooms it may import from; a pattern where only some files of one are meant. */
  readonly may: readonly (string | RegExp)[];
}

/**
 * The rooms from the top, each with what it may import beside itself. Everything below follows from this list; the table
 * of src/README.md is compared with it.
 */
const ROOMS: readonly Room[] = [
  { room: "main.ts", may: ["cli"] },
  {
    room: "cli",
    may: [
      "web",
      "fleet",
      "terminal",
      "views",
      "backtest",
      "session",
      "journal",
      "audit",
      "discovery",
      /^src\/simulator\/mod\.ts$/,
      "feeds",
      "kalshi",
      "recording",
      "strategies",
      "models",
      "core",
      "lib",
    ],
  },
  { room: "web", may: ["backtest", "session", "recording", "core", "lib"] },
  { room: "fleet", may: ["views", "session", "discovery", "models", "core", "lib"] },
  { room: "terminal", may: ["views", "core", "lib"] },
  { room: "views", may: ["session", "models", "core", "lib"] },
  { room: "backtest", may: ["session", "recording", "kalshi", "models", "core", "lib"] },
  {
    room: "session",
    may: ["journal", "audit", "discovery", "feeds", "kalshi", "recording", "models", "core", "lib"],
  },
  { room: "journal", may: ["audit", "core", "lib"] },
  { room: "audit", may: ["core", "lib"] },
  { room: "discovery", may: ["feeds", "kalshi", "core", "lib"] },
  {
    room: "simulator",
    // The wire is described once; beside it only what signs and names it is shared with the client that it tests.
    may: [
      /^src\/kalshi\/(wire\/[a-z_]+|signing\/(sign|pem)|environment)\.ts$/,
      /^src\/recording\/import\/envelope\.ts$/,
      "core",
      "lib",
    ],
  },
  { room: "feeds", may: ["kalshi", "core", "lib"] },
  { room: "kalshi", may: ["core", "lib"] },
  { room: "recording", may: ["core", "lib"] },
  { room: "strategies", may: ["models", "core"] },
  { room: "models", may: ["core", "lib"] },
  { room: "core", may: [] },
  { room: "lib", may: [] },
];

/** Rooms inside rooms, from the top: each may import those below it in its list, and what its own room may. */
const INSIDE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  core: [
    ["engine.ts"],
    ["engine_state.ts"],
    ["strategy", "fills", "metrics", "connection.ts", "data_delay.ts"],
    ["execution"],
    ["outbox.ts", "broker.ts"],
    ["outcomes.ts", "notes.ts", "risk"],
    ["events.ts"],
    ["orders.ts", "live.ts"],
    ["market", "game", "statistics", "reasons.ts"],
    ["numbers", "commands.ts", "inputs.ts", "result.ts", "freeze.ts"],
  ],
  simulator: [
    ["mod.ts"],
    ["simulator.ts"],
    ["sources"],
    ["options.ts"],
    ["control"],
    ["server", "traders"],
    ["exchange"],
    ["scoreboards", "listing.ts"],
    ["game"],
    ["clock.ts", "ids.ts"],
  ],
  recording: [
    ["import", "export", "catalogue", "tape"],
    [
      "assumed.ts",
      "chain.ts",
      "compress.ts",
      "reader.ts",
      "repair.ts",
      "resume.ts",
      "segment_file.ts",
      "writer.ts",
    ],
    ["format"],
  ],
  web: [["mod.ts", "server.ts"], ["app.ts"], ["backtests"], ["http"]],
  models: [
    ["training"],
    ["evaluation"],
    ["data", "live"],
    ["ratings"],
    ["format"],
    ["features", "anchor", "trees"],
    ["situation"],
  ],
};

/** Files outside the rooms that may be used by those above the ground floor. */
const COMMON = new Set(["src/version.ts", "src/permissions.ts"]);

/** Packages by who may use them; `node:` and `@std/` are for all but the core. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  zod: [
    "core",
    "models",
    "kalshi",
    "feeds",
    "discovery",
    "recording",
    "session",
    "journal",
    "audit",
    "backtest",
    "simulator",
    "strategies",
    "fleet",
    "web",
    "cli",
  ],
  amaro: ["session"],
  cockatiel: ["feeds"],
  "es-module-lexer": ["session"],
  hyparquet: ["models"],
  "hyparquet-writer": ["recording"],
  hono: ["simulator", "web"],
  ws: ["kalshi", "simulator"],
  uplot: ["backtest"],
  "swagger-ui-dist": ["web"],
};

interface Arrow {
  readonly from: string;
  /** A file of the repository, or a package. */
  readonly to: string;
}

async function sourceFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(`${ROOT}${folder}`)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sourceFiles(path));
    else if (/(?<!\.d)\.ts$/.test(entry.name)) found.push(path);
  }
  return found.sort();
}

/** Everything a file imports or exports from elsewhere, types and dynamic imports of fixed names included. */
function importsOf(text: string): string[] {
  const code = text.replace(/^\s*\*.*$/gm, "");
  const from = [...code.matchAll(/^(?:import|export)\b[^;"]*?\bfrom\s+"([^"]+)"/gm)];
  const bare = [...code.matchAll(/^import\s+"([^"]+)"/gm)];
  const dynamic = [...code.matchAll(/\bimport\(\s*"([^"]+)"/g)];
  return [...from, ...bare, ...dynamic].flatMap(([, name]) => name ?? []);
}

async function arrows(): Promise<Arrow[]> {
  const found: Arrow[] = [];
  for (const from of [...await sourceFiles("src"), ...await sourceFiles("strategies")]) {
    for (const name of importsOf(await Deno.readTextFile(`${ROOT}${from}`))) {
      const to = name.startsWith(".") ? new URL(name, `file:///${from}`).pathname.slice(1) : name;
      found.push({ from, to });
    }
  }
  return found;
}

const ARROWS = await arrows();

/** `core` of `src/core/engine.ts`, `main.ts` of `src/main.ts`, `strategies` of `strategies/mod.ts`. */
function roomOf(path: string): string {
  const [top = "", room = ""] = path.split("/");
  return top === "src" ? room : top;
}

/** The folder below the room, `market` of `src/core/market/book.ts`, or the file itself. */
function innerOf(path: string): string {
  return path.split("/")[2] ?? "";
}

/** The folder of a file, or the file itself where its folder has folders below it: what may not be in a loop. */
function blockOf(path: string, folders: ReadonlySet<string>): string {
  const folder = path.slice(0, path.lastIndexOf("/"));
  return [...folders].some((other) => other.startsWith(`${folder}/`)) ? path : folder;
}

/** The ways from a node back to itself. */
function circles(next: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, trail: readonly string[]) => {
    const seen = trail.indexOf(node);
    if (seen >= 0) return void found.push([...trail.slice(seen), node].join(" → "));
    if (done.has(node)) return;
    for (const other of next.get(node) ?? []) visit(other, [...trail, node]);
    done.add(node);
  };
  for (const node of next.keys()) visit(node, []);
  return found;
}

/** The arrows between what `of` makes of two files, where they differ. */
function arrowsBetween(of: (path: string) => string): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to } of ARROWS) {
    if (!isInside(from) || !isInside(to)) continue;
    const [a, b] = [of(from), of(to)];
    if (a !== b) next.set(a, [...next.get(a) ?? [], b]);
  }
  return next;
}

function isInside(path: string): boolean {
  return path.startsWith("src/") || path.startsWith("strategies/");
}

function show({ from, to }: Arrow): string {
  return `${from} imports ${to}`;
}

Deno.test("imports are found in every form they are written in, and not in comments", () => {
  const text = [
    'import { a } from "./a.ts";',
    'import type {\n  B,\n  C,\n} from "../b.ts";',
    'export { d } from "d";',
    'export * from "./e.ts";',
    'import "f";',
    'const g = await import("./g.ts");',
    ' * import { no } from "comment";',
    'export const h = 1; const text = "from";',
  ].join("\n");
  assertEquals(importsOf(text).sort(), ["../b.ts", "./a.ts", "./e.ts", "./g.ts", "d", "f"]);
});

Deno.test("every file of src is in a room of the list, and every room of the list is there", () => {
  assertGreater(ARROWS.length, 300, "the imports are found");
  const elsewhere = new Set(["std", "build", "version.ts", "permissions.ts"]);
  const rooms = new Set(ARROWS.map(({ from }) => roomOf(from)));
  const listed = ROOMS.map(({ room }) => room);
  assertEquals([...rooms].filter((room) => !listed.includes(room) && !elsewhere.has(room)), []);
  assertEquals(listed.filter((room) => !rooms.has(room)), []);
});

Deno.test("a row names only rooms below it", () => {
  const order = ROOMS.map(({ room }) => room);
  const upward = ROOMS.flatMap(({ room, may }) =>
    may.filter((other) => typeof other === "string" && order.indexOf(other) <= order.indexOf(room))
  );
  assertEquals(upward, []);
});

Deno.test("the table of src/README.md is this list", async () => {
  const readme = await Deno.readTextFile(`${ROOT}src/README.md`);
  const written = [...readme.matchAll(/^\| `([a-z.]+)` +\|[^|]*\|([^|]*)\|$/gm)].map((
    [, room, may = ""],
  ) => ({
    room,
    may: may.replaceAll(/\([^)]*\)/g, "").split(",").map((other) => other.trim()).filter((other) =>
      other !== ""
    ),
  }));
  const nameOf = (other: string | RegExp) =>
    typeof other === "string" ? other : /^\^src\\\/([a-z]+)/.exec(other.source)?.[1] ?? other.source;
  assertEquals(written, ROOMS.map(({ room, may }) => ({ room, may: may.map(nameOf) })));
});

Deno.test("a room imports itself and what its row names", () => {
  const out = ARROWS.filter(({ from, to }) => {
    const row = ROOMS.find(({ room }) => room === roomOf(from));
    if (row === undefined || !isInside(to) || roomOf(to) === row.room || COMMON.has(to)) return false;
    return !row.may.some((other) => typeof other === "string" ? other === roomOf(to) : other.test(to));
  });
  assertEquals(out.map(show), []);
});

Deno.test("inside a room arrows run downward too", () => {
  const out = ARROWS.filter(({ from, to }) => {
    const rows = INSIDE[roomOf(from)];
    const [a, b] = [innerOf(from), innerOf(to)];
    if (rows === undefined || roomOf(to) !== roomOf(from) || a === b) return false;
    const [high = -1, low = -1] = [a, b].map((inner) => rows.findIndex((row) => row.includes(inner)));
    // What the list does not name is a fault of the list.
    if (high < 0 || low < 0 || high > low) return true;
    // Folders of one row are strangers; a file may use its neighbours, since circles are looked for below.
    return high === low && !a.endsWith(".ts") && !b.endsWith(".ts");
  });
  assertEquals(out.map(show), []);
});

Deno.test("the core imports nothing but itself", () => {
  const out = ARROWS.filter(({ from, to }) =>
    roomOf(from) === "core" && !to.startsWith("src/core/") && to !== "zod"
  );
  assertEquals(out.map(show), []);
  const schemas = ARROWS.filter(({ from, to }) => roomOf(from) === "core" && to === "zod");
  // The contract of a strategy names its parameters' schema, and nothing else in the core may.
  assert(schemas.every(({ from }) => from === "src/core/strategy/strategy.ts"), schemas.map(show).join());
});

Deno.test("a strategy imports the core, models, zod and its neighbours alone", () => {
  const out = ARROWS.filter(({ from, to }) =>
    roomOf(from) === "strategies" && !/^(src\/(core|models)|strategies)\//.test(to) && to !== "zod"
  );
  assertEquals(out.map(show), []);
});

Deno.test("the simulator is used by its front door", () => {
  const inside = ARROWS.filter(({ from, to }) =>
    roomOf(to) === "simulator" && roomOf(from) !== "simulator" && to !== "src/simulator/mod.ts"
  );
  assertEquals(inside.map(show), []);
});

Deno.test("what serves HTTP knows nothing of what is asked for", () => {
  const out = ARROWS.filter(({ from, to }) =>
    from.startsWith("src/web/http/") && isInside(to) && !/^src\/(web\/http|core|lib)\//.test(to)
  );
  assertEquals(out.map(show), []);
});

Deno.test("an order has one way out of this machine", async () => {
  const usersOf = (path: string): string[] => ARROWS.filter(({ to }) => to === path).map(({ from }) => from);
  // Reads, and the one file that sends what changes an account; that one is behind the writer alone.
  assertEquals(usersOf("src/kalshi/rest/attempt.ts"), [
    "src/kalshi/orders/sender.ts",
    "src/kalshi/rest/transport.ts",
  ]);
  assertEquals(usersOf("src/kalshi/orders/sender.ts"), [
    "src/kalshi/orders/api.ts",
    "src/kalshi/orders/writer.ts",
  ]);
  const texts = await Promise.all(
    (await sourceFiles("src/kalshi")).map(async (path) => ({
      path,
      text: await Deno.readTextFile(`${ROOT}${path}`),
    })),
  );
  const using = (pattern: RegExp): string[] =>
    texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
  assertEquals(using(/\bcreateSender\(/), ["src/kalshi/orders/sender.ts", "src/kalshi/orders/writer.ts"]);
  // What could reach the network by itself.
  assertEquals(using(/\bfetch\(|\bDeno\.(connect|connectTls|createHttpClient)\(/), [
    "src/kalshi/rest/attempt.ts",
    "src/kalshi/rest/connect.ts",
  ]);
  assertEquals(usersOf("src/kalshi/rest/connect.ts"), [
    "src/kalshi/rest/own_connection.ts",
    "src/kalshi/rest/ready_connection.ts",
  ]);
  assertEquals(usersOf("src/kalshi/rest/own_connection.ts"), ["src/kalshi/rest/attempt.ts"]);
  // And the reads send reads alone.
  assertEquals(
    using(/method: "(POST|PUT|DELETE)"/).filter((path) => !path.startsWith("src/kalshi/orders/")),
    [],
  );
});

Deno.test("packages are used where they belong, std through its own names", () => {
  const out = ARROWS.filter(({ from, to }) => {
    if (isInside(to) || /^(config\/[a-z_/-]+\.json|deno\.json)$/.test(to)) return false;
    const room = roomOf(from);
    if (room === "std") return !to.startsWith("npm:deno-std@");
    if (to.startsWith("@std/") || to.startsWith("node:")) return room === "core" || room === "strategies";
    const allowed = PACKAGES[/^(@[^/]+\/)?[^/]+/.exec(to)?.[0] ?? ""];
    return allowed === undefined || !allowed.includes(room);
  });
  assertEquals(out.map(show), []);
});

Deno.test("no file imports itself, by however many others", () => {
  assertEquals(circles(arrowsBetween((path) => path)), []);
});

Deno.test("no folder imports itself, by however many others", () => {
  const files = ARROWS.flatMap(({ from, to }) => [from, to]).filter(isInside);
  const folders = new Set(files.map((path) => path.slice(0, path.lastIndexOf("/"))));
  assertEquals(circles(arrowsBetween((path) => blockOf(path, folders))), []);
});

Deno.test("a circle is found, and what is none is not", () => {
  assertEquals(circles(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b → c → b"]);
  assertEquals(circles(new Map([["a", ["b", "c"]], ["b", ["c"]]])), []);
});

Deno.test("every import inside the repository leads to a file", async () => {
  for (const { from, to } of ARROWS) {
    if (isInside(to)) assert((await Deno.stat(`${ROOT}${to}`)).isFile, `${from} imports ${to}`);
  }
});
