import { assert, assertEquals } from "@std/assert";
import { COMMANDS as TABLE, overview } from "../../src/cli/mod.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { VERSION } from "../../src/version.ts";
import { ROOT, runChild, runMain } from "./support.ts";

/** Every command of the program; the runner is called by its ticker and has no name. */
const SPECS = TABLE.map(({ spec }) => spec);
const NAMED = SPECS.filter(({ name }) => name !== "");

for (const spec of SPECS) {
  const words = spec.name === "" ? "TICKER" : spec.name;
  Deno.test(`${words} --help lists all its flags, each with what it does`, async () => {
    const { code, out, err } = await runMain(words, "--help");
    assertEquals([code, err], [0, ""]);
    const flags = out.split(/^Examples:$/m)[0]?.split(/^ {2}(?=--)/m) ?? [];
    for (const { name, help } of spec.flags) {
      const text = flags.find((each) => new RegExp(`^--${name}\\s`).test(each));
      assert(text?.replaceAll(/\s+/g, " ").includes(help), `--${name} in ${out}`);
    }
    const shown = out.split("\n").filter((line) => !spec.examples.includes(line.trim()));
    assertEquals(shown.filter((line) => line.length > 80), [], "it fits into a narrow terminal");
    assertEquals(new Set(spec.flags.map(({ name }) => name)).size, spec.flags.length, "no flag twice");
    for (const example of spec.examples) assert(out.includes(example));
  });
}

Deno.test("the table of commands has the runner once, and every other command by a name of its own", () => {
  assertEquals(NAMED.length, SPECS.length - 1);
  assertEquals(new Set(NAMED.map(({ name }) => name)).size, NAMED.length);
});

Deno.test("help COMMAND is COMMAND --help", async () => {
  for (const { name } of NAMED) {
    assertEquals(await runMain("help", name), await runMain(name, "--help"));
  }
});

Deno.test("no words, help, --help and -h show all commands and that trading is on paper", async () => {
  const ran = await runMain();
  assertEquals(ran, { code: 0, out: `${overview()}\n`, err: "" });
  for (const word of ["help", "--help", "-h"]) assertEquals(await runMain(word), ran);
  for (const { name } of NAMED) assert(ran.out.includes(`kalshi-live ${name}`), name);
  assert(ran.out.includes("TICKER") && ran.out.includes("on paper"));
  assertEquals(ran.out.split("\n").filter((line) => line.length > 80), []);
});

Deno.test("the examples of the help texts use flags that exist", () => {
  for (const spec of SPECS) {
    for (const example of spec.examples) {
      for (const [, name] of example.matchAll(/--([a-z-]+)/g)) {
        assert(spec.flags.some((flag) => flag.name === name), `--${name} of ${example}`);
      }
    }
  }
});

Deno.test("the commands of README.md are there, with the flags that are written", async () => {
  const text = await Deno.readTextFile(`${ROOT}README.md`);
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const lines = blocks.flatMap((line) => /^kalshi-live (.*)$/.exec(line)?.slice(1) ?? []);
  assert(lines.length > 20, lines.join("\n"));
  for (const line of lines) {
    const argv = [...line.replace(/\s#.*$/, "").matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) =>
      quoted ?? word ?? ""
    );
    const named = NAMED.find(({ name }) => name === argv[0]);
    if (named === undefined) assert(/^KX/.test(argv[0] ?? ""), line);
    const spec = named ?? SPECS.find(({ name }) => name === "");
    assert(spec !== undefined);
    // It throws where a flag is not there, or has no value.
    parseFlags(spec, named === undefined ? argv : argv.slice(1));
  }
});

Deno.test("--version gives the version of deno.json alone, also as a process", async () => {
  for (const word of ["--version", "-V"]) {
    assertEquals(await runMain(word), { code: 0, out: `${VERSION}\n`, err: "" });
  }
  assertEquals(await runChild(["--version"]), { code: 0, out: `${VERSION}\n`, err: "" });
});

Deno.test("a failure ends the process with its code and one line", async () => {
  const [usage, failure] = await Promise.all([runChild(["--bogus"]), runChild(["replay", "nowhere.jsonl"])]);
  assertEquals([usage.code, failure.code], [2, 1]);
  for (const { err, out } of [usage, failure]) {
    assert(/^kalshi-live: [^\n]+\n$/.test(err) && out === "", err + out);
  }
});
