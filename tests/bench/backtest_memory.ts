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
const INPUTS = 60_000;
/** So many that the engine's garbage has had its time to grow with the fewer games too: the first seconds of any program. */
const FEW = 100;
const MANY = 400;

/** Names of one game's recording and tape, as of so many games. */
async function games(folder: string, recording: string): Promise<string[]> {
  const tape = recording.replace(/\.jsonl(\.gz)?$/, ".tape");
  const nameOf = (file: string) => file.slice(file.lastIndexOf("/") + 1);
  const paths: string[] = [];
  for (let game = 0; game < MANY; game++) {
    const place = `${folder}/game-${game}`;
    await Deno.mkdir(place);
    for (const file of [recording, tape]) await Deno.link(file, `${place}/${nameOf(file)}`);
    paths.push(`${place}/${nameOf(recording)}`);
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
    const recording = await writeLoad(`${folder}/one`, INPUTS);
    const opened = await openTape(recording);
    if (!opened.ok) throw new Error(opened.reason.message);
    const paths = await games(folder, recording);
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
