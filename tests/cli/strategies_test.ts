import { assert, assertEquals, assertRejects } from "@std/assert";
import { CliError } from "../../src/cli/program.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { STRATEGIES_SPEC, strategiesCommand } from "../../src/cli/strategies.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import { inFolder, ROOT, runChild } from "./support.ts";

/** Runs the command and gives its lines. */
async function run(...words: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  const code = await strategiesCommand(parseFlags(STRATEGIES_SPEC, words), {
    line: (text) => void lines.push(text),
    write: () => Promise.reject(new Error("writes lines only")),
    note: (text) => void lines.push(`note: ${text}`),
  });
  assertEquals(code, 0);
  return lines;
}

async function refused(words: readonly string[], code: number, message: RegExp): Promise<void> {
  const error = await assertRejects(() => run(...words), CliError);
  assertEquals(error.exitCode, code);
  assert(message.test(error.message), error.message);
}

/** Runs the body in a new folder, and returns to the old one. */
async function within(body: () => Promise<void>): Promise<void> {
  const before = Deno.cwd();
  await inFolder(async (folder) => {
    Deno.chdir(folder);
    try {
      await body();
    } finally {
      Deno.chdir(before);
    }
  });
}

Deno.test("strategies lists all of them with category and description", async () => {
  const lines = await run();
  for (const { name, category, description } of STRATEGIES.values()) {
    const line = lines.find((text) => text.startsWith(`${name} `));
    assert(line !== undefined && line.includes(` ${category} `) && line.endsWith(description), name);
  }
});

Deno.test("strategies --json gives a line a strategy, with every parameter that defaults name", async () => {
  const rows = (await run("--json")).map((line) => JSON.parse(line));
  assertEquals(rows.map(({ name }) => name), [...STRATEGIES.keys()]);
  for (const { name, parameters } of rows) {
    const made = STRATEGIES.get(name)?.make({});
    assert(made?.ok === true);
    const usual = parameters.map((row: { name: string; default: unknown }) => [row.name, row.default]);
    assertEquals(Object.fromEntries(usual), made.value.parameters);
    for (const row of parameters) assert(row.description !== "" && row.type !== "any", `${name} ${row.name}`);
  }
});

Deno.test("strategies NAME explains it with type, range, default and description", async () => {
  const lines = await run("late_game_underdog");
  assert(lines.some((line) => /^ +stake +number +above 0, to 100000 +25 +dollars an entry/.test(line)));
  assert(lines.some((line) => /^ +min_period +integer +1 to 20 +4 +first period/.test(line)));
  assertEquals((await run("price_logger")).at(-1), "No parameters.");
});

Deno.test("strategies refuses what it does not know", async () => {
  await refused(["late_gam_underdog"], 2, /did you mean late_game_underdog\?/);
  await refused(["zzzzzzzz"], 2, /see kalshi-live strategies/);
  await refused(["price_logger", "extra"], 2, /expected one name/);
  await refused(["new"], 2, /expected one name/);
  await refused(["new", "a", "b"], 2, /expected one name/);
  await refused(["./no_such_file.ts"], 1, /there is no such file/);
});

for (const name of ["My", "1rule", "a-b", "../a", "a.ts", "", "a".repeat(65)]) {
  Deno.test(`strategies new "${name}" is refused as a bad name`, async () => {
    await refused(["new", name], 2, /expected a name of/);
  });
}

Deno.test("strategies new refuses a name that is taken", async () => {
  await refused(["new", "price_logger"], 2, /is taken/);
  await refused(["new", "new"], 2, /is taken/);
});

Deno.test("strategies new writes a file that can be explained, and does not overwrite it", async () => {
  await within(async () => {
    assertEquals((await run("new", "my_rule"))[0], "wrote ./my_rule.ts");
    const text = await Deno.readTextFile("my_rule.ts");
    assertEquals([...text.matchAll(/^import .* from "(.*)";$/gm)].map(([, from]) => from), ["zod"]);
    await refused(["new", "my_rule"], 1, /it is left as it is/);
    assertEquals(await Deno.readTextFile("my_rule.ts"), text);
  });
});

Deno.test("what a user's file says of itself reaches the screen as plain text", async () => {
  await within(async () => {
    await run("new", "my_rule");
    const evil = "\\u001b]0;title\\u0007\\u001b[2J\\u009b31m\\r\\n\\u202e";
    const text = await Deno.readTextFile("my_rule.ts");
    await Deno.writeTextFile(
      "my_rule.ts",
      text.replace("Buys once", `Buys${evil} once`).replace("dollars an entry", `dollars${evil} an entry`),
    );
    const lines = await run("./my_rule.ts");
    assert(lines.some((line) => line.startsWith("Buys  once")), lines.join("\n"));
    assert(lines.some((line) => line.includes("dollars  an entry")), lines.join("\n"));
    // deno-lint-ignore no-control-regex
    for (const line of lines) assert(!/[\x00-\x1f\x7f-\x9f\u202e]|title/.test(line), JSON.stringify(line));
  });
});

Deno.test("the file that strategies new writes is well formed, and trades in the demo", async () => {
  await inFolder(async (folder) => {
    const { startingFile } = await import("../../src/cli/strategy_template.ts");
    const file = `${folder}/my_rule.ts`;
    await Deno.writeTextFile(file, startingFile("my_rule"));
    for (const words of [["check", "--quiet"], ["fmt", "--check", "--quiet"], ["lint", "--quiet"]]) {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [...words, `--config=${ROOT}deno.json`, file],
        stdout: "null",
        stderr: "piped",
      }).output();
      assertEquals(code, 0, `${words[0]}: ${new TextDecoder().decode(stderr)}`);
    }
    const ran = await runChild(["demo", "--seconds", "3", "--no-record", "--plain", "--strategy", file]);
    assertEquals(ran.code, 0, ran.err);
    assert(/my_rule/.test(ran.out) && !/stopped/.test(ran.out), ran.out.slice(0, 2000));
  });
});
