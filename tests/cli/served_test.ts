/**
 * Backtests in workers, as `serve` runs them: the same as in this process, and gone when they are over.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { planRequest } from "../../src/backtest/plan.ts";
import { type BacktestRequest, BacktestRequestSchema } from "../../src/backtest/request.ts";
import type { BacktestProgress } from "../../src/backtest/service.ts";
import { type ServedOptions, serveFolder, startRunWorker } from "../../src/cli/backtest/served.ts";
import { shippedSetup } from "../../src/session/setup/build.ts";
import { REGISTRY } from "../../src/cli/rules.ts";
import { ran, recordAll, textsOf } from "../backtest/support/folders.ts";
import { namesOf, type Sketch } from "../backtest/support/game.ts";
import { must } from "../backtest/support/runs.ts";
import { recordGames } from "../backtest/sweep/support.ts";
import { TestTimers } from "../web/support.ts";
import { Child, inFolder, ROOT } from "./support.ts";

/** No run of these tests takes longer. */
const LONGEST_MS = 20_000;

function requestOf(more: Partial<BacktestRequest> = {}): BacktestRequest {
  const strategies = [{ name: "favorite_threshold", parameters: { threshold: 0.7 } }];
  return BacktestRequestSchema.parse({ strategies, ...more });
}

/** The runner of a folder, with its workers counted. */
function serve(root: string, { startWorker = startRunWorker, ...options }: ServedOptions = {}) {
  const counts = { started: 0, ended: 0 };
  const served = serveFolder(root, {
    ...options,
    startWorker: (folder) => {
      counts.started++;
      const worker = startWorker(folder);
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => {
        counts.ended++;
        terminate();
      };
      return worker;
    },
  });
  const run: typeof served.runBacktest = (...asked) => deadline(served.runBacktest(...asked), LONGEST_MS);
  return { served, run, counts };
}

/** A worker that runs a few lines in place of a backtest. */
function worker(code: string): () => Worker {
  return () => new Worker(`data:text/javascript,${encodeURIComponent(code)}`, { type: "module" });
}

async function assertRefusedRun(run: ReturnType<ReturnType<typeof serve>["run"]>, code: string) {
  const result = await run;
  assert(!result.ok, "it was run");
  assertEquals(result.reason.code, code, result.reason.message);
}

Deno.test("a run in a worker is the run of this process, file by file", async () => {
  await inFolder(async (root) => {
    await recordGames(root, 2);
    const { served, run, counts } = serve(root);
    const request = requestOf({ fill_model: "depth", latency_ms: 20, balance: 500 });
    const heard: BacktestProgress[] = [];
    const inWorker = must(await run(request, { onProgress: (progress) => heard.push(progress) }));
    const here = await ran(must(planRequest(request, REGISTRY, shippedSetup("bt"), root)));
    assertEquals(inWorker.summary, here.summary);
    assert(inWorker.trades > 0);
    assertEquals([inWorker.trades, inWorker.sport, inWorker.strategy], [
      here.trades,
      here.sport,
      here.strategy,
    ]);
    assertEquals(textsOf(inWorker.folder), textsOf(here.folder));

    const events = here.computed.games.games.reduce((sum, game) => sum + game.events, 0);
    assertEquals(heard.at(-1), { games: 2, gamesDone: 2, events });
    assertEquals(heard, heard.toSorted((one, other) => one.events - other.events), "it only goes on");
    assertEquals(counts, { started: 1, ended: 1 });
    const stored = await served.runs.find(inWorker.id);
    assertEquals(stored?.folder, inWorker.folder);
    assert(!("computed" in inWorker), "what was computed stays in the worker");
  });
});

Deno.test("results of a request pay what has none on record, and it is told which that is", async () => {
  await inFolder(async (root) => {
    const sketch: Sketch = { seed: 3, seconds: 600, ending: "open" };
    await recordAll(root, [sketch]);
    const { run, served } = serve(root);
    const { event, homeMarket, awayMarket } = namesOf(sketch);
    const parameters = { threshold: 0.5, stop_loss: 0.99, take_profit: 0.99, max_hold_hours: 48 };
    const strategies = [{ name: "favorite_threshold", parameters }];
    const open = must(await run(requestOf({ strategies })));
    const results = { [homeMarket]: "1", [awayMarket]: "0.000000" };
    const paid = must(await run(requestOf({ strategies, results })));
    const rows = await served.runs.trades(paid);
    assertEquals((await served.runs.trades(open)).at(-1)?.reason, "open");
    assertEquals([rows.at(-1)?.reason, rows.at(-1)?.paid_by], ["settled", "given"]);
    assertEquals(
      [open, paid].map(({ summary }) =>
        (summary.caveats as string[]).filter((text) => /not on record/.test(text))
      ),
      [
        ["result not on record: what is held at the end is valued at the market and not paid"],
        ["result not on record: taken from the results that were given"],
      ],
    );
    const [game] = paid.summary.by_game as Record<string, unknown>[];
    assertEquals([game?.event, game?.settled_by, game?.late_messages, game?.most_delay_ms], [
      event,
      "given",
      0,
      null,
    ]);
    const { results: kept } = await served.runs.config(paid) as { results: unknown };
    assertEquals(kept, { [homeMarket]: "1.0000", [awayMarket]: "0.0000" });
    // The page's box is drawn from these.
    const report = await Deno.readTextFile(served.runs.reportPath(open));
    assert(report.includes('"caveats":["result not on record: what is held'), "the report says it");
  });
});

