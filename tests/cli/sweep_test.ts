/**
 * `kalshi-live sweep` from the command line, with real workers.
 *
 * Invariants: a mistake on the command line is one line and exit code 2, before anything is run or written; a sweep in
 * shards ends in the files of the whole sweep.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { startingFile } from "../../src/cli/strategy_template.ts";
import { recordGames } from "../backtest/sweep/support.ts";
import { assertRefused, filesIn, inFolder, type Ran, runMain } from "./support.ts";

const RULE = ["--strategy", "favorite_threshold"] as const;
const GRID = ["--grid", '{"threshold":[0.55,0.65,0.8,0.9,0.95]}'] as const;

/** Two axes of a thousand values each. */
const MILLION = '{"threshold":{"from":0.5,"to":0.699,"step":0.0002},"stake":{"from":1,"to":1000,"step":1}}';

const WIDE = { from: 1, to: 100_000, step: 1 };
/** A million times a thousand million cells. */
const BEYOND = JSON.stringify({ stake: WIDE, rest_after_exit_seconds: WIDE, rest_after_stop_seconds: WIDE });

/** The folder that a sweep says it is kept in. */
function folderOf({ code, out, err }: Ran): string {
  assertEquals(code, 0, err);
  const [, folder = ""] = /kept in (.+)\n$/.exec(out) ?? [];
  assert(folder !== "", out);
  return folder;
}

/** The three files of a sweep. */
async function threeFiles(folder: string): Promise<string[]> {
  const names = await filesIn(folder);
  assertEquals(names, ["ranking.csv", "sets.json", "sweep.json"]);
  return await Promise.all(names.map((name) => Deno.readTextFile(`${folder}/${name}`)));
}

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /Cannot sweep: expected one --strategy/],
  [[...GRID], /Cannot sweep: expected one --strategy/],
  [[...RULE, "--strategy", "late_game_underdog", ...GRID], /Cannot sweep: expected one --strategy/],
  [["--strategy", "nope", ...GRID], /no such strategy/],
  [[...RULE], /Cannot sweep: expected --grid, such as/],
  [[...RULE, "--grid", "{bad"], /Cannot use the grid: expected JSON/],
  [[...RULE, "--grid", "{}"], /names no parameter/],
  [[...RULE, "--grid", '{"threshold":[]}'], /Cannot use the grid: threshold/],
  [[...RULE, "--grid", "nowhere.json"], /Cannot use --grid: .*"nowhere.json": there is no such file/],
  [[...RULE, "--grid="], /Cannot use --grid: expected a value/],
  [[...RULE, "--grid", MILLION], /Cannot sweep \d{6,7} sets: more than 10000 want --yes/],
  // Nobody could count through these.
  [[...RULE, "--grid", BEYOND], /Cannot sweep 1000000000000000 sets: more than 10000 want --yes/],
  [[...RULE, "--grid", MILLION, "--sample", "10001"], /Cannot sweep 10001 sets: more than 10000 want --yes/],
  [[...RULE, ...GRID, "--shard", "0/3"], /Cannot use --shard: expected I\/N with 1 ≤ I ≤ N, .* was "0\/3"/],
  [[...RULE, ...GRID, "--shard", "4/3"], /was "4\/3"/],
  [[...RULE, ...GRID, "--shard", "x"], /was "x"/],
  [[...RULE, ...GRID, "--shard", "1/0"], /was "1\/0"/],
  [[...RULE, ...GRID, "--shard", "1.5/3"], /was "1.5\/3"/],
  [[...RULE, ...GRID, "--shard", "-1/3"], /-1\/3/],
  [[...RULE, ...GRID, "--shard", "3"], /was "3"/],
  [[...RULE, ...GRID, "--out", "shards"], /Cannot use --out: expected --shard I\/N with it/],
  [[...RULE, ...GRID, "--seed", "3"], /Cannot use --seed: expected --sample N with it/],
  [[...RULE, ...GRID, "--sample", "0"], /Cannot use --sample: expected a whole number in 1…/],
  [[...RULE, ...GRID, "--sample", "1.5"], /Cannot use --sample: expected a whole number/],
  [[...RULE, ...GRID, "--sample", "3", "--seed", "-1"], /--seed|-1/],
  [[...RULE, ...GRID, "--rank", "profit"], /Cannot use --rank: expected one of sharpe, pnl/],
  [[...RULE, ...GRID, "--folds", "-1"], /--folds|-1/],
  [[...RULE, ...GRID, "--folds", "x"], /Cannot use --folds: expected a whole number in 0…100/],
  [[...RULE, ...GRID, "--workers", "0"], /Cannot use --workers: expected a whole number in 1…256/],
  [[...RULE, ...GRID, "--threshold", "0.8"], /Cannot use --threshold: no such flag/],
  [[...RULE, ...GRID, "--params", "{bad"], /Cannot use --params: expected a JSON object/],
  [[...RULE, ...GRID, "--sport", "nhl"], /Cannot use --sport: expected one of/],
  [["merge"], /Cannot merge: expected the files of all shards/],
  [["merge", "a.json", ...GRID], /Cannot use --grid with merge: .* no flag but --top, --json, --recordings/],
  [["merge", "a.json", ...RULE], /Cannot use --strategy with merge/],
  [["merge", "a.json", "--folds", "4"], /Cannot use --folds with merge/],
  [["merge", "a.json", "--rank", "pnl"], /Cannot use --rank with merge/],
  [["merge", "a.json", "--out", "shards"], /Cannot use --out with merge/],
  [["merge", "a.json", "--no-tape"], /Cannot use --tape with merge/],
  [["merge", "a.json", "--yes"], /Cannot use --yes with merge/],
  [["merge", "a.json", "--top", "many"], /Cannot use --top: expected a whole number/],
];

