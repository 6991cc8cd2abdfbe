/**
 * `kalshi-live TICKER…`: trades markets in the terminal, on paper or, after a typed yes, live.
 *
 * @module
 */
import { checkHardCap } from "../core/risk/hard_cap.ts";
import { readEnvironment } from "../kalshi/environment.ts";
import { isDemoLink, readTicker } from "../kalshi/tickers.ts";
import { VERSION } from "../version.ts";
import { TRADING_FLAGS } from "./setup_flags.ts";
import { type CommandSpec, type Flags, type FlagSpec, HELP_FLAG, usage } from "./flags.ts";
import { readSetup } from "./setup.ts";
import { noKeyNamed, readSigner } from "./credentials.ts";
import { mustReach } from "./granted.ts";
import { environmentName, STATE_FLAG, stateFolder } from "./journal/account_journal.ts";
import { withConfirmation } from "./live/begin_live.ts";
import type { LiveOptions } from "../session/live/live_options.ts";
import { failure, type Output } from "./program.ts";
import { socketOpener } from "./no_proxy.ts";
import { chooseDisplay, watchSession } from "./watch_session.ts";

/** Flags about what is shown and kept. */
export const DISPLAY_FLAGS: readonly FlagSpec[] = [
  { name: "json", kind: "switch", help: "write decisions and summary as lines of JSON" },
  { name: "plain", kind: "switch", help: "write log lines instead of the dashboard" },
  { name: "record", kind: "switch", help: "record the session (on; --no-record turns it off)" },
  { name: "recordings", kind: "text", value: "DIR", help: "folder of recordings (recordings)" },
];

/** The command line of the runner. */
export const RUN: CommandSpec = {
  name: "",
  words: "TICKER…",
  summary:
    "Trades markets in the terminal, on paper unless --live. A ticker of a market or an event, or a link.",
  flags: [
    { name: "event", kind: "list", value: "EVENT", help: "trade all active markets of an event" },
    { name: "mode", kind: "text", value: "paper|live", help: "how to trade (paper)" },
    { name: "live", kind: "switch", help: "trade with real money: shows all that matters, wants yes typed" },
    { name: "env", kind: "text", value: "prod|demo|sim|URL", help: "which exchange (prod)" },
    ...TRADING_FLAGS,
    ...DISPLAY_FLAGS,
    STATE_FLAG,
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live KXNBAGAME-26NOV22LALBOS-LAL",
    "kalshi-live KXNBAGAME-26NOV22LALBOS --threshold 0.9 --balance 5000",
    "kalshi-live KXNBAGAME-26NOV22LALBOS-LAL --live --limit max_daily_loss=50",
    "kalshi-live https://kalshi.com/markets/kxnbagame/nba-game/kxnbagame-26nov22lalbos --plain",
  ],
};

/** Reads where orders go: nothing but a flag of this very command sends them to an exchange. */
function readMode(flags: Flags): "paper" | "live" {
  const mode = flags.choice("mode", ["paper", "live"] as const);
  const live = flags.switch("live");
  if (live === true && mode === "paper") {
    throw usage("Cannot use --live with --mode paper: expected one of them");
  }
  if (live === false && mode === "live") {
    throw usage("Cannot use --no-live with --mode live: expected one of them");
  }
  return live === true || mode === "live" ? "live" : "paper";
}

/** Reads and checks the markets' words. */
function readWords(flags: Flags): string[] {
  const words = [...flags.words, ...flags.list("event")];
  if (words.length === 0) throw usage("Cannot run: expected a ticker such as KXNBAGAME-26NOV22LALBOS-LAL");
  for (const word of words) {
    const ticker = readTicker(word);
    if (!ticker.ok) throw usage(ticker.reason.message);
  }
  return words;
}

/** A prefix of `client_order_id` that no other session has. */
export function newOrderPrefix(): string {
  return `kl-${crypto.randomUUID().slice(0, 8)}`;
}

/** Where to record, or `undefined` where nothing is to be recorded. */
export function readRecordings(flags: Flags): string | undefined {
  return flags.switch("record") === false ? undefined : flags.text("recordings") ?? "recordings";
}

/** Runs the command. */
export async function run(flags: Flags, output: Output): Promise<number> {
  const words = readWords(flags);
  const environment = readEnvironment(flags.text("env") ?? "prod");
  if (!environment.ok) throw usage(environment.reason.message);
  const demo = environment.value.name === "prod" ? words.find(isDemoLink) : undefined;
  if (demo !== undefined) {
    throw usage(`Cannot trade ${demo}: it is a link to the demo site, expected --env demo`);
  }
  mustReach(environment.value.restUrl, "--env");
  const mode = readMode(flags);
  const { setup, registry, models, form, notices } = await readSetup(flags, newOrderPrefix(), {
    mode,
    ratedAt: Date.now(),
  });
  const capped = mode === "live" ? checkHardCap(setup.limits) : undefined;
  if (capped?.ok === false) throw usage(capped.reason.message);
  const signer = readSigner(environment.value, output);
  const recordings = readRecordings(flags);
  const name = environmentName(environment.value);
  const watch = (live?: LiveOptions) =>
    watchSession({
      session: {
        environment: environment.value,
        ...(signer === undefined ? {} : { signer }),
        openSocket: socketOpener(),
        words,
        setup,
        registry,
        models,
        ...(recordings === undefined ? {} : { recordings }),
        ...(live === undefined ? {} : { live }),
        program: VERSION,
      },
      display: chooseDisplay(flags, form),
      environment: name,
      notices,
    }, output);
  if (mode === "paper") return await watch();
  if (signer === undefined) {
    throw failure(noKeyNamed(environment.value, "Cannot trade live"));
  }
  if (recordings === undefined) {
    throw usage("Cannot trade live without a recording: expected no --no-record");
  }
  return await withConfirmation(
    {
      environment: environment.value,
      environmentName: name,
      signer,
      words,
      setup,
      state: stateFolder(flags),
    },
    output,
    watch,
  );
}
