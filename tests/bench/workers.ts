/**
 * `workers`: the processor time of sixteen games at the pace of real ones, a worker process each.
 *
 * The workers are what `work` spawns: signed socket, feeds, strategies, recording. The simulator's time is reported beside.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { type BenchResult, median } from "./figure.ts";
import { cpuSeconds, whyNoProc } from "./proc.ts";
import { withWorkers, type WorkerDay } from "./worker_day.ts";

const NAME = "workers";
const GAMES = 16;
const SEED = 7;
const PREGAME_MS = 5_000;
const STAGGER_MS = 500;
const READY_WITHIN_MS = 90_000;
/** After all of them trade, for what the engine compiles while it gets warm. */
const WARM_UP_MS = 10_000;
const MEASURED_MS = 40_000;
const TARGET_CORES = 1;
const BYTES_PER_MB = 1e6;

interface Load {
  readonly workers: number;
  readonly simulator: number;
  readonly messagesASecond: number;
  readonly memoryMb: readonly number[];
  readonly scored: number;
}

/** Waits until every worker has had messages of its markets. */
async function untilAllTrade({ workers }: WorkerDay): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const late = workers.filter(({ status }) => status()?.phase !== "trading" || status()?.messages === 0);
    if (late.length === 0) return;
    const dead = workers.find(({ exitCode }) => exitCode() !== undefined);
    if (dead !== undefined) throw new Error(`Cannot measure workers: that of ${dead.id} has ended`);
    if (performance.now() > until) {
      throw new Error(
        `Cannot measure workers: ${late.length} of ${GAMES} do not trade, first ${late[0]?.id}`,
      );
    }
    await delay(200);
  }
}

/** Processor seconds and messages so far. */
async function look({ simulator, workers }: WorkerDay) {
  const at = performance.now() / 1_000;
  const each = await Promise.all(workers.map(({ process }) => cpuSeconds(process.pid)));
  return {
    at,
    workers: each.reduce((sum, seconds) => sum + seconds, 0),
    simulator: await cpuSeconds(simulator.pid),
    messages: workers.reduce((sum, { status }) => sum + (status()?.messages ?? 0), 0),
  };
}

async function measure(day: WorkerDay): Promise<Load> {
  await untilAllTrade(day);
  await delay(WARM_UP_MS);
  const from = await look(day);
  await delay(MEASURED_MS);
  const to = await look(day);
  const seconds = to.at - from.at;
  return {
    workers: (to.workers - from.workers) / seconds,
    simulator: (to.simulator - from.simulator) / seconds,
    messagesASecond: (to.messages - from.messages) / seconds,
    memoryMb: day.workers.map(({ status }) => (status()?.memory ?? NaN) / BYTES_PER_MB),
    scored: day.workers.filter(({ status }) => status()?.game !== undefined).length,
  };
}

/** Runs it. */
export async function workers(): Promise<BenchResult> {
  const reason = whyNoProc();
  if (reason !== undefined) return { kind: "skipped", name: NAME, reason };
  const load = await withWorkers({
    kind: "slate",
    games: GAMES,
    seed: SEED,
    speed: 1,
    activity: 1,
    pregameMs: PREGAME_MS,
    staggerMs: STAGGER_MS,
  }, measure);
  return {
    kind: "measured",
    name: NAME,
    figures: [
      { label: "cores used by the workers", value: load.workers, unit: "" },
      { label: "cores used by the simulator", value: load.simulator, unit: "" },
      { label: "messages, all workers", value: load.messagesASecond, unit: "/s" },
      { label: "resident memory, median", value: median(load.memoryMb), unit: "MB" },
      { label: "resident memory, max", value: Math.max(...load.memoryMb), unit: "MB" },
    ],
    target: `${GAMES} games < ${TARGET_CORES} core`,
    met: load.workers < TARGET_CORES,
    detail:
      `${GAMES} games at real pace, ${load.scored} with a score, measured for ${MEASURED_MS / 1_000} s on ` +
      `${navigator.hardwareConcurrency} cores`,
  };
}
