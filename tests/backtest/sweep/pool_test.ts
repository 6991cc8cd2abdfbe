/**
 * The pool of a sweep, with workers in this process.
 *
 * Invariants: every set runs over every game exactly once; how many workers there are and in which order they answer plays
 * no part; every recording is decoded once; however it ends, all workers are stopped, once.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { runSweep, type SweepWork, type Swept } from "../../../src/backtest/sweep/run.ts";
import { CELL_WIDTH, runTask } from "../../../src/backtest/sweep/task.ts";
import { selectRecordings } from "../../../src/backtest/select.ts";
import { eventOfRecording } from "../../../src/session/games.ts";
import { filesIn, inFolder } from "../../cli/support.ts";
import { tapeOf } from "../support/runs.ts";
import {
  type FakeOptions,
  fakeWorkers,
  gridOf,
  must,
  NOW,
  recordGames,
  REGISTRY,
  SMALL_GRID,
  sweepPlan,
} from "./support.ts";

/** Every set of the small grid over every recording of a folder. */
async function workIn(root: string): Promise<SweepWork> {
  const { recordings } = must(await selectRecordings({ root, now: NOW }));
  const grid = gridOf(SMALL_GRID);
  const sets = Array.from({ length: grid.cells }, (_, cell) => grid.cell(cell));
  return { recordings, plan: sweepPlan(root).plan, sets };
}

/** What a sweep came to, without views on shared memory. */
function plain({ games, leftOut }: Swept): unknown {
  return { games: games.map((game) => ({ ...game, numbers: [...game.numbers] })), leftOut };
}

/** Tapes beside the recordings of a folder. */
async function tapesIn(root: string): Promise<string[]> {
  return (await filesIn(root)).filter((path) => /tape/.test(path));
}

Deno.test("every set runs over every game exactly once, and comes to what it does by itself", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const work = await workIn(root);
    const workers = fakeWorkers({ seed: 1 });
    const seen: (readonly [number, number])[] = [];
    const swept = must(
      await runSweep(work, {
        start: workers.start,
        workers: 3,
        onProgress: (done, events) => seen.push([done, events]),
      }),
    );
    assertEquals(swept.leftOut, []);
    const pairs = workers.posted.flatMap(({ message }) =>
      message.kind === "task"
        ? message.sets.map((set, index) => `${message.game}:${message.first + index}:${JSON.stringify(set)}`)
        : []
    );
    const expected = work.recordings.flatMap((_, game) =>
      work.sets.map((set, place) => `${game}:${place}:${JSON.stringify(set)}`)
    );
    assertEquals(pairs.sort(), expected.sort());
    for (const [index, { path, name }] of work.recordings.entries()) {
      const tape = await tapeOf(path);
      const game = swept.games[index];
      assertEquals(game?.recording, name);
      assertEquals(game?.event, eventOfRecording(tape.source.header));
      assertEquals(game?.events, tape.events);
      assertEquals([game?.from, game?.to], [tape.source.from, tape.source.to]);
      assertEquals(game?.numbers, must(runTask(tape, { name }, work.plan, work.sets, REGISTRY)).numbers);
    }
    const done = seen.map(([sets]) => sets);
    assertEquals(done.at(-1), work.sets.length * work.recordings.length);
    assert(done.every((sets, index) => sets > (done[index - 1] ?? 0)));
    const events = swept.games.reduce((sum, game) => sum + game.events * work.sets.length, 0);
    assertEquals(seen.at(-1)?.[1], events);
    assertEquals(workers.counts, { started: 3, stopped: 3 });
  });
});

Deno.test("neither the number of workers nor the order of their answers changes the result", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 3);
    const work = await workIn(root);
    const sweepWith = async (workers: number, options: FakeOptions) =>
      plain(must(await runSweep(work, { start: fakeWorkers(options).start, workers })));
    const one = await sweepWith(1, {});
    for (const [workers, seed] of [[1, 2], [2, 3], [3, 4], [3, 5], [40, 6]] as const) {
      assertEquals(await sweepWith(workers, { seed }), one, `${workers} workers, seed ${seed}`);
    }
  });
});

