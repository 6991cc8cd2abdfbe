/**
 * Sweeps as tests start them: workers in this process, made-up matrices of gains, small recordings.
 *
 * @module
 */
import { assert } from "@std/assert";
import { formatStart } from "../../../src/recording/format/paths.ts";
import type { BacktestPlan } from "../../../src/backtest/plan.ts";
import { Grid, type Parameters, readGrid } from "../../../src/backtest/sweep/grid.ts";
import type { FromWorker, ToWorker } from "../../../src/backtest/sweep/messages.ts";
import type { Shard } from "../../../src/backtest/sweep/shard.ts";
import type { StartWorker } from "../../../src/backtest/sweep/pool.ts";
import type { SweepPlan } from "../../../src/backtest/sweep/sweep.ts";
import { SweepWorkerSide } from "../../../src/backtest/sweep/worker_side.ts";
import { Random } from "../../../src/core/numbers/prng.ts";
import type { RegisteredStrategy } from "../../../src/core/strategy/strategy.ts";
import { record, type Sketch, TIP_OFF } from "../support/game.ts";
import { must, NOW, REGISTRY, setupWith } from "../support/runs.ts";

export { must, NOW, REGISTRY };

const DAY_MS = 86_400_000;

/** The rule that is swept: it trades in every made-up game. */
export const RULE = "favorite_threshold";

/** A strategy that ships with the program. */
export function strategyNamed(name: string): RegisteredStrategy {
  const found = REGISTRY.get(name);
  assert(found !== undefined, name);
  return found;
}

/** A grid, as a user writes it. */
export function gridOf(given: unknown): Grid {
  return must(readGrid(JSON.stringify(given)));
}

/** The grid that most tests sweep: five sets that come to different gains. */
export const SMALL_GRID: unknown = { threshold: [0.55, 0.65, 0.8, 0.9, 0.95] };

/** Teams of the made-up games, by their day. */
const TEAMS = ["LACCHA", "BOSNYK", "DENUTA", "MIAORL"];

/** Sketches of some games, a day apart. */
export function sketches(count: number): Sketch[] {
  return TEAMS.slice(0, count).map((teams, day) => ({
    seed: day + 1,
    teams,
    startedAt: TIP_OFF + day * DAY_MS,
    ending: "result",
  }));
}

/** Records some games into a folder. @returns the first file of each */
export async function recordGames(root: string, count: number): Promise<string[]> {
  const paths: string[] = [];
  for (const sketch of sketches(count)) {
    const [path] = await record(root, sketch);
    assert(path !== undefined, formatStart(sketch.startedAt ?? TIP_OFF));
    paths.push(path);
  }
  return paths;
}

/** A plan to sweep the rule over all recordings of a folder. */
export function sweepPlan(root: string, more: Partial<SweepPlan> = {}): SweepPlan {
  const plan: BacktestPlan = { setup: setupWith([RULE]), scoreLagMs: 0, root };
  return {
    plan: { ...plan, setup: { ...plan.setup, strategies: [{ name: RULE, parameters: {} }] } },
    strategy: strategyNamed(RULE),
    fixed: {},
    grid: gridOf(SMALL_GRID),
    rank: "sharpe",
    folds: 0,
    shard: { index: 1, count: 1 },
    ...more,
  };
}

/** A message and the place of the worker it went to. */
export interface Posted {
  readonly worker: number;
  readonly message: ToWorker;
}

/** How the workers in this process behave. */
export interface FakeOptions {
  /** Chance of the order in which workers answer; left out: each as soon as it can. */
  readonly seed?: number;
  /** Answers in place of the work; `undefined`: works as usual. */
  readonly instead?: (posted: Posted) => FromWorker | undefined;
}

/** Workers in this process, and what was asked of them. */
export interface FakeWorkers {
  readonly start: StartWorker;
  readonly posted: Posted[];
  /** How many were started and how many of them were stopped. */
  readonly counts: { started: number; stopped: number };
}

/** Workers in this process, each working off its own messages one after the other. */
export function fakeWorkers({ seed, instead }: FakeOptions = {}): FakeWorkers {
  const random = seed === undefined ? undefined : new Random(seed);
  const posted: Posted[] = [];
  const counts = { started: 0, stopped: 0 };
  const start: StartWorker = (take) => {
    const worker = counts.started++;
    let isStopped = false;
    let turn: Promise<void> = Promise.resolve();
    const tell = (answer: FromWorker) => {
      if (!isStopped) take(answer);
    };
    const side = new SweepWorkerSide(REGISTRY, tell);
    return {
      post: (message) => {
        posted.push({ worker, message });
        turn = turn.then(async () => {
          // Some turns of others first, so that answers come in another order than work was given out.
          for (let wait = random?.integer(0, 20) ?? 0; wait > 0; wait--) await Promise.resolve();
          if (isStopped) return;
          const answer = instead?.({ worker, message });
          if (answer === undefined) await side.take(message);
          else tell(answer);
        });
      },
      stop: () => {
        assert(!isStopped, `worker ${worker} is stopped twice`);
        isStopped = true;
        counts.stopped++;
      },
    };
  };
  return { start, posted, counts };
}

/** Gains in micro-dollars of a set's games, in order of the part's games. */
export type Gains = readonly number[];

/** What a made-up part may say otherwise. */
export interface MatrixOptions {
  /** Parameters by set; left out: its place. */
  readonly parameters?: readonly Parameters[];
  /** When the games begin, Unix milliseconds; left out: a day apart, in order. */
  readonly begins?: readonly number[];
  /** How long each is, ms. */
  readonly lengthMs?: number;
}

/** A whole sweep with these gains: a row a set. A game with a gain has one round trip, won where it is above zero. */
export function matrixPart(rows: readonly Gains[], options: MatrixOptions = {}): Shard {
  const { lengthMs = 3 * 3_600_000 } = options;
  const games = (rows[0] ?? []).map((_, index) => {
    const from = options.begins?.[index] ?? TIP_OFF + index * DAY_MS;
    return {
      event: `KXNBAGAME-${index}`,
      recording: `game-${index}.jsonl.gz`,
      sha256: [`${index}`],
      from,
      to: from + lengthMs,
      events: 1_000,
    };
  });
  return {
    kalshi_live_sweep: 1,
    config: { strategy: RULE, sport: null, rank: "sharpe", folds: 0 },
    shard: { index: 1, count: 1 },
    refused: 0,
    refused_because: null,
    games,
    left_out: [],
    caveats: [],
    all_sets: rows.length,
    sets: rows.map((gains, cell) => ({
      cell,
      parameters: { ...(options.parameters?.[cell] ?? { place: cell }) },
      games: gains.map((gain) => [gain, gain === 0 ? 0 : 10_000, gain === 0 ? 0 : 1, gain > 0 ? 1 : 0]),
    })),
  };
}
