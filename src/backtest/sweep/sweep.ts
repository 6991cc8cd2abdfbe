/**
 * A sweep from its plan to its files.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { RegisteredStrategy } from "../../core/strategy.ts";
import { formatStart } from "../../recording/paths.ts";
import { VERSION } from "../../version.ts";
import type { BacktestPlan } from "../backtest.ts";
import { digestOf } from "../digest.ts";
import { folderName, keepFolder, refuseWriting } from "../keep_folder.ts";
import { selectRecordings } from "../select.ts";
import { rankingCsv, SWEEP_FILES, sweepJson } from "./files.ts";
import type { Grid } from "./grid.ts";
import { formatPart, type SweepPart } from "./part.ts";
import { runSweep, type SweepPoolOptions } from "./pool.ts";
import { type Rank, type Ranking, rankSweep } from "./ranking.ts";
import { chooseSets, type Sample } from "./sets.ts";
import { CELL_WIDTH } from "./unit.ts";

/** The folder of all sweeps, below that of the recordings. */
export const SWEEPS_FOLDER = "sweeps";

/** Sets times games that a sweep and its file have room for. */
const MOST_NUMBERS = 10_000_000;

/** What to sweep. The plan names one strategy; its parameters are those that all sets have. */
export interface SweepPlan {
  readonly plan: BacktestPlan;
  readonly strategy: RegisteredStrategy;
  /** Parameters that were given beside the grid. */
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly grid: Grid;
  readonly sample?: Sample;
  readonly rank: Rank;
  /** How often to walk forward; 0: not at all. */
  readonly folds: number;
  /** Which part to run: `index` of `count`, from 1. */
  readonly shard: { readonly index: number; readonly count: number };
}

/** Options of a sweep; `onProgress` gets games of sets done, of how many, and events so far. */
export interface SweepOptions extends Omit<SweepPoolOptions, "onProgress"> {
  readonly onProgress?: (done: number, of: number, events: number) => void;
  /** The time, Unix milliseconds. */
  readonly now: number;
}

/** Everything that decides a sweep, beside what its recordings hold. */
function configOf({ plan, strategy, fixed, grid, sample, rank, folds }: SweepPlan): SweepPart["config"] {
  const { strategies: _strategies, ...setup } = plan.setup;
  const source = plan.sources?.[strategy.name];
  const config = {
    program: VERSION,
    strategy: strategy.name,
    ...(source === undefined ? {} : { sha256: source }),
    fixed,
    grid: grid.axes,
    sample: sample ?? null,
    rank,
    folds,
    sport: plan.sport ?? null,
    games: plan.games ?? null,
    score_lag_ms: plan.scoreLagMs,
    setup,
  };
  return JSON.parse(JSON.stringify(config));
}

/**
 * Runs a sweep, or a shard of it.
 *
 * @returns a refusal for what cannot be swept, for example fewer sets than shards
 */
export async function computeSweep(sweep: SweepPlan, options: SweepOptions): Promise<Result<SweepPart>> {
  const { plan, strategy, fixed, grid, sample, shard } = sweep;
  const chosen = chooseSets(strategy, grid, fixed, sample);
  if (!chosen.ok) return chosen;
  const { sets, refused } = chosen.value;
  // In turn and not in blocks: neighbouring cells cost about the same, so that all shards take about as long.
  const own = sets.filter((_, index) => index % shard.count === shard.index - 1);
  if (own.length === 0) {
    return refuse(
      "too_many_shards",
      `Cannot run shard ${shard.index} of ${shard.count}: there are ${sets.length} sets`,
    );
  }
  const selection = await selectRecordings({ ...plan, now: options.now });
  if (!selection.ok) return selection;
  const { recordings, leftOut } = selection.value;
  const room = roomFor(sets.length, recordings.length, sweep.folds);
  if (room !== undefined) return room;
  const { onProgress } = options;
  const swept = await runSweep({ recordings, plan, sets: own.map(({ parameters }) => parameters) }, {
    ...options,
    onProgress: (done, events) => onProgress?.(done, own.length * recordings.length, events),
  });
  if (!swept.ok) return swept;
  const { games } = swept.value;
  return succeed({
    kalshi_live_sweep: 1,
    config: configOf(sweep),
    shard,
    refused,
    games: games.map(({ event, recording, hashes, from, to, events }) => ({
      event,
      recording,
      sha256: [...hashes],
      from,
      to,
      events,
    })),
    left_out: [...leftOut, ...swept.value.leftOut],
    caveats: [...swept.value.caveats],
    all_sets: sets.length,
    sets: own.map(({ cell, parameters }, index) => ({
      cell,
      parameters: { ...parameters },
      games: games.map(({ numbers }) => [...numbers.subarray(index * CELL_WIDTH, (index + 1) * CELL_WIDTH)]),
    })),
  });
}