Deno.test("a worker gets a game's tape once, in shared memory, before its first set and in place of the last", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 3);
    const work = await workIn(root);
    const workers = fakeWorkers({ seed: 8 });
    must(await runSweep(work, { start: workers.start, workers: 2 }));
    const buffers = new Map<number, unknown>();
    for (const worker of [0, 1]) {
      const own = workers.posted.flatMap((posted) => posted.worker === worker ? posted.message : []);
      assertEquals(own[0]?.kind, "begin");
      let held: number | undefined;
      const had = new Set<number>();
      for (const message of own.slice(1)) {
        if (message.kind === "forget") {
          assertEquals(message.game, held);
          held = undefined;
        } else if (message.kind === "game") {
          assertEquals(held, undefined, "at most one tape at a time");
          assert(!had.has(message.game), `game ${message.game} twice`);
          had.add(held = message.game);
          const { buffer } = message.tape.columns.at;
          assert(buffer instanceof SharedArrayBuffer);
          assertEquals(buffers.get(held) ?? buffer, buffer, "both workers read the same memory");
          buffers.set(held, buffer);
        } else if (message.kind === "task") assertEquals(message.game, held);
      }
    }
  });
});

Deno.test("each recording is decoded once: tapes are kept, and the second sweep decodes none", async () => {
  await inFolder(async (root) => {
    const paths = await recordGames(root, 2);
    const work = await workIn(root);
    const once = plain(must(await runSweep(work, { start: fakeWorkers().start, workers: 3 })));
    assertEquals((await tapesIn(root)).length, 2);
    const made = await Promise.all((await tapesIn(root)).map((path) => Deno.stat(`${root}/${path}`)));
    // Whoever decodes a recording gives its tape a new file.
    const again = plain(must(await runSweep(work, { start: fakeWorkers().start, workers: 2 })));
    const kept = await Promise.all((await tapesIn(root)).map((path) => Deno.stat(`${root}/${path}`)));
    assertEquals(kept.map(({ mtime, ino }) => [mtime, ino]), made.map(({ mtime, ino }) => [mtime, ino]));
    assertEquals(again, once);
    assertEquals(paths.length, 2);
  });
});

Deno.test("without tapes nothing is written beside the recordings, and the result is the same", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const work = await workIn(root);
    const without = plain(
      must(await runSweep(work, { start: fakeWorkers().start, workers: 2, tapes: false })),
    );
    assertEquals(await tapesIn(root), []);
    assertEquals(plain(must(await runSweep(work, { start: fakeWorkers().start, workers: 2 }))), without);
  });
});

Deno.test("a recording that cannot be read is left out and named; the others run", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const work = await workIn(root);
    const [first, second] = work.recordings;
    assert(first !== undefined && second !== undefined);
    await Deno.writeTextFile(`${root}/none.jsonl`, "no recording\n");
    const broken = { path: `${root}/none.jsonl`, name: "none.jsonl" };
    const gone = { path: `${root}/gone.jsonl`, name: "gone.jsonl" };
    const recordings = [broken, first, gone, second];
    const swept = must(
      await runSweep({ ...work, recordings }, { start: fakeWorkers({ seed: 2 }).start, workers: 2 }),
    );
    assertEquals(swept.leftOut.map(({ recording }) => recording), ["none.jsonl", "gone.jsonl"]);
    for (const { code, message } of swept.leftOut) assert(code !== "" && message !== "");
    const whole = must(await runSweep(work, { start: fakeWorkers().start, workers: 2 }));
    assertEquals(swept.games, whole.games);
  });
});

Deno.test("not one readable recording is a refusal", async () => {
  await inFolder(async (root) => {
    const recordings = [{ path: `${root}/gone.jsonl`, name: "gone.jsonl" }];
    const workers = fakeWorkers();
    const { plan } = sweepPlan(root);
    const refused = await runSweep({ recordings, plan, sets: [{ threshold: 0.6 }] }, {
      start: workers.start,
      workers: 2,
    });
    assert(!refused.ok);
    assertEquals(refused.reason.code, "nothing_readable");
    assert(refused.reason.message.includes("gone.jsonl"), refused.reason.message);
    assertEquals(workers.counts, { started: 1, stopped: 1 }, "there is one set over one recording to run");
  });
});

Deno.test("there are never more workers than sets over games", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const work = await workIn(root);
    for (
      const [sets, asked, expected] of [[1, 40, 2], [2, 40, 4], [5, 40, 10], [5, 3, 3], [1, 1, 1]] as const
    ) {
      const workers = fakeWorkers();
      must(
        await runSweep({ ...work, sets: work.sets.slice(0, sets) }, { start: workers.start, workers: asked }),
      );
      assertEquals(workers.counts, { started: expected, stopped: expected });
    }
  });
});

