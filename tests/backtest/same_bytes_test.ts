/**
 * The same recordings and the same plan give the same files, byte for byte.
 *
 * Invariants: whether tapes are made, read or left alone; however often; in whatever order the files are named; however
 * many run at once.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { RUN_FILES, RUN_ID } from "../../src/backtest/run_store.ts";
import { filesIn, inFolder } from "../cli/support.ts";
import { inputsOf, namesOf, record } from "./support/game.ts";
import { EVENING, ran, recordAll, textsOf } from "./support/folders.ts";
import { BUSY, planOf, setupWith } from "./support/runs.ts";

const FILES = Object.values(RUN_FILES);

Deno.test("a run without tapes, one that makes them, one that reads them, and the same again: the same five files", async () => {
  await inFolder(async (root) => {
    await recordAll(root);
    const plan = planOf(root);
    const runs = [
      await ran(plan, { tapes: false }),
      await ran(plan),
      await ran(plan),
      await ran(plan),
      await ran(plan, { tapes: false }),
    ];
    assertEquals(runs.map(({ computed }) => computed.games.decoded), [3, 3, 0, 0, 3]);
    const [first, ...others] = runs;
    assert(first !== undefined);
    const texts = textsOf(first.folder);
    assert(first.trades > 5, `${first.trades} trades`);
    for (const name of FILES) assert((texts[name] ?? "").length > 100, name);
    for (const other of others) {
      assertEquals(other.summary, first.summary);
      for (const [name, text] of Object.entries(textsOf(other.folder))) assertEquals(text, texts[name], name);
    }
    // The same moment and the same run: ids that differ all the same.
    assertEquals(new Set(runs.map(({ id }) => id)).size, runs.length);
    for (const { id } of runs) assertMatch(id, RUN_ID);
  });
});

Deno.test("with latency, a score lag and another fill model tape and recording agree as well", async () => {
  await inFolder(async (root) => {
    await recordAll(root, EVENING.slice(0, 2));
    for (const fillModel of ["touch", "depth", "queue"] as const) {
      const plan = planOf(root, {
        setup: setupWith(BUSY, { fillModel, latencyMs: 1_500 }),
        scoreLagMs: 12_345.5,
      });
      const [without, cold, warm] = [
        await ran(plan, { tapes: false }),
        await ran(plan),
        await ran(plan),
      ];
      assertEquals(textsOf(cold.folder), textsOf(without.folder));
      assertEquals(textsOf(warm.folder), textsOf(without.folder));
      assert(warm.trades > 3, `${warm.trades} trades`);
    }
  });
});

Deno.test("the order in which files are named does not matter", async () => {
  await inFolder(async (root) => {
    const paths = await recordAll(root);
    const [a = "", b = "", c = ""] = paths;
    const first = await ran(planOf(root, { paths: [a, b, c] }));
    for (const order of [[c, b, a], [b, a, c], [c, a, b, c, a]]) {
      const other = await ran(planOf(root, { paths: order }));
      assertEquals(textsOf(other.folder), textsOf(first.folder));
    }
  });
});

Deno.test("a recording of several segments comes to what one of a single file does", async () => {
  await inFolder(async (root) => {
    const sketch = { seed: 1 };
    const inputs = inputsOf(sketch);
    await record(`${root}/whole`, sketch, inputs);
    const segments = await record(`${root}/parts`, sketch, inputs, { rotateMs: 100_000 });
    assertEquals(segments.length, 5);
    const whole = await ran(planOf(`${root}/whole`));
    const parts = await ran(planOf(`${root}/parts`));
    assertEquals(textsOf(parts.folder)[RUN_FILES.trades], textsOf(whole.folder)[RUN_FILES.trades]);
    assertEquals(textsOf(parts.folder)[RUN_FILES.equity], textsOf(whole.folder)[RUN_FILES.equity]);
    assertEquals(textsOf(parts.folder)[RUN_FILES.summary], textsOf(whole.folder)[RUN_FILES.summary]);
    assertNotEquals(textsOf(parts.folder)[RUN_FILES.config], textsOf(whole.folder)[RUN_FILES.config]);
  });
});

Deno.test("four runs at once, over the same recordings without tapes yet, are all whole and have names of their own", async () => {
  await inFolder(async (root) => {
    await recordAll(root, EVENING.slice(0, 2));
    const plan = planOf(root);
    const runs = await Promise.all(Array.from({ length: 4 }, () => ran(plan)));
    assertEquals(new Set(runs.map(({ folder }) => folder)).size, runs.length);
    const [first] = runs;
    assert(first !== undefined);
    for (const { folder } of runs) assertEquals(textsOf(folder), textsOf(first.folder));
    const files = await filesIn(root);
    assertEquals(files.filter((name) => name.includes(".part")), []);
    const kept = files.filter((name) => name.startsWith("backtest_runs/"));
    assertEquals(kept.length, runs.length * FILES.length);
  });
});

Deno.test("the configuration names program, parameters and each file by its content, and nothing of the machine", async () => {
  await inFolder(async (root) => {
    await recordAll(root);
    const games = EVENING.slice(0, 2).map((sketch) => namesOf(sketch).event);
    const run = await ran(planOf(root, { games }));
    const config = JSON.parse(textsOf(run.folder)[RUN_FILES.config] ?? "");
    assertEquals(config.games, games);
    assertEquals(config.setup.strategies.map(({ name }: { name: string }) => name), BUSY);
    assertEquals(config.setup.strategies[0].parameters.threshold, 0.85, "defaults are filled in");
    assertEquals(config.recordings.length, 2);
    for (const { recording, sha256 } of config.recordings) {
      const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${root}/${recording}`));
      assertEquals(sha256, [new Uint8Array(digest).toHex()]);
    }
    for (const [name, text] of Object.entries(textsOf(run.folder))) assert(!text.includes(root), name);
  });
});