/** Why a sweep's numbers would not fit, or could not be walked through; asked before anything is run. */
function roomFor(sets: number, games: number, folds: number): ReturnType<typeof refuse> | undefined {
  if (sets * games > MOST_NUMBERS) {
    return refuse(
      "too_many_sets",
      `Cannot sweep ${sets} sets over ${games} games: more than ${MOST_NUMBERS} games of sets; try a --sample of them`,
    );
  }
  if (folds === 0 || games > folds) return undefined;
  return refuse(
    "too_few_games",
    `Cannot walk forward: expected at least ${folds + 1} games for ${folds} folds, was ${games}`,
  );
}

/** A sweep that is kept. */
export interface KeptSweep {
  readonly folder: string;
  readonly ranking: Ranking;
}

/** Where sweeps of a strategy are kept. */
function sweepsFolder(root: string, { config }: SweepPart): string {
  const [sport, strategy] = [config["sport"] ?? "all", config["strategy"]].map((name) =>
    folderName(String(name))
  );
  return `${root}/${SWEEPS_FOLDER}/${sport}/${strategy}`;
}

/**
 * Ranks a whole sweep and keeps it.
 *
 * @param root the folder of recordings
 * @param now Unix milliseconds
 */
export async function keepSweep(root: string, part: SweepPart, now: number): Promise<Result<KeptSweep>> {
  const rank: Rank = part.config["rank"] === "pnl" ? "pnl" : "sharpe";
  const ranking = rankSweep(part, rank, Number(part.config["folds"] ?? 0));
  const files = new Map<string, string>([
    [SWEEP_FILES.sweep, sweepJson(part, ranking, rank)],
    [SWEEP_FILES.ranking, rankingCsv(ranking, part.games.length)],
    [SWEEP_FILES.part, formatPart(part)],
  ]);
  const parent = sweepsFolder(root, part);
  const digest = (await digestOf(JSON.stringify(part.config))).slice(0, 8);
  const kept = await keepFolder(parent, `${formatStart(now)}-${digest}`, files, "sweep");
  return kept.ok ? succeed({ folder: `${parent}/${kept.value}`, ranking }) : kept;
}

/**
 * Keeps a shard where all shards of its sweep are: in a folder named by what decides it.
 *
 * @param out the folder to use instead
 * @returns the path of its file; a shard that was run again takes the place of the one before
 */
export async function keepShard(root: string, part: SweepPart, out?: string): Promise<Result<string>> {
  const digest = (await digestOf(JSON.stringify(part.config))).slice(0, 16);
  const folder = out ?? `${sweepsFolder(root, part)}/shards-${digest}`;
  const { index, count } = part.shard;
  const path = `${folder}/shard-${index}-of-${count}.json`;
  const temporary = `${path}.${crypto.randomUUID()}.part`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(temporary, formatPart(part), { createNew: true });
    await Deno.rename(temporary, path);
    return succeed(path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    return refuseWriting(`the shard as "${path}"`, error);
  }
}
