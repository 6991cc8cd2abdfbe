/**
 * A day's games on a simulator in another process, discovered, and a worker for each, spawned with the words that `work`
 * gives them.
 *
 * @module
 */
import { workerPermissions } from "../../src/cli/granted.ts";
import { spawnWorker } from "../../src/fleet/process.ts";
import { readWorkerLine, type WorkerStatus } from "../../src/fleet/messages.ts";
import type { WorkerProcess } from "../../src/fleet/supervisor.ts";
import nba from "../../config/nba.json" with { type: "json" };
import nfl from "../../config/nfl.json" with { type: "json" };
import type { Result } from "../../src/core/result.ts";
import { discover } from "../../src/discovery/discover.ts";
import { easternDate } from "../../src/lib/new_york.ts";
import { writeJobFile } from "../../src/discovery/job_store.ts";
import { scoreboardSources } from "../../src/discovery/scoreboards.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { RestClient } from "../../src/kalshi/rest/client.ts";
import type { SlatePlan } from "../../src/simulator/mod.ts";
import { terminate } from "./end_process.ts";
import { type SimulatorProcess, startSimulatorProcess } from "./simulator_process.ts";

/** Time to end, with a recording to close. */
const PATIENCE_MS = 10_000;
/** So early that no worker sleeps. */
const LEAD_MINUTES = 600;
const CONFIGS = { nba, nfl };

/** A worker that runs, and what it said last. */
export interface WatchedWorker {
  readonly id: string;
  readonly process: WorkerProcess;
  readonly status: () => WorkerStatus | undefined;
  /** Its exit code once it has ended. */
  readonly exitCode: () => number | undefined;
}

/** Everything that runs. */
export interface WorkerDay {
  readonly simulator: SimulatorProcess;
  readonly workers: readonly WatchedWorker[];
}

/**
 * Runs something while the workers of a slate are at work; nothing is left running and no file kept, whatever happens.
 *
 * @throws if the games cannot be discovered
 */
export async function withWorkers<T>(plan: SlatePlan, run: (day: WorkerDay) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "bench-workers-" });
  let simulator: SimulatorProcess | undefined;
  const workers: WatchedWorker[] = [];
  try {
    simulator = await startSimulatorProcess({ plan });
    for (const start of await planWorkers(simulator, folder, plan)) workers.push(start());
    return await run({ simulator, workers });
  } finally {
    await Promise.all(workers.map(({ process }) => terminate(process, PATIENCE_MS)));
    await simulator?.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Discovers the games and writes what the workers need. @returns what starts each */
async function planWorkers(
  simulator: SimulatorProcess,
  folder: string,
  { games, speed = 1 }: SlatePlan,
): Promise<(() => WatchedWorker)[]> {
  const { url, keyId, privateKeyPem } = simulator;
  const leagues = [...new Set(simulator.games.map(({ league }) => league))];
  const jobs = orThrow(
    await discover({
      rest: new RestClient({ environment: orThrow(readEnvironment(url)) }),
      feeds: scoreboardSources({ hosts: { nba: url, espn: url } }),
      date: easternDate(Math.min(...simulator.games.map(({ startsAt }) => startsAt))),
      leagues,
      allMarkets: false,
      now: Date.now,
      program: "bench",
      environment: url,
    }),
  );
  if (jobs.jobs.length !== games) {
    const why = jobs.refused.map(({ what, reason }) => `${what}: ${reason}`).join("; ");
    throw new Error(`Cannot start workers: expected ${games} games, was ${jobs.jobs.length}; ${why}`);
  }
  const path = orThrow(await writeJobFile(`${folder}/jobs`, jobs));
  const key = `${folder}/key.pem`;
  await Deno.writeTextFile(key, privateKeyPem, { mode: 0o600 });
  for (const league of leagues) {
    const config = { ...CONFIGS[league], lead_minutes: LEAD_MINUTES };
    await Deno.writeTextFile(`${folder}/${league}.json`, JSON.stringify(config));
  }
  return jobs.jobs.map(({ id, league }) => {
    const words = ["worker", "--job", path, "--game", id, "--rate-share", String(games)];
    const shared = [
      "--env",
      url,
      "--config",
      `${folder}/${league}.json`,
      "--recordings",
      `${folder}/recordings`,
    ];
    const lapse = speed === 1 ? [] : ["--time-lapse", String(speed)];
    const environment = { KALSHI_SIM_API_KEY_ID: keyId, KALSHI_SIM_PRIVATE_KEY_PATH: key };
    return () =>
      watch(id, spawnWorker([...words, ...shared, ...lapse], workerPermissions([], []), environment));
  });
}

function watch(id: string, process: WorkerProcess): WatchedWorker {
  let status: WorkerStatus | undefined;
  let code: number | undefined;
  void (async () => {
    for await (const line of process.lines) {
      const heard = readWorkerLine(line);
      if (heard?.type === "status") status = heard;
    }
  })();
  void process.ended.then((end) => code = end.code);
  return { id, process, status: () => status, exitCode: () => code };
}

function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.reason.message);
}
