/**
 * `kalshi-live demo`: a whole generated game, paper-traded against the embedded exchange over real sockets.
 *
 * The game runs many times faster than a real one. What a trader would count in seconds of the game (time-outs, holds,
 * rests, latency) is shortened by the same factor, so that the session is that of a real game seen in time lapse.
 *
 * @module
 */
import { readEnvironment } from "../kalshi/environment.ts";
import { createSigner } from "../kalshi/signing/sign.ts";
import { GENERATED_LEAGUES, type Simulator, startSimulator } from "../simulator/mod.ts";
import type { LiveOptions } from "../session/live/live_options.ts";
import { VERSION } from "../version.ts";
import { withConfirmation } from "./live/begin_live.ts";
import { STANDARD_ASKER } from "./live/confirm.ts";
import { demoSlate } from "./demo_slate.ts";
import { TRADING_FLAGS } from "./setup_flags.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { interrupted, orFail, type Output } from "./program.ts";
import { type ReadSetup, readSetup } from "./setup.ts";
import { inTimeLapse } from "../session/setup/time_lapse.ts";
import { DISPLAY_FLAGS, newOrderPrefix, readRecordings } from "./run.ts";
import { chooseDisplay, watchSession } from "./watch_session.ts";

const DEFAULT_SECONDS = 60;
/** A person wants to look at what real orders do, and to place one. */
const DEFAULT_LIVE_SECONDS = 120;
const DEFAULT_SEED = 7;
/** The score is asked for about ten times a minute of the game, but never more than five times a second. */
const SCORE_EVERY_GAME_MS = 6_000;
const LEAST_SCORE_EVERY_MS = 200;

/** The command line of `demo`. */
export const DEMO: CommandSpec = {
  name: "demo",
  words: "",
  summary: "Plays a generated game on the embedded exchange and paper-trades it. No account, no network.",
  flags: [
    { name: "seconds", kind: "text", value: "N", help: `how long it takes (${DEFAULT_SECONDS})` },
    {
      name: "speed",
      kind: "text",
      value: "N",
      help: "how many times faster than a real game, in place of --seconds",
    },
    { name: "seed", kind: "text", value: "N", help: `which game (${DEFAULT_SEED})` },
    {
      name: "live",
      kind: "switch",
      help: "trade it live with PLAY MONEY: an account at the embedded exchange, yes typed, journal and all",
    },
    { name: "slate", kind: "text", value: "N", help: "N games at once, discovered, a worker each (1–16)" },
    { name: "league", kind: "text", value: GENERATED_LEAGUES.join("|"), help: "which sport (nba)" },
    ...TRADING_FLAGS,
    ...DISPLAY_FLAGS,
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live demo",
    "kalshi-live demo --seconds 10 --seed 42",
    "kalshi-live demo --live",
    "kalshi-live demo --slate 4",
    "kalshi-live demo --league nfl --json",
  ],
};

/** Runs the command. */
export async function demo(flags: Flags, output: Output): Promise<number> {
  const [surplus] = flags.words;
  if (surplus !== undefined) {
    throw usage(`Cannot use "${surplus}": demo takes no words, it makes its own game`);
  }
  const games = flags.number("slate", { min: 1, max: 16, whole: true });
  const live = flags.switch("live") === true;
  if (games !== undefined) {
    if (live) throw usage("Cannot use --live with --slate: expected one of them");
    return await demoSlate(flags, games, output);
  }
  const prepared = await readSetup(flags, newOrderPrefix(), { mode: live ? "live" : "paper" });
  const seconds = flags.number("seconds", { min: 1, max: 86_400 });
  const speed = flags.number("speed", { min: 1, max: 10_000 });
  const simulator = orFail(
    await startSimulator({
      plan: {
        kind: "generated",
        league: flags.choice("league", GENERATED_LEAGUES) ?? "nba",
        seed: flags.number("seed", { min: 0, max: 4_294_967_295, whole: true }) ?? DEFAULT_SEED,
        ...(speed === undefined
          ? { seconds: seconds ?? (live ? DEFAULT_LIVE_SECONDS : DEFAULT_SECONDS) }
          : { speed }),
      },
      waitForSubscriber: true,
    }),
  );
  // A window that is closed hangs up more than once: it is listened to until the exchange is closed too.
  const signals = interrupted();
  const stopAfter = speed === undefined ? undefined : seconds;
  try {
    return live
      ? await tradeLive(simulator, prepared, flags, output, stopAfter, signals.pressed)
      : await trade(simulator, prepared, flags, output, stopAfter);
  } finally {
    await simulator.close();
    signals.stop();
  }
}

/** Trades it as with real money, from the typed yes on; journal and audit log are of this demo alone, and go with it. */
async function tradeLive(
  simulator: Simulator,
  prepared: ReadSetup,
  flags: Flags,
  output: Output,
  stopAfterSeconds: number | undefined,
  pressed: Promise<string>,
): Promise<number> {
  const state = await Deno.makeTempDir({ prefix: "kalshi-live-demo-" });
  const environment = orFail(readEnvironment(simulator.url));
  const asker = {
    isTerminal: STANDARD_ASKER.isTerminal,
    show: STANDARD_ASKER.show,
    readLine: () => Promise.race([STANDARD_ASKER.readLine(), pressed.then(() => undefined)]),
  };
  try {
    return await withConfirmation(
      {
        environment: { ...environment, name: "sim" },
        environmentName: "sim",
        signer: orFail(createSigner(simulator.keyId, simulator.privateKeyPem)),
        words: eventsOf(simulator),
        setup: prepared.setup,
        state,
      },
      output,
      (live) => trade(simulator, prepared, flags, output, stopAfterSeconds, live),
      asker,
    );
  } finally {
    await Deno.remove(state, { recursive: true });
  }
}

function eventsOf({ markets }: Simulator): string[] {
  return [...new Set(markets.map(({ event }) => event))];
}

async function trade(
  simulator: Simulator,
  { setup, registry, models, form, notices }: ReadSetup,
  flags: Flags,
  output: Output,
  stopAfterSeconds: number | undefined,
  live?: LiveOptions,
): Promise<number> {
  const lapse = simulator.speed ?? 1;
  const recordings = readRecordings(flags);
  const environment = orFail(readEnvironment(simulator.url));
  const signer = orFail(createSigner(simulator.keyId, simulator.privateKeyPem));
  const stop = stopTimer(stopAfterSeconds);
  try {
    return await watchSession({
      session: {
        environment: { ...environment, name: "sim" },
        signer,
        words: eventsOf(simulator),
        setup: inTimeLapse(setup, lapse),
        registry,
        models,
        ...(recordings === undefined ? {} : { recordings }),
        ...(live === undefined ? {} : { live }),
        program: VERSION,
        scoreEveryMs: Math.max(LEAST_SCORE_EVERY_MS, SCORE_EVERY_GAME_MS / lapse),
      },
      display: chooseDisplay(flags, form),
      environment: "sim",
      notices: [
        ...(live === undefined ? [] : ["PLAY MONEY: the embedded exchange of this machine, nobody's money"]),
        `demo: a generated game, ${
          Math.round(lapse)
        } times faster than a real one; times are shortened alike`,
        ...notices,
      ],
      ...(stop === undefined ? {} : { until: stop.passed }),
    }, output);
  } finally {
    stop?.cancel();
  }
}

/** With both a speed and a length, the game is left when the time is up. */
function stopTimer(seconds: number | undefined) {
  if (seconds === undefined) return undefined;
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`${seconds} seconds are up`), seconds * 1000);
  return { passed: promise, cancel: () => clearTimeout(timer) };
}