Deno.test("what cannot be run is refused with its reason, and the worker is gone", async () => {
  await inFolder(async (root) => {
    const empty = serve(root);
    await assertRefusedRun(empty.run(requestOf()), "no_recordings");
    await recordGames(root, 1);
    const { run, counts, served } = serve(root);
    const strategies = (name: string, parameters: Record<string, number> = {}) => [{ name, parameters }];
    await assertRefusedRun(run(requestOf({ strategies: strategies("martingale") })), "unknown_strategy");
    const wrong = strategies("favorite_threshold", { threshold: 7 });
    await assertRefusedRun(run(requestOf({ strategies: wrong })), "bad_parameters");
    await assertRefusedRun(run(requestOf({ sport: "nfl" })), "no_recordings");
    await assertRefusedRun(run(requestOf({ games: ["KXNBAGAME-26NOV20NOBODY"] })), "unknown_game");
    assertEquals(counts, { started: 4, ended: 4 });
    assertEquals(await served.runs.list(), []);
  });
});

Deno.test("a folder of recordings that is a file is refused", async () => {
  await inFolder(async (folder) => {
    const root = `${folder}/file`;
    await Deno.writeTextFile(root, "no folder");
    const { run, served, counts } = serve(root);
    await assertRefusedRun(run(requestOf()), "no_recordings");
    assertEquals(await served.runs.list(), []);
    assertEquals(counts, { started: 1, ended: 1 });
  });
});

Deno.test("a run that was stopped before it began starts no worker", async () => {
  await inFolder(async (root) => {
    const { run, counts } = serve(root);
    await assertRefusedRun(run(requestOf(), { signal: AbortSignal.abort() }), "aborted");
    assertEquals(counts, { started: 0, ended: 0 });
  });
});

Deno.test("a run that is stopped ends by itself, and nothing of it is kept", async () => {
  await inFolder(async (root) => {
    // So many that the request to stop, which goes to another thread, comes long before the last.
    await recordGames(root, 40);
    const { run, counts, served } = serve(root, { timers: new TestTimers() });
    const atOnce = new AbortController();
    const first = run(requestOf(), { signal: atOnce.signal });
    atOnce.abort();
    await assertRefusedRun(first, "aborted");
    const later = new AbortController();
    const second = run(requestOf(), { signal: later.signal, onProgress: () => later.abort() });
    await assertRefusedRun(second, "aborted");
    assertEquals(counts, { started: 2, ended: 2 });
    assertEquals(await served.runs.list(), []);
  });
});

Deno.test("a run that does not heed is ended after two seconds", async () => {
  await inFolder(async (root) => {
    const timers = new TestTimers();
    const { run, counts } = serve(root, { timers, startWorker: worker("self.onmessage = () => {};") });
    const stop = new AbortController();
    const answer = run(requestOf(), { signal: stop.signal });
    stop.abort();
    await timers.advance(1_999);
    assertEquals(counts.ended, 0);
    await timers.advance(1);
    await assertRefusedRun(answer, "aborted");
    assertEquals([counts.ended, timers.pending], [1, 0]);
  });
});

Deno.test("a worker that breaks when it starts is an error at once", async () => {
  const words = ["run", "--quiet", "--no-check", "--allow-all", `--config=${ROOT}deno.json`];
  await using child = new Child(Deno.execPath(), [...words, `${ROOT}tests/cli/broken_workers.ts`]);
  const { code, out, err } = await child.ran();
  assertEquals(code, 0, err);
  const [thrown, missing, ...others] = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals([thrown?.ended, missing?.ended, others], [1, 1, []]);
  for (const { why } of [thrown, missing]) assert(/its worker broke/.test(why), why);
  assert(/its worker broke: .*at the start/.test(thrown.why), thrown.why);
  // Deno says it too, and is not silenced: a server's log has it.
  assertEquals([...err.matchAll(/Uncaught \(in worker/g)].length, 2, err);
});

Deno.test("a worker that cannot take its request is an error at once", async () => {
  await inFolder(async (root) => {
    const breaks = async (startWorker: () => Worker, message: RegExp, request = requestOf()) => {
      const { run, counts } = serve(root, { startWorker });
      const { message: said } = await assertRejects(() => run(request), Error);
      assert(message.test(said), said);
      assertEquals(counts, { started: 1, ended: 1 });
    };
    const noRequest: unknown = {};
    await breaks(() => startRunWorker("."), /^Cannot finish the backtest: /, noRequest as BacktestRequest);
    const noData: unknown = { strategies: () => {} };
    await breaks(() => startRunWorker("."), /could not be cloned/, noData as BacktestRequest);
  });
});

Deno.test("closing ends the runs that are on, and no more are begun", async () => {
  await inFolder(async (root) => {
    const { run, counts, served } = serve(root, { startWorker: worker("self.onmessage = () => {};") });
    const running = [run(requestOf()), run(requestOf())];
    await served.close?.();
    for (const answer of running) await assertRefusedRun(answer, "aborted");
    assertEquals(counts, { started: 2, ended: 2 });
    await assertRefusedRun(run(requestOf()), "aborted");
    assertEquals(counts.started, 2);
  });
});
