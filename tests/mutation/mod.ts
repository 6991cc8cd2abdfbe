/**
 * Makes small mistakes in files of the core, one at a time, and names those that no test notices:
 * `deno run --allow-all tests/mutation/mod.ts [--file PATH]… [--sample N] [--seed S] [--tests PATH]… [--results FILE]
 * [--seconds N] [--list]`.
 *
 * Without `--file` all that decides is taken: every file of `src/core` but its tables and statistics. `--sample` tries so
 * many of the mistakes, chosen by `--seed` (1). Tests are those of `tests/core` and `tests/strategies`, the file's own
 * first, up to the first that fails; a run of more than `--seconds` (60) counts as one that fails. Everything happens in a
 * copy of the working tree. With `--results` what was tried is kept, and not tried again while the file is the same and,
 * for a mistake that was noticed, whatever the tests are by now.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../../src/core/numbers/prng.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

/** What the tests need beside what is changed. */
const COPIED = ["src", "strategies", "tests", "config", "deno.json", "deno.lock"];
const TESTS = ["tests/core", "tests/strategies"];
/** Describes more than it decides. */
const LEFT_OUT = /\/(?:metrics|prng|reasons|events|outcomes|result|game|risk\/limits|fills\/mod)(?:\/|\.ts$)/;

type Verdict = "noticed" | "timed out" | "survived";

interface Tried {
  readonly file: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
  readonly verdict: Verdict;
  /** Of the file's text and the place in it. */
  readonly key: string;
}

interface TestFile {
  readonly path: string;
  readonly text: string;
  readonly runs: ReadonlySet<string>;
}

async function filesUnder(path: string, ending: string): Promise<string[]> {
  if (!(await Deno.stat(path)).isDirectory) return [path];
  const found: string[] = [];
  for await (const entry of Deno.readDir(path)) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory) found.push(...await filesUnder(inner, ending));
    else if (entry.name.endsWith(ending)) found.push(inner);
  }
  return found.sort();
}

