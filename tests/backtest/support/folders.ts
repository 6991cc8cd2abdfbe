/**
 * Folders of recordings, and the files of runs.
 *
 * @module
 */
import { type BacktestOptions, runBacktest } from "../../../src/backtest/backtest.ts";
import type { BacktestPlan } from "../../../src/backtest/plan.ts";
import { RUN_FILES } from "../../../src/backtest/run_store.ts";
import { record, type Sketch, TIP_OFF } from "./game.ts";
import { must, NOW, REGISTRY } from "./runs.ts";

const HOUR_MS = 3_600_000;

/** Three games of an evening, one of each ending; the second begins while the first is on. */
export const EVENING: readonly Sketch[] = [
  { seed: 1, teams: "LACCHA", seconds: 420 },
  { seed: 2, teams: "BOSNYK", seconds: 330, startedAt: TIP_OFF + 60_000, ending: "score" },
  { seed: 3, teams: "DALPHX", seconds: 240, startedAt: TIP_OFF + HOUR_MS, ending: "open" },
];

/** Records some games. @returns their first files, in the order of the games */
export async function recordAll(root: string, sketches: readonly Sketch[] = EVENING): Promise<string[]> {
  const paths: string[] = [];
  for (const sketch of sketches) paths.push((await record(root, sketch))[0] ?? "");
  return paths;
}

/** Runs a plan; fails the test where it is refused. */
export async function ran(plan: BacktestPlan, options: Partial<BacktestOptions> = {}) {
  return must(await runBacktest(plan, REGISTRY, { now: NOW, ...options }));
}

/** The texts of a run's files, by name. */
export function textsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.values(RUN_FILES).map((name) => [name, Deno.readTextFileSync(`${folder}/${name}`)]),
  );
}