for (const [argv, message] of WRONG) {
  Deno.test(`usage: sweep ${argv.join(" ").slice(0, 120)}`, async () => {
    await inFolder(async (folder) => {
      const words = argv[0] === "merge" ? [] : ["--recordings", folder];
      assertRefused(await runMain("sweep", ...argv, ...words), 2, message);
      assertEquals(await filesIn(folder), []);
    });
  });
}

Deno.test("a mistake in --top is found before the sweep is run, not after", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const ran = await runMain(
      "sweep",
      ...RULE,
      ...GRID,
      "--recordings",
      root,
      "--top",
      "many",
      "--workers",
      "1",
    );
    assertRefused(ran, 2, /Cannot use --top: expected a whole number/);
    assertEquals((await filesIn(root)).filter((path) => path.endsWith(".tape")), [], "nothing was decoded");
  });
});

Deno.test("more sets than there is room for are refused in a plain line, even with --yes", async () => {
  await inFolder(async (folder) => {
    const wide = { from: 1, to: 100_000, step: 1 };
    const grid = JSON.stringify({
      stake: wide,
      rest_after_exit_seconds: wide,
      rest_after_stop_seconds: wide,
    });
    const ran = await runMain("sweep", ...RULE, "--grid", grid, "--yes", "--recordings", folder);
    assertRefused(ran, 2, /Cannot sweep/);
  });
});

Deno.test("fixed parameters are judged with the grid's, not without: only together they make a strategy", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const ran = await runMain(
      ...["sweep", ...RULE, "--recordings", root, "--workers", "1"],
      // The shipped threshold is above this; those of the grid are not.
      ...["--params", '{"max_price":0.8}', "--grid", '{"threshold":[0.6,0.7]}'],
    );
    folderOf(ran);
  });
});

Deno.test("a parameter that the strategy does not have is named; nothing is written", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const before = await filesIn(root);
    const ran = await runMain("sweep", ...RULE, "--grid", '{"nope":[1]}', "--recordings", root);
    assertRefused(ran, 2, /"nope"/);
    const both = await runMain(
      "sweep",
      ...RULE,
      ...GRID,
      "--params",
      '{"threshold":0.7}',
      "--recordings",
      root,
    );
    assertRefused(both, 2, /both in the grid and in --params/);
    assertEquals(await filesIn(root), before);
  });
});

Deno.test("folds with too few games are refused before the games are run", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const ran = await runMain(
      ...["sweep", ...RULE, ...GRID, "--folds", "2", "--recordings", root, "--workers", "1"],
    );
    assertRefused(ran, 2, /Cannot walk forward: expected at least 4 games for 2 folds, was 2/);
    const shards = await runMain("sweep", ...RULE, ...GRID, "--shard", "6/6", "--recordings", root);
    assertRefused(shards, 2, /Cannot run shard 6 of 6: there are 5 sets/);
    assertEquals((await filesIn(root)).filter((path) => path.endsWith(".tape")), [], "nothing was decoded");
  });
});

