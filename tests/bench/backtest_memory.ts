/**
 * `backtest_memory`: whether a backtest takes more memory for more games.
 *
 * @module
 */
import { openTape } from "../../src/backtest/tape_store.ts";
import { type BenchResult } from "./figure.ts";
import { liveMemoryMiB, peakMemoryMiB } from "./program_memory.ts";
import { writeLoad } from "./recording_load.ts";

const TARGET_RATIO = 1.2;
const INPUTS = 15_000;
/** So many that the engine's garbage has had its time to grow with the fewer games too: the first seconds of any program. */
const FEW = 100;
const MANY = 400;

/** Records games, an hour apart, and keeps their tapes. */
async function games(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (let game = 0; game < MANY; game++) {
    const path = await writeLoad(folder, INPUTS, game);
    const opened = await openTape(path);
    if (!opened.ok) throw new Error(opened.reason.message);
    paths.push(path);
  }
  return paths;
}

/** Runs it. */
export async function backtestMemory(): Promise<BenchResult> {
  if (Deno.build.os !== "linux") {
    return { kind: "skipped", name: "backtest_memory", reason: "no /proc on this system" };
  }
  const folder = await Deno.makeTempDir({ prefix: "bench-backtest-memory-" });
  try {
    const paths = await games(folder);
    const command = (
      count: number,
    ) => ["backtest", "--strategy", "favorite_threshold", "--recordings", folder, ...paths.slice(0, count)];
    const [fewPeak, manyPeak] = [await peakMemoryMiB(command(FEW)), await peakMemoryMiB(command(MANY))];
    const [fewAlive, manyAlive] = [await liveMemoryMiB(command(FEW)), await liveMemoryMiB(command(MANY))];
    const [peakRatio, aliveRatio] = [manyPeak / fewPeak, manyAlive / fewAlive];
    return {
      kind: "measured",
      name: "backtest_memory",
      figures: [
        { label: `peak, ${MANY} games : ${FEW}`, value: peakRatio, unit: "" },
        { label: `alive, ${MANY} games : ${FEW}`, value: aliveRatio, unit: "" },
        { label: `peak, ${MANY} games`, value: manyPeak, unit: "MiB" },
        { label: `alive, ${MANY} games`, value: manyAlive, unit: "MiB" },
      ],
      target: `each ratio ≤ ${TARGET_RATIO}`,
      met: peakRatio <= TARGET_RATIO && aliveRatio <= TARGET_RATIO,
      detail:
        `games of ${INPUTS} inputs from tapes; of each its result is kept: round trips, points of the account, counts`,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
