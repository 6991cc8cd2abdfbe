/**
 * `sweep`: how much faster two workers are than one.
 *
 * @module
 */
import { runSweep } from "../../src/backtest/sweep/run.ts";
import type { FromWorker } from "../../src/backtest/sweep/messages.ts";
import type { StartWorker } from "../../src/backtest/sweep/pool.ts";
import { openTape } from "../../src/backtest/tape_store.ts";
import { shippedSetup } from "../../src/session/setup/build.ts";
import type { BenchResult } from "./figure.ts";
import { alternate, median, medianRatio } from "./figure.ts";
import { writeLoad } from "./recording_load.ts";

const TARGET = 1.8;
const GAMES = 10;
const INPUTS = 16_000;
const SETS = 500;
const ROUNDS = 5;

const start: StartWorker = (take) => {
  const url = new URL("../../src/cli/backtest/sweep_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => take(data);
  // A worker that breaks ends the bench; nobody would wait for it for ever.
  worker.onerror = (event) => {
    event.preventDefault();
    take({ kind: "failed", code: "worker_failed", message: `A worker failed: ${event.message}` });
  };
  return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
};

/** Runs it. */
export async function sweep(): Promise<BenchResult> {
  const folder = await Deno.makeTempDir({ prefix: "bench-sweep-" });
  try {
    const recordings: { readonly path: string; readonly name: string }[] = [];
    for (let game = 0; game < GAMES; game++) {
      const path = await writeLoad(`${folder}/${game}`, INPUTS, game);
      recordings.push({ path, name: String(game) });
      const opened = await openTape(path);
      if (!opened.ok) throw new Error(opened.reason.message);
    }
    const setup = { ...shippedSetup("bench"), strategies: [{ name: "favorite_threshold", parameters: {} }] };
    const sets = Array.from({ length: SETS }, (_, index) => ({ threshold: 0.6 + 0.3 * index / SETS }));
    let events = 0;
    const run = (workers: number) => async () => {
      const onProgress = (_done: number, sum: number) => events = sum;
      const swept = await runSweep({ recordings, plan: { setup, scoreLagMs: 0 }, sets }, {
        start,
        workers,
        onProgress,
      });
      if (!swept.ok) throw new Error(swept.reason.message);
      const [{ message } = { message: undefined }] = swept.value.leftOut;
      if (message !== undefined) throw new Error(message);
    };
    const [one = [], two = []] = await alternate(ROUNDS, [run(1), run(2)]);
    const value = medianRatio(one, two);
    const rate = (label: string, ms: number) => ({
      label,
      value: events / ms / 1_000,
      unit: "million events/s",
    });
    return {
      kind: "measured",
      name: "sweep",
      figures: [
        { label: "one worker : two", value, unit: "" },
        rate("two workers", median(two)),
        rate("one worker", median(one)),
      ],
      target: `≥ ${TARGET}`,
      met: value >= TARGET,
      detail:
        `${SETS} sets over ${GAMES} generated games from tapes, ${
          (events / 1e6).toFixed(0)
        } M events; workers are ` +
        `started anew each time; median of ${ROUNDS} rounds in alternation; ${navigator.hardwareConcurrency} cores`,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