for (const [when, at] of [["at once", 0], ["later", 4]] as const) {
  Deno.test(`a worker that fails ${when} ends the sweep with its reason, and all workers are stopped`, async () => {
    await inFolder(async (root) => {
      await recordGames(root, 1);
      const work = await workIn(root);
      let units = 0;
      const workers = fakeWorkers({
        seed: 3,
        instead: ({ worker, message }) => {
          const isIt = at === 0 ? message.kind === "begin" && worker === 1 : message.kind === "task" &&
            units++ === at;
          return isIt ? { kind: "failed", code: "worker_failed", message: "it fell over" } : undefined;
        },
      });
      const refused = await runSweep(work, { start: workers.start, workers: 3 });
      assert(!refused.ok);
      assertEquals(refused.reason, { code: "worker_failed", message: "it fell over" });
      assertEquals(workers.counts, { started: 3, stopped: 3 });
    });
  });
}

Deno.test("a set that makes no strategy is a refusal that says why", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const work = await workIn(root);
    const refused = await runSweep({ ...work, sets: [{ threshold: 0.6 }, { threshold: 3 }] }, {
      start: fakeWorkers().start,
      workers: 1,
    });
    assert(!refused.ok);
    assert(/threshold/.test(refused.reason.message), refused.reason.message);
  });
});

Deno.test("nothing goes on in the background after a failure: no further recording is decoded", async () => {
  await inFolder(async (root) => {
    const paths = await recordGames(root, 4);
    const refused = await runSweep(await workIn(root), {
      start: fakeWorkers({
        instead: ({ message }) =>
          message.kind === "task"
            ? { kind: "failed", code: "worker_failed", message: "it fell over" }
            : undefined,
      }).start,
      workers: 1,
    });
    assert(!refused.ok);
    const tapes = await tapesIn(root);
    assertEquals((await filesIn(root)).filter((path) => path.endsWith(".part")), [], "no half-written file");
    // Takes longer than decoding what may still be under way.
    for (const path of [...paths, ...paths]) await tapeOf(path, false);
    assertEquals(await tapesIn(root), tapes);
  });
});

Deno.test("aborted while it runs, a sweep is refused and all workers are stopped", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const work = await workIn(root);
    const workers = fakeWorkers({ seed: 4 });
    const stop = new AbortController();
    const refused = await runSweep(work, {
      start: workers.start,
      workers: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    assert(!refused.ok);
    assertEquals(refused.reason.code, "aborted");
    const units = workers.posted.filter(({ message }) => message.kind === "task").length;
    assert(units < work.sets.length, `${units} units were given out`);
    assertEquals(workers.counts, { started: 2, stopped: 2 });
  });
});

Deno.test("aborted before it begins, a sweep does not run", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const stop = new AbortController();
    stop.abort();
    const workers = fakeWorkers();
    const refused = await runSweep(await workIn(root), {
      start: workers.start,
      workers: 2,
      signal: stop.signal,
    });
    assert(!refused.ok, "it ran to its end");
    assertEquals(refused.reason.code, "aborted");
    assertEquals(workers.counts.started, workers.counts.stopped);
  });
});

Deno.test("a sweep of many sets hands them out in parts small enough that no worker waits long", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 1);
    const work = await workIn(root);
    const sets = Array.from({ length: 2_000 }, () => ({ threshold: 0.6 }));
    const workers = fakeWorkers({
      instead: ({ message }) =>
        message.kind === "task"
          ? {
            kind: "done",
            game: message.game,
            first: message.first,
            caveats: [],
            // The place of each set, to see it where it belongs.
            numbers: Float64Array.from(
              { length: message.sets.length * CELL_WIDTH },
              (_, index) => message.first + Math.floor(index / CELL_WIDTH),
            ),
          }
          : undefined,
      seed: 5,
    });
    const { games: [game] } = must(await runSweep({ ...work, sets }, { start: workers.start, workers: 4 }));
    assertEquals([...game?.numbers ?? []], sets.flatMap((_, place) => Array(CELL_WIDTH).fill(place)));
    const sizes = workers.posted.flatMap(({ message }) => message.kind === "task" ? message.sets.length : []);
    assert(Math.max(...sizes) <= 2_000 / 4 / 10, `up to ${Math.max(...sizes)} at once`);
  });
});
