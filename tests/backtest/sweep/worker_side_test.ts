/**
 * The worker's side of a sweep: whatever goes wrong in it is reported, not thrown.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { startingFile } from "../../../src/cli/strategy_template.ts";
import type { FromWorker } from "../../../src/backtest/sweep/messages.ts";
import { SweepWorkerSide } from "../../../src/backtest/sweep/worker_side.ts";
import { readStrategyFiles, withStrategyFiles } from "../../../src/session/strategy_source/strategy_file.ts";
import { inFolder } from "../../cli/support.ts";
import { tapeOf } from "../support/runs.ts";
import { must, recordGames, REGISTRY, sweepPlan } from "./support.ts";

function worker(): { readonly side: SweepWorkerSide; readonly told: FromWorker[] } {
  const told: FromWorker[] = [];
  return { side: new SweepWorkerSide(REGISTRY, (message) => told.push(message)), told };
}

/** What the last message was. */
function failureOf(told: readonly FromWorker[]): string {
  const last = told.at(-1);
  assertEquals(last?.kind, "failed");
  return last?.kind === "failed" ? last.message : "";
}

Deno.test("it answers a beginning and every task, and nothing else", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordGames(root, 1);
    const tape = (await tapeOf(path)).parts;
    const { side, told } = worker();
    await side.take({ kind: "begin", plan: sweepPlan(root).plan });
    await side.take({ kind: "game", game: 7, recording: { name: path }, tape });
    assertEquals(told, [{ kind: "ready" }]);
    await side.take({ kind: "task", game: 7, first: 3, sets: [{ threshold: 0.6 }] });
    const [, done] = told;
    assert(done?.kind === "done");
    assertEquals([done.game, done.first, done.numbers.length], [7, 3, 4]);
    await side.take({ kind: "forget", game: 7 });
    assertEquals(told.length, 2);
    await side.take({ kind: "task", game: 7, first: 0, sets: [{ threshold: 0.6 }] });
    assert(/Cannot run game 7: expected its tape/.test(failureOf(told)), "what it forgot it does not have");
  });
});

Deno.test("a task before the beginning, and files of strategies that do not load, are reported as failures", async () => {
  await inFolder(async (root) => {
    const { plan } = sweepPlan(root);
    const early = worker();
    await early.side.take({ kind: "task", game: 0, first: 0, sets: [{ threshold: 0.6 }] });
    assert(failureOf(early.told).startsWith("A worker of the sweep failed: "));
    const broken = worker();
    await Deno.writeTextFile(`${root}/mine.ts`, "export default 3;\n");
    const texts = must(await readStrategyFiles([`${root}/mine.ts`]));
    await broken.side.take({ kind: "begin", plan: { ...plan, texts } });
    assert(/mine\.ts/.test(failureOf(broken.told)), failureOf(broken.told));
  });
});

Deno.test("workers run a strategy's file as the sweep read it, whatever is in the file by then", async () => {
  await inFolder(async (root) => {
    const file = `${root}/own.ts`;
    await Deno.writeTextFile(file, startingFile("own"));
    const { digests, texts } = must(await withStrategyFiles(REGISTRY, [file]));
    const plan = { ...sweepPlan(root).plan, sources: Object.fromEntries(digests), texts };
    await Deno.remove(file);
    const { side, told } = worker();
    await side.take({ kind: "begin", plan: structuredClone(plan) });
    assertEquals(told, [{ kind: "ready" }]);
  });
});
