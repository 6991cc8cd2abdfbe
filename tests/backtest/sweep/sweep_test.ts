/**
 * Sweeps from the plan to the files, in one run and in shards.
 *
 * Invariants: shards merged are the whole sweep, byte for byte in all three files; what cannot be ranked or run at all is
 * refused before a worker starts; a refusal leaves nothing behind.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { SWEEP_FILES } from "../../../src/backtest/sweep/files.ts";
import { storeShard, storeSweep, SWEEPS_FOLDER } from "../../../src/backtest/sweep/store.ts";
import { formatShard, mergeShards, readShard, type Shard } from "../../../src/backtest/sweep/shard.ts";
import { computeSweep, type SweepPlan } from "../../../src/backtest/sweep/sweep.ts";
import { filesIn, inFolder } from "../../cli/support.ts";
import { type FakeOptions, fakeWorkers, gridOf, must, NOW, recordGames, sweepPlan } from "./support.ts";

async function swept(sweep: SweepPlan, workers = 2, options: FakeOptions = {}): Promise<Shard> {
  return must(await computeSweep(sweep, { start: fakeWorkers(options).start, workers, now: NOW }));
}

/** The reason of a refusal, and how many workers were started for it. */
async function refusal(sweep: SweepPlan) {
  const workers = fakeWorkers();
  const computed = await computeSweep(sweep, { start: workers.start, workers: 2, now: NOW });
  assert(!computed.ok, "it was swept");
  assertEquals(workers.counts.stopped, workers.counts.started);
  return { ...computed.reason, started: workers.counts.started };
}

/** Keeps a sweep and reads its three files. */
async function keptFiles(root: string, part: Shard): Promise<Record<string, string>> {
  const { folder } = must(await storeSweep(root, part, NOW));
  const texts = await Promise.all(
    Object.values(SWEEP_FILES).map(async (name) => [name, await Deno.readTextFile(`${folder}/${name}`)]),
  );
  return Object.fromEntries(texts);
}

Deno.test("shards merged are the whole, byte for byte in all files, in any number and any order", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 3);
    const sweep = sweepPlan(root, { folds: 1, rank: "pnl" });
    const whole = await keptFiles(root, await swept(sweep));
    assert(Object.values(whole).every((text) => text.length > 100));
    for (const count of [1, 2, 3, 5]) {
      const shards: [string, Shard][] = [];
      for (let index = count; index >= 1; index--) {
        const part = await swept({ ...sweep, shard: { index, count } }, index, { seed: index });
        const path = must(await storeShard(root, part, `${root}/out-${count}`));
        assertEquals(path, `${root}/out-${count}/shard-${index}-of-${count}.json`);
        shards.push([path, must(readShard(path, await Deno.readTextFile(path)))]);
      }
      for (const order of [shards, shards.toReversed(), [...shards.slice(1), ...shards.slice(0, 1)]]) {
        assertEquals(await keptFiles(root, must(mergeShards(order))), whole, `${count} shards`);
      }
    }
  });
});

Deno.test("shards of a sample, with cells that are refused, merge to the whole as well", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const grid = gridOf({
      threshold: { from: 0.6, to: 0.9, step: 0.05 },
      max_price: { from: 0.7, to: 0.95, step: 0.05 },
      take_profit: [0.01, 0.02, 0.05],
    });
    const sweep = sweepPlan(root, { grid, sample: { count: 12, seed: 3 } });
    const whole = await swept(sweep);
    assert(whole.refused > 0 && whole.sets.length === 12 - whole.refused);
    assert(/must not be above max_price/.test(whole.refused_because ?? ""), whole.refused_because ?? "null");
    assertEquals(whole.all_sets, whole.sets.length);
    const shards: [string, Shard][] = [];
    for (const index of [2, 1]) {
      shards.push([String(index), await swept({ ...sweep, shard: { index, count: 2 } })]);
    }
    assertEquals(formatShard(must(mergeShards(shards))), formatShard(whole));
  });
});

Deno.test("a part says what was swept over what, and each set's numbers game by game", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const part = await swept(sweepPlan(root, { fixed: {} }));
    assertEquals(part.sets.map(({ cell, parameters }) => [cell, parameters]), [
      [0, { threshold: 0.55 }],
      [1, { threshold: 0.65 }],
      [2, { threshold: 0.8 }],
      [3, { threshold: 0.9 }],
      [4, { threshold: 0.95 }],
    ]);
    assertEquals(part.games.map(({ event }) => event), [
      "KXNBAGAME-26NOV20LACCHA",
      "KXNBAGAME-26NOV20BOSNYK",
    ]);
    assert(part.games.every(({ sha256 }) => sha256.every((hash) => /^[0-9a-f]{64}$/.test(hash))));
    assert(part.sets.every(({ games }) => games.length === 2));
    assert(part.sets.some(({ games }) => games.some(([pnl]) => pnl !== 0)));
    assertEquals(part.config["grid"], { threshold: [0.55, 0.65, 0.8, 0.9, 0.95] });
    assertEquals(must(readShard("x", formatShard(part))), part);
  });
});