Deno.test("shards with real workers, merged, are the whole sweep byte for byte", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 3);
    await Deno.writeTextFile(`${root}/grid.json`, GRID[1]);
    const words = ["sweep", ...RULE, "--grid", `${root}/grid.json`, "--recordings", root, "--folds", "1"];
    const ran = await runMain(...words, "--workers", "2", "--top", "2");
    const whole = folderOf(ran);
    const lines = ran.out.split("\n");
    assert(/^5 sets over 3 games, \d+\.\d M events in /.test(lines[0] ?? ""), ran.out);
    const table = lines.findIndex((line) => /^ *RANK /.test(line));
    assert(/^ *1 .* threshold=0\.\d+$/.test(lines[table + 1] ?? ""), ran.out);
    assert(/^ *2 /.test(lines[table + 2] ?? "") && !/^ *3 /.test(lines[table + 3] ?? ""), "--top 2");
    assert(/^walking forward: [^]*^ +total: .* over 1 game, \d+ round trips?$/m.test(ran.out), ran.out);
    const { warnings } = JSON.parse(await Deno.readTextFile(`${whole}/sweep.json`));
    assert(warnings.length > 0);
    for (const warning of warnings) {
      assert(ran.out.replace(/\n +/g, " ").includes(`warning: ${warning}\n`), ran.out);
    }

    const shards: string[] = [];
    for (const index of [2, 1]) {
      const shard = await runMain(
        ...[...words, "--workers", "1", "--shard", `${index}/2`, "--out", `${root}/shards`, "--json"],
      );
      assertEquals(shard.code, 0, shard.err);
      const told = JSON.parse(shard.out);
      assertEquals([told.index, told.count], [index, 2]);
      shards.push(told.shard);
    }
    const merged = folderOf(await runMain("sweep", "merge", ...shards, "--recordings", `${root}/merged`));
    assertEquals(await threeFiles(merged), await threeFiles(whole));

    const told = await runMain(
      "sweep",
      "merge",
      ...shards,
      "--recordings",
      `${root}/again`,
      "--json",
      "--top",
      "1",
    );
    assertEquals(told.code, 0, told.err);
    const { best, warnings: same } = JSON.parse(told.out);
    assertEquals([best.length, same], [1, warnings]);

    const missing = await runMain("sweep", "merge", shards[0] ?? "", "--recordings", root);
    assertRefused(missing, 1, /Cannot merge: shard 1 of 2 is missing/);
    const twice = await runMain("sweep", "merge", ...shards, shards[0] ?? "", "--recordings", root);
    assertRefused(twice, 1, /is shard 2 too/);
    const foreign = await runMain("sweep", "merge", `${root}/grid.json`, "--recordings", root);
    assertRefused(foreign, 1, /grid\.json": expected a part of a sweep/);
    const nowhere = await runMain("sweep", "merge", `${root}/nowhere.json`, "--recordings", root);
    assertRefused(nowhere, 1, /Cannot merge ".*nowhere\.json": /);
  });
});

Deno.test("the one shard of one is a shard as well: it is kept where it was asked for", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const shard = await runMain(
      ...["sweep", ...RULE, ...GRID, "--recordings", root, "--workers", "1"],
      ...["--shard", "1/1", "--out", `${root}/shards`],
    );
    assertEquals(shard.code, 0, shard.err);
    assert((await filesIn(root)).includes("shards/shard-1-of-1.json"), (await filesIn(root)).join("\n"));
  });
});

Deno.test("shards of a strategy of one's own do not merge once its file has changed between them", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const file = `${root}/own.ts`;
    const sources = [startingFile("own"), startingFile("own").replace("default(0.5)", "default(0.6)")];
    assert(sources[0] !== sources[1]);
    const shards: string[] = [];
    for (const [index, source] of sources.entries()) {
      await Deno.writeTextFile(file, source);
      const shard = await runMain(
        ...[
          "sweep",
          "--strategy",
          file,
          "--grid",
          '{"stake":[5,10]}',
          "--recordings",
          root,
          "--workers",
          "1",
        ],
        ...["--shard", `${index + 1}/2`, "--out", `${root}/shards`],
      );
      assertEquals(shard.code, 0, shard.err);
      shards.push(`${root}/shards/shard-${index + 1}-of-2.json`);
    }
    assertRefused(await runMain("sweep", "merge", ...shards, "--recordings", root), 1, /Cannot merge/);
  });
});

Deno.test("a strategy of one's own whose parameter has no default is swept over it", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const source = startingFile("own").replace(".default(10)", "");
    assert(source !== startingFile("own"));
    await Deno.writeTextFile(`${root}/own.ts`, source);
    folderOf(
      await runMain(
        ...["sweep", "--strategy", `${root}/own.ts`, "--grid", '{"stake":[5,10]}'],
        ...["--recordings", root, "--workers", "1"],
      ),
    );
  });
});

Deno.test("a strategy that breaks is not passed off as one that did nothing: the sweep says so", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const source = startingFile("own")
      .replace(
        "onState({ market }",
        'onState({ market }: State, portfolio: Portfolio) {\n        throw new Error("it fell over");\n      },\n      other({ market }',
      );
    await Deno.writeTextFile(`${root}/own.ts`, source);
    const words = ["--strategy", `${root}/own.ts`, "--recordings", root];
    const backtest = await runMain("backtest", ...words);
    assert(backtest.out.includes("it fell over"), `a backtest says it: ${backtest.out}${backtest.err}`);
    const ran = await runMain("sweep", ...words, "--grid", '{"stake":[5,10]}', "--workers", "1");
    const texts = ran.code === 0 ? await threeFiles(folderOf(ran)) : [];
    assert([ran.out, ran.err, ...texts].some((text) => text.includes("it fell over")), ran.out);
  });
});

Deno.test("a recording that breaks off is swept as far as it goes, and the sweep says so", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordGames(root, 1);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
    const backtest = await runMain("backtest", ...RULE, "--recordings", root);
    assert(backtest.out.includes("torn"), `a backtest says it: ${backtest.out}${backtest.err}`);
    const ran = await runMain("sweep", ...RULE, ...GRID, "--recordings", root, "--workers", "1");
    const texts = await threeFiles(folderOf(ran));
    assert([ran.out, ran.err, ...texts].some((text) => text.includes("torn")), ran.out);
  });
});
