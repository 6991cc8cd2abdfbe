/**
 * The table "What to touch" of src/README.md, proven for three of its rows: what it names is enough. Each addition is made
 * to a copy of the tree, in no other file than its row names, and the program of that copy is run.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { inFolder, plainEnvironment, ROOT } from "../cli/support.ts";

const README = `${ROOT}src/README.md`;
/** What the program is made of. */
const TREE = ["deno.json", "package.json", "src", "strategies", "config"];

async function copy(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  if (!isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}

/** The files that the table names for an addition. */
function filesFor(addition: string): string[] {
  const row = Deno.readTextFileSync(README).split("\n").find((line) =>
    line.replace(/ +/g, " ").startsWith(`| ${addition} |`)
  );
  assert(row !== undefined, `no row for ${addition}`);
  return [...row.matchAll(/`([^`]+)`/g)].flatMap(([, file]) => file ?? []);
}

/** A copy of the tree that can be changed where a row allows it, and run. */
class Copied {
  readonly #root: string;
  readonly #allowed: readonly string[];

  constructor(root: string, allowed: readonly string[]) {
    this.#root = root;
    this.#allowed = allowed;
  }

  async change(path: string, change: (text: string) => string): Promise<void> {
    assert(this.#allowed.includes(path), `the table does not name ${path}`);
    const before = await Deno.readTextFile(`${this.#root}/${path}`);
    const after = change(before);
    assert(after !== before, `${path}: nothing was changed`);
    await Deno.writeTextFile(`${this.#root}/${path}`, after);
  }

  async create(path: string, pattern: string, text: string): Promise<void> {
    assert(this.#allowed.includes(pattern), `the table does not name ${pattern}`);
    await Deno.writeTextFile(`${this.#root}/${path}`, text);
  }

  async deno(
    ...words: readonly string[]
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...words],
      cwd: this.#root,
      clearEnv: true,
      env: { ...plainEnvironment(), NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
  }

  program(...words: readonly string[]) {
    return this.deno("run", "--quiet", "--no-check", "--no-lock", "--allow-all", "src/main.ts", ...words);
  }
}

async function added(addition: string, body: (copied: Copied) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    for (const name of TREE) await copy(`${ROOT}${name}`, `${folder}/${name}`).catch(ifThere);
    await body(new Copied(folder, filesFor(addition)));
  });
}

function ifThere(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

const RULE = `
import { z } from "zod";
import type { StrategyDefinition } from "../src/core/strategy/strategy.ts";

const parameters = z.strictObject({
  patience: z.number().min(1).max(60).default(7).describe("minutes to wait"),
});

const definition: StrategyDefinition<z.infer<typeof parameters>> = {
  name: "patient_rule",
  category: "example",
  description: "Waits.",
  parameters,
  create: ({ patience }) => ({ onState: () => ({ code: "WAITING", detail: \`\${patience} minutes\` }) }),
};

export default definition;
`;

Deno.test("a rule: its file and its line in the registry are enough", () =>
  added("a rule", async (copied) => {
    await copied.create("strategies/patient_rule.ts", "strategies/<name>.ts", RULE);
    await copied.change("strategies/mod.ts", (text) =>
      text
        .replace("\nimport ", '\nimport patientRule from "./patient_rule.ts";\nimport ')
        .replace("register(priceLogger),", "register(priceLogger),\n    register(patientRule),"));
    const listed = await copied.program("strategies");
    assertMatch(listed.out, /patient_rule +.*Waits\./);
    const one = await copied.program("strategies", "patient_rule");
    assertMatch(one.out, /patience.*7.*minutes to wait/);
    const refused = await copied.program("demo", "--strategy", "patient_rule", "--params", '{"patience":61}');
    assertEquals(refused.code === 0, false, refused.out);
    assertMatch(refused.err, /patience/);
  }));

Deno.test("a limit: its row and the row of the gate that reads it are enough", () =>
  added("a limit", async (copied) => {
    const row =
      'mostWaiting: {\n    key: "most_waiting",\n    unit: "count",\n    default: 3,\n    least: 1,\n' +
      '    most: 9,\n    text: "entries that may wait",\n  },\n  ';
    await copied.change(
      "src/core/risk/limits.ts",
      (text) => text.replace("maxOpenOrders: {", `${row}maxOpenOrders: {`),
    );
    await copied.change(
      "src/core/risk/money_rules.ts",
      (text) => text.replaceAll("maxOpenOrders", "mostWaiting"),
    );
    const shown = await copied.program("config");
    assertMatch(shown.out, /^limits\.most_waiting +3 +shipped$/m);
    const given = await copied.program("config", "--limit", "most_waiting=5");
    assertMatch(given.out, /^limits\.most_waiting +5 +/m);
    const refused = await copied.program("config", "--limit", "most_waiting=10");
    assertEquals(refused.code === 0, false, refused.out);
    assertMatch(refused.err, /most_waiting.*9/);
  }));

Deno.test("a metric: its row in one of the lists is enough", () =>
  added("a metric", async (copied) => {
    const row =
      '{\n    name: "two_games",\n    label: "two games",\n    unit: "count",\n    formula: "games × 2",\n' +
      "    measure: (run) => run.games.length * 2,\n  },\n];\n";
    await copied.change("src/core/metrics/counts.ts", (text) => text.replace(/\];\n$/, row));
    const script =
      'import { METRICS } from "./src/core/metrics/mod.ts"; console.log(METRICS.map(({ name }) => name).join());';
    const { out, err } = await copied.deno("eval", "--no-lock", "--no-check", script);
    assertMatch(out, /open_at_end,two_games,/, err);
  }));