Deno.test("every setting that changes the numbers is part of what decides a sweep", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const sweep = sweepPlan(root, { grid: gridOf({ threshold: [0.55, 0.65] }) });
    const { plan } = sweep;
    const others: SweepPlan[] = [
      { ...sweep, plan: { ...plan, scoreLagMs: 1_000 } },
      { ...sweep, plan: { ...plan, setup: { ...plan.setup, fillModel: "touch" } } },
      { ...sweep, plan: { ...plan, setup: { ...plan.setup, latencyMs: 1 } } },
      { ...sweep, plan: { ...plan, games: ["KXNBAGAME-26NOV20LACCHA"] } },
      { ...sweep, plan: { ...plan, sport: "nba" } },
      { ...sweep, fixed: { stop_loss: 0.02 } },
      { ...sweep, rank: "pnl" },
      { ...sweep, sample: { count: 2, seed: 1 } },
      { ...sweep, grid: gridOf({ threshold: [0.55, 0.66] }) },
    ];
    const shard = (of: SweepPlan, index: number) => swept({ ...of, shard: { index, count: 2 } });
    const first = await shard(sweep, 1);
    for (const other of others) {
      const merged = mergeShards([["a", first], ["b", await shard(other, 2)]]);
      assert(!merged.ok);
      assertEquals(merged.reason.code, "mixed_parts");
    }
    must(mergeShards([["a", first], ["b", await shard(sweep, 2)]]));
  });
});

Deno.test("a recording that changed between two shards is noticed when they are merged", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordGames(root, 2);
    const sweep = sweepPlan(root);
    const first = await swept({ ...sweep, shard: { index: 1, count: 2 } });
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 100));
    const second = await swept({ ...sweep, shard: { index: 2, count: 2 } });
    const merged = mergeShards([["a", first], ["b", second]]);
    assert(!merged.ok);
    assert(/differ in recordings/.test(merged.reason.message), merged.reason.message);
  });
});

Deno.test("a recording that cannot be read is named in the part", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    await Deno.mkdir(`${root}/nba/broken`, { recursive: true });
    await Deno.writeTextFile(`${root}/nba/broken/20261121T013000Z.jsonl`, '{"kalshi_live_recording":99}\n');
    const { left_out: leftOut, games } = await swept(sweepPlan(root));
    assertEquals([leftOut.length, games.length], [1, 1]);
    assertEquals(leftOut[0]?.recording, "nba/broken/20261121T013000Z.jsonl");
  });
});

Deno.test("more shards than sets, unknown parameters and no recordings are refused before a worker starts", async () => {
  await inFolder(async (root) => {
    const none = await refusal(sweepPlan(root));
    assertEquals([none.code, none.started], ["no_recordings", 0]);
    await recordGames(root, 1);
    const many = await refusal(sweepPlan(root, { shard: { index: 6, count: 6 } }));
    assertEquals([many.code, many.started], ["too_many_shards", 0]);
    assertEquals(many.message, "Cannot run shard 6 of 6: there are 5 sets");
    const unknown = await refusal(sweepPlan(root, { grid: gridOf({ nope: [1] }) }));
    assertEquals([unknown.code, unknown.started], ["bad_grid", 0]);
    const both = await refusal(sweepPlan(root, { fixed: { threshold: 0.8 } }));
    assert(/both in the grid and in --params/.test(both.message) && both.started === 0);
  });
});

Deno.test("too few games for the folds are refused before anything is run, in a shard as well", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    for (const shard of [{ index: 1, count: 1 }, { index: 2, count: 2 }]) {
      for (const [folds, least] of [[5, 7], [1, 3]] as const) {
        const few = await refusal(sweepPlan(root, { folds, shard }));
        assertEquals([few.code, few.started], ["too_few_games", 0]);
        assert(few.message.includes(`expected at least ${least} games`), few.message);
      }
    }
  });
});

Deno.test("a sweep that cannot be walked through is kept all the same, and says so", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const part = await swept(sweepPlan(root));
    const kept = must(await storeSweep(root, { ...part, config: { ...part.config, folds: 5 } }, NOW));
    const text = await Deno.readTextFile(`${kept.folder}/${SWEEP_FILES.sweep}`);
    assert(/"not_walked": "Cannot walk forward: expected at least 7 games/.test(text), text);
  });
});

Deno.test("two sweeps kept at the same moment lie side by side", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const part = await swept(sweepPlan(root));
    const kept = await Promise.all([1, 2, 3].map(() => storeSweep(root, part, NOW)));
    const folders = kept.map((each) => must(each).folder);
    assertEquals(new Set(folders).size, 3);
    for (const folder of folders) {
      assertEquals(await filesIn(folder), Object.values(SWEEP_FILES).toSorted());
      assert(folder.startsWith(`${root}/${SWEEPS_FOLDER}/all/favorite_threshold/`), folder);
    }
  });
});

Deno.test("a shard that is run again takes the place of the one before", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const part = await swept(sweepPlan(root, { shard: { index: 1, count: 2 } }));
    const path = must(await storeShard(root, part));
    await Deno.writeTextFile(path, "cut off");
    assertEquals(must(await storeShard(root, part)), path);
    assertEquals(await Deno.readTextFile(path), formatShard(part));
    assertEquals((await filesIn(root)).filter((name) => name.endsWith(".part")), []);
    const other = await swept(sweepPlan(root, { rank: "pnl", shard: { index: 1, count: 2 } }));
    assertNotEquals(must(await storeShard(root, other)), path, "another sweep's shards lie elsewhere");
  });
});

Deno.test("a folder that cannot be written to is a refusal", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const part = await swept(sweepPlan(root));
    await Deno.writeTextFile(`${root}/file`, "");
    const shard = await storeShard(root, part, `${root}/file/out`);
    const whole = await storeSweep(`${root}/file`, part, NOW);
    for (const kept of [shard, whole]) {
      assert(!kept.ok);
      assertEquals(kept.reason.code, "unwritable");
    }
  });
});

Deno.test("aborted while recordings are still looked for, a sweep does not run", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const stop = new AbortController();
    const workers = fakeWorkers();
    const computing = computeSweep(sweepPlan(root), {
      start: workers.start,
      workers: 1,
      now: NOW,
      signal: stop.signal,
    });
    stop.abort();
    const computed = await computing;
    assert(!computed.ok, "it ran to its end");
    assertEquals(computed.reason.code, "aborted");
  });
});
