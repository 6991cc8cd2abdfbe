/**
 * The import rules: arrows run downward only, and there are no circles.
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { ROOT } from "../cli/support.ts";

/** The lowest floor holds the vocabulary of the program. */
const FLOORS: readonly (readonly string[])[] = [
  ["core"],
  ["kalshi", "feeds", "discovery", "recording", "journal", "audit", "models"],
  ["session", "backtest", "simulator", "web", "terminal"],
  ["cli"],
  ["main.ts"],
];

/** Rooms of one floor that may use each other, one way. */
const SAME_FLOOR: readonly string[] = [
  // A feed reads the exchange's live data in the exchange's wire form.
  "feeds → kalshi",
  // Discovery matches what the exchange lists with what the scoreboards list.
  "discovery → kalshi",
  "discovery → feeds",
  // A backtest is a session whose inputs were recorded: the same setup, the same engine.
  "backtest → session",
  // The HTTP side takes requests for backtests and shows what became of them.
  "web → backtest",
];

/** What the simulator may share with the client it is made to test: the wire, and what signs and names it. */
const SHARED_WITH_SIMULATOR = /^src\/kalshi\/(wire\/[a-z_]+|sign|pem|environment)\.ts$/;

/** Files outside the rooms that may be used by those above the ground floor. */
const COMMON = new Set(["src/version.ts", "src/permissions.ts"]);

/** Packages by who may use them; `node:` and `@std/` are for all but the core. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  zod: [
    "core",
    "kalshi",
    "feeds",
    "discovery",
    "recording",
    "session",
    "backtest",
    "simulator",
    "strategies",
    "web",
    "cli",
  ],
  amaro: ["session"],
  cockatiel: ["feeds"],
  "es-module-lexer": ["session"],
  "hyparquet-writer": ["recording"],
  "@hono/node-server": ["simulator"],
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

/** `core` of `src/core/numbers/money.ts`, `main.ts` of `src/main.ts`, `strategies` of `strategies/mod.ts`. */
function roomOf(path: string): string {
  const [top = "", room = ""] = path.split("/");
  return top === "src" ? room : top;
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
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

Deno.test("every file of src is in a room that has its floor", () => {
  assertGreater(ARROWS.length, 300, "the imports are found");
  const elsewhere = new Set(["std", "build", "version.ts", "permissions.ts", "strategies"]);
  const rooms = new Set(ARROWS.map(({ from }) => roomOf(from)));
  assertEquals([...rooms].filter((room) => floorOf(room) < 0 && !elsewhere.has(room)), []);
});

Deno.test("imports run from a floor to a lower one, or stay in their room", () => {
  const upward = ARROWS.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    if (!isInside(to) || room === other || COMMON.has(to) || floorOf(room) < 0) return false;
    if (SAME_FLOOR.includes(`${room} → ${other}`)) return false;
    // The registry of strategies is handed down from the command line.
    if (other === "strategies") return room !== "cli";
    return floorOf(other) < 0 || floorOf(other) >= floorOf(room);
  });
  assertEquals(upward.map(show), []);
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

Deno.test("the simulator shares with the client the wire form and what names and signs it, nothing else", () => {
  const out = ARROWS.filter(({ from, to }) =>
    roomOf(from) === "simulator" && roomOf(to) === "kalshi" && !SHARED_WITH_SIMULATOR.test(to)
  );
  assertEquals(out.map(show), []);
  const client = ARROWS.filter(({ from, to }) =>
    roomOf(to) === "simulator" && !["simulator", "cli"].includes(roomOf(from))
  );
  assertEquals(client.map(show), [], "only the command line starts it");
});

Deno.test("the simulator is used by its front door", () => {
  const inside = ARROWS.filter(({ from, to }) =>
    roomOf(to) === "simulator" && roomOf(from) !== "simulator" && to !== "src/simulator/mod.ts"
  );
  assertEquals(inside.map(show), []);
});

Deno.test("packages are used where they belong, std through its own names", () => {
  const out = ARROWS.filter(({ from, to }) => {
    if (isInside(to) || /^(config\/[a-z_/]+\.json|deno\.json)$/.test(to)) return false;
    const room = roomOf(from);
    if (room === "std") return !to.startsWith("npm:deno-std@");
    if (to.startsWith("@std/") || to.startsWith("node:")) return room === "core" || room === "strategies";
    const allowed = PACKAGES[/^(@[^/]+\/)?[^/]+/.exec(to)?.[0] ?? ""];
    return allowed === undefined || !allowed.includes(room);
  });
  assertEquals(out.map(show), []);
});

Deno.test("no file imports itself, by however many others", () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of ARROWS) if (isInside(to)) next.set(from, [...next.get(from) ?? [], to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    const seen = trail.indexOf(file);
    if (seen >= 0) return void circles.push([...trail.slice(seen), file].join(" → "));
    if (done.has(file)) return;
    for (const other of next.get(file) ?? []) visit(other, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  assertEquals(circles, []);
});

Deno.test("every import inside the repository leads to a file", async () => {
  for (const { from, to } of ARROWS) {
    if (isInside(to)) assert((await Deno.stat(`${ROOT}${to}`)).isFile, `${from} imports ${to}`);
  }
});
