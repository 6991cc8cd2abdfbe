/**
 * `kalshi-live TICKER…`: paper-trades markets in the terminal.
 *
 * @module
 */
import { readEnvironment } from "../kalshi/environment.ts";
import { isDemoLink, readTicker } from "../kalshi/tickers.ts";
import { VERSION } from "../version.ts";
import { TRADING_FLAGS } from "./setup_flags.ts";
import { type CommandSpec, type Flags, type FlagSpec, HELP_FLAG, usage } from "./flags.ts";
import { readSetup } from "./setup.ts";
import { readSigner } from "./credentials.ts";
import { mustReach } from "./granted.ts";
import type { Output } from "./program.ts";
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
  summary: "Paper-trades markets in the terminal. A ticker of a market or an event, or a kalshi.com link.",
  flags: [
    { name: "event", kind: "list", value: "EVENT", help: "trade all active markets of an event" },
    { name: "mode", kind: "text", value: "paper", help: "how to trade (paper)" },
    { name: "live", kind: "switch", help: "trade with real money: not in this version" },
    { name: "env", kind: "text", value: "prod|demo|sim|URL", help: "which exchange (prod)" },
    ...TRADING_FLAGS,
    ...DISPLAY_FLAGS,
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live KXNBAGAME-26NOV22LALBOS-LAL",
    "kalshi-live KXNBAGAME-26NOV22LALBOS --threshold 0.9 --balance 5000",
    "kalshi-live https://kalshi.com/markets/kxnbagame/nba-game/kxnbagame-26nov22lalbos --plain",
  ],
};

/** Reads the markets' words, and checks that only paper is asked for. */
function readWords(flags: Flags): string[] {
  const mode = flags.choice("mode", ["paper", "live"]);
  if (flags.switch("live") === true || mode === "live") {
    throw usage("Cannot trade live: this version trades on paper only; leave out --live");
  }
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
  const { setup, registry, form, notices } = await readSetup(flags, newOrderPrefix());
  const signer = readSigner(environment.value, output);
  const recordings = readRecordings(flags);
  return await watchSession({
    session: {
      environment: environment.value,
      ...(signer === undefined ? {} : { signer }),
      openSocket: socketOpener(),
      words,
      setup,
      registry,
      ...(recordings === undefined ? {} : { recordings }),
      program: VERSION,
    },
    display: chooseDisplay(flags, form),
    environment: environment.value.name === "custom"
      ? new URL(environment.value.restUrl).host
      : environment.value.name,
    notices,
  }, output);
}
