/**
 * `kalshi-live sweep`: many parameter sets of a strategy over recorded games, and `sweep merge`.
 *
 * @module
 */
import { readGrid } from "../../backtest/sweep/grid.ts";
import { mergeParts, readPart, type SweepPart } from "../../backtest/sweep/part.ts";
import type { StartWorker } from "../../backtest/sweep/pool.ts";
import { RANKS } from "../../backtest/sweep/ranking.ts";
import { computeSweep, keepShard, keepSweep, type SweepPlan } from "../../backtest/sweep/sweep.ts";
import type { FromWorker } from "../../backtest/sweep/messages.ts";
import { HELP_FLAG, orFail, parseParams, TRADING_FLAGS } from "../common.ts";
import { failure } from "../exit.ts";
import { type CommandSpec, type Flags, type FlagSpec, usage } from "../flags.ts";
import { interrupted } from "../interrupted.ts";
import type { Output } from "../output.ts";
import { ProgressBar } from "../progress.ts";
import { GAME_FLAGS, readPlan } from "./flags.ts";
import { sweepLines } from "./sweep_lines.ts";

/** Flags of `TRADING_FLAGS` that a sweep does not have: they are one strategy's parameters. */
const NOT_HERE = new Set(["threshold", "take-profit", "stop-loss", "max-hold", "strategy"]);
/** More sets than this, times games, is asked about. */
const MOST_SETS = 10_000;
/** More sets than this there is no room for. */
const MOST_EVER = 1_000_000;
const MOST_WORKERS = 256;
const MOST_FOLDS = 100;
const MOST_SHARDS = 100_000;

const SWEEP_FLAGS: readonly FlagSpec[] = [
  { name: "strategy", kind: "list", value: "NAME|FILE", help: "the strategy to sweep" },
  { name: "grid", kind: "text", value: "FILE|JSON", help: 'values to try, such as {"threshold":[0.8,0.9]}' },
  { name: "sample", kind: "text", value: "N", help: "a random sample of so many cells of the grid" },
  { name: "seed", kind: "text", value: "N", help: "where the sample's chance begins (1)" },
  { name: "rank", kind: "text", value: RANKS.join("|"), help: "what makes a set the best (sharpe)" },
  { name: "folds", kind: "text", value: "K", help: "walk forward so often: choose on earlier games (0)" },
  { name: "workers", kind: "text", value: "N", help: "how many cores to use (all)" },
  { name: "shard", kind: "text", value: "I/N", help: "run part I of N only; sweep merge joins them" },
  { name: "out", kind: "text", value: "DIR", help: "where shards go (a folder of the sweep's own)" },
  { name: "top", kind: "text", value: "N", help: "how many sets to show (10)" },
  { name: "yes", kind: "switch", help: `sweep more than ${MOST_SETS} sets` },
  { name: "json", kind: "switch", help: "write where it is kept as one line of JSON" },
];

/** The command line of `sweep`. */
export const SWEEP: CommandSpec = {
  name: "sweep",
  words: "[RECORDING…] | merge FILE…",
  summary: "Tries many parameters of a strategy over recorded games, on all cores or many machines.",
  flags: [
    ...SWEEP_FLAGS,
    ...TRADING_FLAGS.filter(({ name }) => !NOT_HERE.has(name)),
    ...GAME_FLAGS,
    HELP_FLAG,
  ],
  examples: [
    `kalshi-live sweep --strategy favorite_threshold --grid '{"threshold":{"from":0.8,"to":0.94,"step":0.01}}'`,
    "kalshi-live sweep --strategy late_game_underdog --grid grid.json --sample 500 --folds 4",
    "kalshi-live sweep --strategy favorite_threshold --grid grid.json --shard 3/20 --out shards",
    "kalshi-live sweep merge shards/*.json",
  ],
};

/** Runs the command. */
export async function sweepCommand(flags: Flags, output: Output): Promise<number> {
  return flags.words[0] === "merge" ? await merge(flags, output) : await sweep(flags, output);
}

const startWorker: StartWorker = (take) => {
  const worker = new Worker(new URL("./sweep_worker.ts", import.meta.url), { type: "module" });
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
  const bar = new ProgressBar();
  const stop = new AbortController();
  const signals = interrupted();
  void signals.pressed.then(() => stop.abort());
  try {
    const computed = await computeSweep(plan, {
      start: startWorker,
      workers: flags.number("workers", { min: 1, max: MOST_WORKERS, whole: true }) ??
        navigator.hardwareConcurrency,
      signal: stop.signal,
      tapes: flags.switch("tape") ?? true,
      now: Date.now(),
      onProgress: (done, of, events) =>
        bar.show(done, of, `games of sets, ${(events / 1e6).toFixed(0)} M events`),
    });
    bar.clear();
    const part = orFail(computed);
    if (flags.text("shard") === undefined) {
      return await finish(plan.plan.root, part, { top, elapsedMs: bar.elapsedMs }, flags, output);
    }
    const path = orFail(await keepShard(plan.plan.root, part, flags.text("out")));
    const told = `shard ${index} of ${count}: ${part.sets.length} of ${part.all_sets} sets, kept in ${path}`;
    output.line(flags.switch("json") === true ? JSON.stringify({ shard: path, index, count }) : told);
    return 0;
  } finally {
    bar.clear();
    signals.stop();
  }
}

