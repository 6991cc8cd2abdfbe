/**
 * `memory`: whether reading a recording takes more memory where the recording is longer.
 *
 * Two things are looked at. What is alive, after garbage was collected, shows at once whether anything piles up. The peak of
 * resident memory is what the machine has to give; it holds garbage too, and the engine lets that grow for the first
 * seconds of any program (from 130 MiB after 150,000 inputs to 180 after 600,000), so the shorter recording is long
 * enough to have that behind it.
 *
 * @module
 */
import { type BenchResult, type Figure } from "./figure.ts";
import { liveMemoryMiB, peakMemoryMiB } from "./program_memory.ts";
import { writeLoad } from "./recording_load.ts";

const TARGET_RATIO = 1.3;
const SHORT_INPUTS = 600_000;
const LONG_INPUTS = 2_400_000;
const ROUNDS = 2;

/** The commands that read recordings. */
const COMMANDS: readonly { readonly label: string; readonly args: (path: string) => readonly string[] }[] = [
  { label: "export top-of-book", args: (path) => ["export", path, "--what", "top-of-book"] },
  { label: "replay", args: (path) => ["replay", path] },
];

type Measure = (command: readonly string[]) => Promise<number>;

/** Runs it. */
export async function memory(): Promise<BenchResult> {
  if (Deno.build.os !== "linux") {
    return { kind: "skipped", name: "memory", reason: "no /proc on this system" };
  }
  const folder = await Deno.makeTempDir({ prefix: "bench-memory-" });
  try {
    const short = await writeLoad(folder, SHORT_INPUTS);
    const long = await writeLoad(folder, LONG_INPUTS);
    const both = async (measure: Measure, args: (path: string) => readonly string[]) => {
      const [ofShort, ofLong] = await Promise.all([measure(args(short)), measure(args(long))]);
      return { ofLong, ratio: ofLong / ofShort };
    };
    const figures: Figure[] = [];
    const ratios: number[] = [];
    for (const { label, args } of COMMANDS) {
      const live = await both(liveMemoryMiB, args);
      const peaks: Awaited<ReturnType<typeof both>>[] = [];
      for (let round = 0; round < ROUNDS; round++) peaks.push(await both(peakMemoryMiB, args));
      const peakRatio = peaks.reduce((sum, { ratio }) => sum + ratio, 0) / ROUNDS;
      ratios.push(live.ratio, peakRatio);
      figures.push(
        { label: `${label}: peak, long : short`, value: peakRatio, unit: "" },
        { label: `${label}: peak, long`, value: Math.max(...peaks.map(({ ofLong }) => ofLong)), unit: "MiB" },
        { label: `${label}: alive, long : short`, value: live.ratio, unit: "" },
        { label: `${label}: alive, long`, value: live.ofLong, unit: "MiB" },
      );
    }
    return {
      kind: "measured",
      name: "memory",
      figures,
      target: `each ratio ≤ ${TARGET_RATIO}`,
      met: ratios.every((ratio) => ratio <= TARGET_RATIO),
      detail: `recordings of ${LONG_INPUTS} and ${SHORT_INPUTS} inputs, each run in a process of its own; ` +
        `peak: resident, mean of ${ROUNDS} rounds; alive: heap after collecting garbage, the most that was seen`,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
