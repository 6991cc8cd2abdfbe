/**
 * `kalshi-live sweep`: many parameter sets of a strategy over recorded games, and `sweep merge`.
 *
 * @module
 */
import { storeShard, storeSweep } from "../../backtest/sweep/store.ts";
import type { FromWorker } from "../../backtest/sweep/messages.ts";
import { mergeShards, readShard, type Shard } from "../../backtest/sweep/shard.ts";
import type { StartWorker } from "../../backtest/sweep/pool.ts";
import { computeSweep } from "../../backtest/sweep/sweep.ts";
import { warningsOf } from "../../backtest/sweep/warnings.ts";
import { describeError } from "../../lib/errors.ts";
import { trimFolder } from "../../lib/files.ts";
import { failure, interrupted, orFail, type Output } from "../program.ts";
import { rulePermissions } from "../granted.ts";
import type { Flags } from "../flags.ts";
import { ProgressBar } from "../progress.ts";
import { sweepLines } from "./sweep_lines.ts";
import { orExit, readMerge, readSweep, readTop, readWorkers } from "./sweep_request.ts";

export { SWEEP } from "./sweep_request.ts";

/** Runs the command. */
export async function sweepCommand(flags: Flags, output: Output): Promise<number> {
  return flags.words[0] === "merge" ? await merge(flags, output) : await sweep(flags, output);
}

const startWorker: StartWorker = (take) => {
  const worker = new Worker(new URL("./sweep_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: rulePermissions() },
  });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => take(data);
  worker.onerror = (event) => {
    event.preventDefault();
    take({
      kind: "failed",
      code: "worker_failed",
      message: `A worker of the sweep failed: ${event.message}`,
    });
  };
  return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
};

async function sweep(flags: Flags, output: Output): Promise<number> {
  const plan = await readSweep(flags);
  const { index, count } = plan.shard;
  const top = readTop(flags);
  const workers = readWorkers(flags);
  const bar = new ProgressBar();
  const stop = new AbortController();
  const signals = interrupted();
  void signals.pressed.then(() => stop.abort());
  try {
    const computed = await computeSweep(plan, {
      start: startWorker,
      workers,
      signal: stop.signal,
      tapes: flags.switch("tape") ?? true,
      now: Date.now(),
      onProgress: (done, of, events) =>
        bar.show(done, of, `games of sets, ${(events / 1e6).toFixed(1)} M events`),
    });
    bar.clear();
    const shard = orExit(computed);
    if (flags.text("shard") === undefined) {
      return await finish(plan.plan.root, shard, { top, elapsedMs: bar.elapsedMs }, flags, output);
    }
    const path = orFail(await storeShard(plan.plan.root, shard, flags.text("out")));
    const sets = `${shard.sets.length} of ${shard.all_sets} ${shard.all_sets === 1 ? "set" : "sets"}`;
    const said = `shard ${index} of ${count}: ${sets}, kept in ${path}`;
    output.line(flags.switch("json") === true ? JSON.stringify({ shard: path, index, count }) : said);
    return 0;
  } finally {
    bar.clear();
    signals.stop();
  }
}

async function merge(flags: Flags, output: Output): Promise<number> {
  const paths = readMerge(flags);
  const top = readTop(flags);
  const shards: (readonly [string, Shard])[] = [];
  for (const path of paths) {
    let text: string;
    try {
      text = await Deno.readTextFile(path);
    } catch (error) {
      throw failure(`Cannot merge "${path}": ${describeError(error)}`);
    }
    shards.push([path, orFail(readShard(path, text))]);
  }
  const whole = orFail(mergeShards(shards));
  return await finish(trimFolder(flags.text("recordings") ?? "recordings"), whole, { top }, flags, output);
}

async function finish(
  root: string,
  shard: Shard,
  { top, elapsedMs }: { readonly top: number; readonly elapsedMs?: number },
  flags: Flags,
  output: Output,
): Promise<number> {
  const { folder, ranking } = orFail(await storeSweep(root, shard, Date.now()));
  if (flags.switch("json") === true) {
    const [best, warnings] = [ranking.sets.slice(0, top), warningsOf(ranking)];
    output.line(JSON.stringify({ folder, best, warnings }));
    return 0;
  }
  const columns = terminalColumns();
  for (const line of sweepLines(shard, ranking, { top, folder, elapsedMs, columns })) output.line(line);
  return 0;
}

/** How wide the terminal is; `undefined` where the lines go elsewhere. */
function terminalColumns(): number | undefined {
  if (!Deno.stdout.isTerminal()) return undefined;
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : undefined;
  } catch {
    return undefined;
  }
}
