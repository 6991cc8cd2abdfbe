/**
 * `worker_memory`: the resident memory of one worker after as many messages as a whole game has.
 *
 * The game is short and busy, so that the messages of an evening pass in about a minute.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { type BenchResult } from "./figure.ts";
import { cpuSeconds, type ResidentMemory, residentMemory, whyNoProc } from "./proc.ts";
import { withWorkers, type WorkerDay } from "./worker_day.ts";

const NAME = "worker_memory";
const MESSAGES = 300_000;
/** Where memory is looked at first: what comes after it is growth, and no warm-up. */
const EARLIER_MESSAGES = 150_000;
const SEED = 7;
const SPEED = 100;
const ACTIVITY = 2;
/** Virtual: enough to discover the game and start its worker. */
const PREGAME_MS = 8 * 60_000;
const AT_MOST_MS = 180_000;
const LOOK_EVERY_MS = 100;
const TARGET_MB = 150;
const BYTES_PER_MB = 1e6;

interface Seen {
  readonly memory: ResidentMemory;
  /** After half the messages. */
  readonly earlier: ResidentMemory | undefined;
  /** Processor time, seconds. */
  readonly cpu: number;
  readonly messages: number;
  readonly seconds: number;
  readonly game: string;
}

/** Looks at the worker until the messages have passed or the game is over. */
async function measure({ workers: [worker] }: WorkerDay): Promise<Seen> {
  if (worker === undefined) throw new Error("Cannot measure memory: there is no worker");
  const from = performance.now();
  let seen: Seen | undefined;
  let earlier: ResidentMemory | undefined;
  while (worker.exitCode() === undefined && performance.now() - from < AT_MOST_MS) {
    const memory = await residentMemory(worker.process.pid);
    const status = worker.status();
    if (memory !== undefined && status?.phase === "trading") {
      const seconds = (performance.now() - from) / 1_000;
      const { messages, game = "no score" } = status;
      if (messages >= EARLIER_MESSAGES) earlier ??= memory;
      const cpu = await cpuSeconds(worker.process.pid).catch(() => NaN);
      seen = { memory, earlier, seconds, cpu, messages, game };
      if (status.messages >= MESSAGES) break;
    }
    await delay(LOOK_EVERY_MS);
  }
  const code = worker.exitCode() ?? 0;
  if (code !== 0) throw new Error(`Cannot measure memory: the worker ended with ${code}`);
  if (seen === undefined) throw new Error("Cannot measure memory: the worker did not trade");
  return seen;
}

/** Runs it. */
export async function workerMemory(): Promise<BenchResult> {
  const reason = whyNoProc();
  if (reason !== undefined) return { kind: "skipped", name: NAME, reason };
  const { memory, earlier, cpu, messages, seconds, game } = await withWorkers({
    kind: "slate",
    games: 1,
    seed: SEED,
    leagues: ["nba"],
    speed: SPEED,
    activity: ACTIVITY,
    pregameMs: PREGAME_MS,
  }, measure);
  const residentMb = memory.now / BYTES_PER_MB;
  return {
    kind: "measured",
    name: NAME,
    figures: [
      { label: "resident memory", value: residentMb, unit: "MB" },
      { label: "resident memory, peak", value: memory.peak / BYTES_PER_MB, unit: "MB" },
      ...earlier === undefined ? [] : [{
        label: `resident memory at ${EARLIER_MESSAGES.toLocaleString("en")} messages`,
        value: earlier.now / BYTES_PER_MB,
        unit: "MB",
      }],
      { label: "of it the runtime's files, shared", value: memory.files / BYTES_PER_MB, unit: "MB" },
      { label: "processor time a message", value: cpu / messages * 1e6, unit: "µs" },
      { label: "messages", value: messages, unit: "" },
    ],
    target: `≤ ${TARGET_MB} MB after ${MESSAGES.toLocaleString("en")} messages`,
    // A game that is over earlier can miss the target, but not meet it.
    met: residentMb > TARGET_MB ? false : messages >= MESSAGES ? true : null,
    detail:
      `one game at ${SPEED} times its pace and activity ${ACTIVITY}, seen for ${
        seconds.toFixed(0)
      } s, then ` +
      `at ${game}`,
  };
}
