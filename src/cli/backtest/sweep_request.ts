/**
 * Reads a sweep's command line.
 *
 * @module
 */
import { MOST_FOLDS, RANKS } from "../../backtest/sweep/shard.ts";
import { readGrid } from "../../backtest/sweep/grid.ts";
import { REQUEST_CODES, type SweepPlan } from "../../backtest/sweep/sweep.ts";
import type { Result } from "../../core/result.ts";
import { TRADING_FLAGS } from "../setup_flags.ts";
import { type CommandSpec, type Flags, type FlagSpec, HELP_FLAG, usage } from "../flags.ts";
import { orFail } from "../program.ts";
import { parseParams } from "../rules.ts";
import { GAME_FLAGS, readPlan } from "./flags.ts";

/** Flags of `TRADING_FLAGS` that a sweep does not have: they are one strategy's parameters. */
const NOT_HERE = new Set(["threshold", "take-profit", "stop-loss", "max-hold", "strategy"]);
/** The only flags of `sweep merge`: all else was decided when the shards were run. */
const OF_MERGE = ["top", "json", "recordings"];
/** More sets than this want `--yes`. */
const MOST_SETS = 10_000;
/** More sets than this there is no room for. */
const MOST_EVER = 1_000_000;
const MOST_WORKERS = 256;
const MOST_SHARDS = 100_000;

const SWEEP_FLAGS: readonly FlagSpec[] = [
  { name: "strategy", kind: "list", value: "NAME|FILE", help: "the strategy to sweep" },
  { name: "grid", kind: "text", value: "FILE|JSON", help: 'values to try, such as {"threshold":[0.8,0.9]}' },
  { name: "sample", kind: "text", value: "N", help: "a random sample of so many cells of the grid" },
  { name: "seed", kind: "text", value: "N", help: "where the sample's chance begins (1)" },
  { name: "rank", kind: "text", value: RANKS.join("|"), help: "what makes a set the best (sharpe)" },
  { name: "folds", kind: "text", value: "K", help: "walk forward so often: choose on earlier games (0)" },
  { name: "workers", kind: "text", value: "N", help: "how many cores to use at most (all)" },
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

/** Reads the plan of a sweep from the flags. */
export async function readSweep(flags: Flags): Promise<SweepPlan> {
  const names = flags.list("strategy");
  if (names.length !== 1) throw usage("Cannot sweep: expected one --strategy");
  const text = flags.text("grid");
  if (text === undefined) throw usage(`Cannot sweep: expected --grid, such as '{"threshold":[0.8,0.9]}'`);
  const grid = orExit(readGrid(await gridText(text)));
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
    // The parameters are as they were given: what a set leaves out has the default, whatever another parameter is.
    plan,
    strategy,
    fixed,
    grid,
    ...(sample === undefined ? {} : { sample }),
    rank: flags.choice("rank", RANKS) ?? "sharpe",
    folds: flags.number("folds", { min: 0, max: MOST_FOLDS, whole: true }) ?? 0,
    shard: readShard(flags),
  };
}

/** How many workers at most. */
export function readWorkers(flags: Flags): number {
  return flags.number("workers", { min: 1, max: MOST_WORKERS, whole: true }) ?? navigator.hardwareConcurrency;
}

/** How many sets to show. */
export function readTop(flags: Flags): number {
  return flags.number("top", { min: 0, max: 1_000, whole: true }) ?? 10;
}

/** The files to merge; any flag that a merge would not heed is a mistake. */
export function readMerge(flags: Flags): readonly string[] {
  const stray = flags.named().find((name) => !OF_MERGE.includes(name));
  if (stray !== undefined) {
    const known = OF_MERGE.map((name) => `--${name}`).join(", ");
    throw usage(
      `Cannot use --${stray} with merge: the shards hold what was swept, expected no flag but ${known}`,
    );
  }
  const [, ...paths] = flags.words;
  if (paths.length > 0) return paths;
  throw usage("Cannot merge: expected the files of all shards, such as shards/*.json");
}

/** Takes the value, or ends the command: with exit code 2 where the request itself is wrong. */
export function orExit<T>(result: Result<T>): T {
  if (!result.ok && REQUEST_CODES.has(result.reason.code)) throw usage(result.reason.message);
  return orFail(result);
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
