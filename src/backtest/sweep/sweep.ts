/**
 * A sweep from its plan to its numbers.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { RegisteredStrategy } from "../../core/strategy/strategy.ts";
import { VERSION } from "../../version.ts";
import type { BacktestPlan } from "../plan.ts";
import { selectRecordings } from "../select.ts";
import { runSweep } from "./run.ts";
import type { Grid } from "./grid.ts";
import { ConfigSchema, type Shard } from "./shard.ts";
import type { SweepPoolOptions } from "./pool.ts";
import { chooseSets, type Sample } from "./parameter_sets.ts";
import { CELL_WIDTH } from "./task.ts";
import type { Rank } from "./shard.ts";
import { checkFolds } from "./walk_forward.ts";

/** Sets times games that a sweep and its file have room for. */
const MOST_NUMBERS = 10_000_000;

/** Reason codes of what is wrong with the request itself: it fails the same however often it is tried. */
export const REQUEST_CODES: ReadonlySet<string> = new Set([
  "bad_grid",
  "too_many_shards",
  "too_few_games",
  "too_many_sets",
]);

/** A sweep to run. The plan names one strategy; its parameters are those that all sets have. */
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
  /** Which share of the parameter sets to run: `index` of `count`, from 1. */
  readonly shard: { readonly index: number; readonly count: number };
}

/** Options of a sweep; `onProgress` gets games of sets done, of how many, and events so far. */
export interface SweepOptions extends Omit<SweepPoolOptions, "onProgress"> {
  readonly onProgress?: (done: number, of: number, events: number) => void;
  /** The time, Unix milliseconds. */
  readonly now: number;
}

/** Everything that decides a sweep, beside what its recordings hold. */
function configOf({ plan, strategy, fixed, grid, sample, rank, folds }: SweepPlan): Shard["config"] {
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
  return ConfigSchema.parse(JSON.parse(JSON.stringify(config)));
}

/**
 * Runs a sweep, or a shard of it.
 *
 * @returns a refusal for what cannot be swept, for example fewer sets than shards; {@linkcode REQUEST_CODES} has the codes
 * of mistakes
 */
export async function computeSweep(sweep: SweepPlan, options: SweepOptions): Promise<Result<Shard>> {
  const { plan, strategy, fixed, grid, sample, shard } = sweep;
  const chosen = chooseSets(strategy, grid, fixed, sample);
  if (!chosen.ok) return chosen;
  const { sets, refused, firstRefusal } = chosen.value;
  // In turn and not in blocks: neighbouring cells cost about the same, so that all shards take about as long.
  const own = sets.filter((_, index) => index % shard.count === shard.index - 1);
  if (own.length === 0) {
    return refuse(
      "too_many_shards",
      `Cannot run shard ${shard.index} of ${shard.count}: there ${
        sets.length === 1 ? "is 1 set" : `are ${sets.length} sets`
      }`,
    );
  }
  const selection = await selectRecordings({ ...plan, now: options.now });
  if (!selection.ok) return selection;
  const { recordings, leftOut } = selection.value;
  const room = checkRoom(sets.length, recordings.length, sweep.folds);
  if (!room.ok) return room;
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
    refused_because: firstRefusal ?? null,
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

/** Refuses a sweep whose numbers would not fit, or could not be walked through, before anything is run. */
function checkRoom(sets: number, games: number, folds: number): Result<void> {
  if (sets * games > MOST_NUMBERS) {
    return refuse(
      "too_many_sets",
      `Cannot sweep ${sets} sets over ${games} games: more than ${MOST_NUMBERS} games of sets; try a --sample of them`,
    );
  }
  return checkFolds(games, folds);
}