async function readSweep(flags: Flags): Promise<SweepPlan> {
  const names = flags.list("strategy");
  if (names.length !== 1) throw usage("Cannot sweep: expected one --strategy");
  const text = flags.text("grid");
  if (text === undefined) throw usage(`Cannot sweep: expected --grid, such as '{"threshold":[0.8,0.9]}'`);
  const grid = orUsage(readGrid(await gridText(text)));
  const sample = readSample(flags);
  const sets = Math.min(grid.cells, sample?.count ?? Infinity);
  if (sets > MOST_SETS && flags.switch("yes") !== true) {
    throw usage(
      `Cannot sweep ${sets} sets: more than ${MOST_SETS} want --yes; --sample N tries a random part of them`,
    );
  }
  if (sets > MOST_EVER) {
    throw usage(`Cannot sweep ${sets} sets: more than ${MOST_EVER}; try a --sample of them`);
  }
  const fixed = parseParams(flags.text("params"));
  const { plan, registry } = await readPlan(flags, { judge: false });
  const [named] = plan.setup.strategies;
  const strategy = named === undefined ? undefined : registry.get(named.name);
  if (named === undefined || strategy === undefined) throw usage("Cannot sweep: expected one --strategy");
  return {
    // The parameters as they were given: what a set leaves out has the default, whatever another parameter is.
    plan: {
      ...plan,
      setup: { ...plan.setup, strategies: [{ ...named, parameters: JSON.parse(JSON.stringify(fixed)) }] },
    },
    strategy,
    fixed,
    grid,
    ...(sample === undefined ? {} : { sample }),
    rank: flags.choice("rank", RANKS) ?? "sharpe",
    folds: flags.number("folds", { min: 0, max: MOST_FOLDS, whole: true }) ?? 0,
    shard: readShard(flags),
  };
}

function readSample(flags: Flags): { readonly count: number; readonly seed: number } | undefined {
  const count = flags.number("sample", { min: 1, max: MOST_EVER, whole: true });
  const seed = flags.number("seed", { min: 0, max: 2 ** 32 - 1, whole: true });
  if (count === undefined && seed !== undefined) {
    throw usage("Cannot use --seed: expected --sample N with it");
  }
  return count === undefined ? undefined : { count, seed: seed ?? 1 };
}

function readShard(flags: Flags): SweepPlan["shard"] {
  const text = flags.text("shard");
  if (text === undefined) {
    if (flags.text("out") !== undefined) throw usage("Cannot use --out: expected --shard I/N with it");
    return { index: 1, count: 1 };
  }
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count || count > MOST_SHARDS) {
    throw usage(`Cannot use --shard: expected I/N with 1 ≤ I ≤ N, such as 3/20, was "${text}"`);
  }
  return { index, count };
}

/** The grid itself, or the file it is in. */
async function gridText(text: string): Promise<string> {
  if (text.trimStart().startsWith("{")) return text;
  try {
    return await Deno.readTextFile(text);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : String(error);
    throw usage(`Cannot use --grid: expected JSON or a file of it, "${text}": ${why}`);
  }
}

async function merge(flags: Flags, output: Output): Promise<number> {
  const [, ...paths] = flags.words;
  const top = readTop(flags);
  if (paths.length === 0) {
    throw usage("Cannot merge: expected the files of all shards, such as shards/*.json");
  }
  const parts: (readonly [string, SweepPart])[] = [];
  for (const path of paths) {
    let text: string;
    try {
      text = await Deno.readTextFile(path);
    } catch (error) {
      throw failure(`Cannot merge "${path}": ${error instanceof Error ? error.message : String(error)}`);
    }
    parts.push([path, orFail(readPart(path, text))]);
  }
  const whole = orFail(mergeParts(parts));
  return await finish(flags.text("recordings") ?? "recordings", whole, { top }, flags, output);
}

function readTop(flags: Flags): number {
  return flags.number("top", { min: 0, max: 1_000, whole: true }) ?? 10;
}

async function finish(
  root: string,
  part: SweepPart,
  { top, elapsedMs }: { readonly top: number; readonly elapsedMs?: number },
  flags: Flags,
  output: Output,
): Promise<number> {
  const { folder, ranking } = orFail(await keepSweep(root, part, Date.now()));
  if (flags.switch("json") === true) {
    output.line(JSON.stringify({ folder, best: ranking.sets.slice(0, top) }));
  } else for (const line of sweepLines(part, ranking, { top, folder, elapsedMs })) output.line(line);
  return 0;
}

function orUsage<T>(
  result: { readonly ok: true; readonly value: T } | {
    readonly ok: false;
    readonly reason: { message: string };
  },
): T {
  if (result.ok) return result.value;
  throw usage(result.reason.message);
}