const IMPORT = /^(?:import|export) (?!type\b)(?:[^;"]*? from )?"(\.[^"]+)"/gm;

/** What a file runs: itself and all that it imports, types left out. */
async function closureOf(file: string, known = new Set<string>()): Promise<ReadonlySet<string>> {
  if (known.has(file)) return known;
  known.add(file);
  const text = await Deno.readTextFile(file).catch(() => "");
  for (const [, path = ""] of text.matchAll(IMPORT)) await closureOf(join(dirname(file), path), known);
  return known;
}

/** The tests that run a file, by how near they are to it: its own, those that import it, the others. */
function nearestFirst(tests: readonly TestFile[], file: string): string[][] {
  const own = `${basename(file, ".ts")}_test.ts`;
  const stages: [string[], string[], string[]] = [[], [], []];
  for (const { path, text, runs } of tests) {
    if (!runs.has(file)) continue;
    stages[basename(path) === own ? 0 : text.includes(file.replace(/^src\//, "/")) ? 1 : 2].push(path);
  }
  return stages.filter((stage) => stage.length > 0);
}

/** Runs tests in the copy up to the first that fails. */
async function run(copy: string, tests: readonly string[], seconds: number): Promise<Verdict> {
  const late = AbortSignal.timeout(seconds * 1_000);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", "--allow-all", "--quiet", "--fail-fast", ...tests],
    cwd: copy,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal: late,
  });
  const { success } = await child.output();
  if (late.aborted) return "timed out";
  return success ? "survived" : "noticed";
}

async function keyOf(file: string, text: string, { start, after }: Mutant): Promise<string> {
  const bytes = new TextEncoder().encode(`${file}\n${start}\n${after}\n${text}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.slice(0, 12).toHex();
}

async function readResults(path: string | undefined): Promise<Map<string, Tried>> {
  const text = path === undefined ? "" : await Deno.readTextFile(path).catch(() => "");
  const tried = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Tried);
  return new Map(tried.map((each) => [each.key, each]));
}

function report(tried: readonly Tried[]): void {
  for (const { file, line, before, after, verdict } of tried) {
    if (verdict !== "survived") continue;
    const [was, is] = [before, after].map((text) => text.replace(/\s+/g, " ") || "(nothing)");
    console.log(`${file}:${line}: ${was} → ${is}`);
  }
  const files = new Set(tried.map(({ file }) => file));
  for (const file of files) {
    const own = tried.filter((each) => each.file === file);
    console.log(
      `${file}: ${own.filter(({ verdict }) => verdict === "survived").length} of ${own.length} survived`,
    );
  }
  const survived = tried.filter(({ verdict }) => verdict === "survived").length;
  console.log(`${survived} of ${tried.length} survived`);
}

async function main(argv: string[]): Promise<void> {
  const { values: flags } = parseArgs({
    args: argv,
    options: {
      file: { type: "string", multiple: true },
      tests: { type: "string", multiple: true, default: TESTS },
      sample: { type: "string" },
      seed: { type: "string", default: "1" },
      results: { type: "string" },
      seconds: { type: "string", default: "60" },
      list: { type: "boolean", default: false },
    },
  });
  const files = flags.file ?? (await filesUnder("src/core", ".ts")).filter((file) => !LEFT_OUT.test(file));
  const paths = (await Promise.all(flags.tests.map((root) => filesUnder(root, "_test.ts")))).flat();
  const tests = await Promise.all(paths.map(async (path): Promise<TestFile> => {
    return { path, text: await Deno.readTextFile(path), runs: await closureOf(path) };
  }));

  let all: { readonly file: string; readonly text: string; readonly mutant: Mutant }[] = [];
  for (const file of files) {
    const text = await Deno.readTextFile(file);
    all.push(...mutantsOf(text).map((mutant) => ({ file, text, mutant })));
  }
  console.error(`${all.length} mistakes in ${files.length} files`);
  if (flags.list) return;
  if (flags.sample !== undefined) all = sample(all, Number(flags.sample), Number(flags.seed));

  const copy = await Deno.makeTempDir({ prefix: "mutation_" });
  try {
    for (const each of COPIED) await copyAll(each, `${copy}/${each}`);
    const whole = await run(copy, paths, 600);
    if (whole !== "survived") throw new Error("Cannot begin: the tests fail without a mistake");
    const known = await readResults(flags.results);
    const tried: Tried[] = [];
    for (const { file, text, mutant } of all) {
      const key = await keyOf(file, text, mutant);
      const before = known.get(key);
      const verdict = before !== undefined && before.verdict !== "survived"
        ? before.verdict
        : await tryOne(copy, file, text, mutant, nearestFirst(tests, file), Number(flags.seconds));
      const result = { file, line: mutant.line, before: mutant.before, after: mutant.after, verdict, key };
      tried.push(result);
      if (flags.results !== undefined) {
        await Deno.writeTextFile(flags.results, `${JSON.stringify(result)}\n`, { append: true });
      }
    }
    report(tried);
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

async function tryOne(
  copy: string,
  file: string,
  text: string,
  { start, end, after }: Mutant,
  stages: readonly (readonly string[])[],
  seconds: number,
): Promise<Verdict> {
  await Deno.writeTextFile(`${copy}/${file}`, text.slice(0, start) + after + text.slice(end));
  try {
    // Tests are loaded before the first is run, so those that are likely to notice have a run of their own.
    for (const tests of stages) {
      const verdict = await run(copy, tests, seconds);
      if (verdict !== "survived") return verdict;
    }
    return "survived";
  } finally {
    await Deno.writeTextFile(`${copy}/${file}`, text);
  }
}

/** Some of the items, in their order. */
function sample<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = new Random(seed);
  const ranked = items.map((item, index) => ({ item, index, rank: random.next() }));
  const chosen = ranked.sort((a, b) => a.rank - b.rank).slice(0, count);
  return chosen.sort((a, b) => a.index - b.index).map(({ item }) => item);
}

async function copyAll(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copyAll(`${from}/${name}`, `${to}/${name}`);
}

if (import.meta.main) await main(Deno.args);
