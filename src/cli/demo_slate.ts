/**
 * `kalshi-live demo --slate N`: several games at once on the embedded exchange, discovered, and traded by a worker each.
 *
 * Half way one of the workers is killed, to show that it comes back with its recording and its account.
 *
 * @module
 */
import { easternDate } from "../lib/new_york.ts";
import { formatStart } from "../recording/format/paths.ts";
import { type Simulator, startSimulator } from "../simulator/mod.ts";
import { asksForSetup } from "./setup_flags.ts";
import { interrupted, orFail, type Output } from "./program.ts";
import { readSettings } from "./settings.ts";
import { discoverJobs } from "./discover.ts";
import { Flags, usage } from "./flags.ts";
import { chooseDisplay } from "./watch_session.ts";
import type { Manager } from "../fleet/manager.ts";
import type { Beside } from "./work/show.ts";
import { workDay } from "./work/work.ts";

const DEFAULT_SPEED = 60;
const DEFAULT_SEED = 7;
/** Trading before the first game, in its own time: long enough to discover it and to start workers. */
const PREGAME_MS = 20 * 60_000;
const LOOK_MS = 200;
/** A game seen in its second half is half way. */
const SECOND_HALF = /^(?:Q3|Q4|end Q2|end Q3)\b/;

/** Runs the demo. @returns the exit code */
export async function demoSlate(flags: Flags, games: number, output: Output): Promise<number> {
  const seconds = flags.number("seconds", { min: 10, max: 86_400 });
  const speed = flags.number("speed", { min: 1, max: 1_000 });
  if (flags.text("league") !== undefined) {
    throw usage("Cannot use --league with --slate: a slate has games of both");
  }
  if (asksForSetup(flags, ["limit", "exit", "config"])) {
    throw usage("Cannot use flags of a strategy or an account with --slate: leagues have theirs in config");
  }
  const simulator = orFail(
    await startSimulator({
      plan: {
        kind: "slate",
        games,
        seed: flags.number("seed", { min: 0, max: 4_294_967_295, whole: true }) ?? DEFAULT_SEED,
        pregameMs: PREGAME_MS,
        ...(seconds === undefined ? { speed: speed ?? DEFAULT_SPEED } : { seconds }),
      },
    }),
  );
  const folder = await Deno.makeTempDir({ prefix: "kalshi-live-demo-" });
  // A window that is closed hangs up more than once: it is listened to until all is put away.
  const signals = interrupted();
  try {
    return await trade(simulator, folder, flags, output);
  } finally {
    await simulator.close();
    await Deno.remove(folder, { recursive: true });
    signals.stop();
  }
}

async function trade(simulator: Simulator, folder: string, flags: Flags, output: Output): Promise<number> {
  const key = `${folder}/key.pem`;
  await Deno.writeTextFile(key, simulator.privateKeyPem, { mode: 0o600 });
  const lapse = simulator.speed ?? 1;
  const config = flags.text("config");
  const inner = new Flags([], {
    env: simulator.url,
    date: easternDate(Math.min(...simulator.games.map(({ startsAt }) => startsAt))),
    league: [...new Set(simulator.games.map(({ league }) => league))].join(","),
    // The same seed makes the same games: a folder of its own keeps a demo from going on with an earlier one.
    recordings: `${flags.text("recordings") ?? "recordings"}/slate-${formatStart(Date.now())}`,
    "time-lapse": String(lapse),
    ...(config === undefined ? {} : { config: [config] }),
    limit: flags.list("limit"),
    exit: flags.list("exit"),
  });
  const { settled } = await readSettings(flags, { named: config });
  const display = chooseDisplay(flags, settled.display.form);
  const found = await discoverJobs(inner, output);
  if (display === "plain") {
    output.line(`${found.jobs.jobs.length} games discovered, written to ${found.path}`);
  }
  return await workDay(inner, found, output, {
    environment: { KALSHI_SIM_API_KEY_ID: simulator.keyId, KALSHI_SIM_PRIVATE_KEY_PATH: key },
    beside: killOneHalfWay,
    display,
    name: `sim ×${Math.round(lapse)}`,
  });
}

/** Kills one worker when its game is in the second half; the manager must bring it back. */
const killOneHalfWay: Beside = (manager: Manager) => {
  const timer = setInterval(() => {
    const victim = manager.workers.find(({ state, status }) =>
      state === "running" && status?.game !== undefined && SECOND_HALF.test(status.game)
    );
    if (victim?.pid === undefined) return;
    clearInterval(timer);
    manager.note({
      type: "note",
      id: victim.id,
      at: Date.now(),
      level: "warning",
      text: `the demo kills this worker (process ${victim.pid}): watch it come back`,
    });
    try {
      Deno.kill(victim.pid, "SIGKILL");
    } catch {
      // It has ended at this very moment.
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
};
