/**
 * `kalshi-live simulate`: the embedded exchange by itself, for other programs, tests and a second terminal.
 *
 * @module
 */
import { describeError } from "../lib/errors.ts";
import {
  CONTROL_PATH,
  GENERATED_LEAGUES,
  KEY_TYPES,
  type KnownKey,
  type SimulationPlan,
  type Simulator,
  startSimulator,
} from "../simulator/mod.ts";
import { holdsKey } from "../kalshi/signing/pem.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { failure, interrupted, orFail, type Output } from "./program.ts";
import { followLines } from "./simulate_lines.ts";

const DEFAULT_PORT = 8899;
const MAX_FAULT_MS = 86_400_000;

/** The command line of `simulate`. */
export const SIMULATE: CommandSpec = {
  name: "simulate",
  words: "[CAPTURE…]",
  summary: "Serves a generated game, or captured frames, as the exchange would: REST and WebSocket.",
  flags: [
    {
      name: "port",
      kind: "text",
      value: "N",
      help: `port to listen on; 0 takes a free one (${DEFAULT_PORT})`,
    },
    {
      name: "slate",
      kind: "text",
      value: "N",
      help: "N games of both sports at once, with scoreboards (1–16)",
    },
    {
      name: "league",
      kind: "text",
      value: GENERATED_LEAGUES.join("|"),
      help: "sport of the generated game (nba)",
    },
    {
      name: "quiet",
      kind: "switch",
      help: "markets in which nothing happens but what clients and a script of --faults do",
    },
    { name: "seed", kind: "text", value: "N", help: "which game (7)" },
    { name: "speed", kind: "text", value: "N", help: "how many times faster than real time (1)" },
    { name: "wait", kind: "switch", help: "time stands still until the first client has subscribed" },
    {
      name: "stepped",
      kind: "switch",
      help: "captures only: Enter sends the next frame, N Enter the next N",
    },
    { name: "key-file", kind: "text", value: "FILE", help: "write the private key for clients to this file" },
    { name: "key-type", kind: "text", value: KEY_TYPES.join("|"), help: "kind of that key (ed25519)" },
    {
      name: "client-key",
      kind: "list",
      value: "[ID=]FILE",
      help: "a client's own public key, PEM, and the id it signs with",
    },
    {
      name: "commands",
      kind: "switch",
      help:
        "read commands from the input, a line each: faults, and turns of a market's life; help lists them",
    },
    {
      name: "drop-after",
      kind: "text",
      value: "TIME",
      help: "drop all sockets so long after the first opened",
    },
    { name: "skip-after", kind: "text", value: "N", help: "lose one book change after N were sent" },
    {
      name: "silent-after",
      kind: "text",
      value: "TIME",
      help: "go silent so long after the first socket opened",
    },
    {
      name: "faults",
      kind: "text",
      value: "FILE",
      help: "misbehave as this script says, JSON; src/simulator/control/README.md describes it",
    },
    { name: "rate-limits", kind: "switch", help: "refuse reads beyond the Basic tier with 429" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live simulate --slate 4 --speed 10",
    "kalshi-live simulate --client-key my-client=public.pem --key-file sim.pem --key-type rsa",
    "kalshi-live simulate --league nfl --speed 20 --key-file sim.pem",
    "kalshi-live simulate captures/*.ndjson.gz --speed 50 --wait --key-file sim.pem",
  ],
};

function readPlan(flags: Flags): SimulationPlan {
  const speed = flags.number("speed", { min: 0.01, max: 10_000 });
  const pace = speed === undefined ? {} : { speed };
  if (flags.words.length > 0) {
    if (flags.switch("quiet") === true) {
      throw usage("Cannot use --quiet with captures: expected one of them");
    }
    const given = ["league", "seed", "slate"].find((name) => flags.text(name) !== undefined);
    if (given !== undefined) throw usage(`Cannot use --${given} with captures: it is for generated games`);
    return { kind: "captured", paths: flags.words, ...pace, stepped: flags.switch("stepped") === true };
  }
  if (flags.switch("stepped") === true) {
    throw usage("Cannot step a generated game: --stepped is for captures");
  }
  if (flags.switch("quiet") === true) {
    const other = ["league", "seed", "slate", "speed"].find((name) => flags.text(name) !== undefined);
    if (other !== undefined) throw usage(`Cannot use --${other} with --quiet: no game is played there`);
    return { kind: "quiet" };
  }
  const seed = flags.number("seed", { min: 0, max: 4_294_967_295, whole: true }) ?? 7;
  const games = flags.number("slate", { min: 1, max: 16, whole: true });
  const league = flags.choice("league", GENERATED_LEAGUES);
  if (games !== undefined) {
    return { kind: "slate", games, seed, ...(league === undefined ? {} : { leagues: [league] }), ...pace };
  }
  return { kind: "generated", league: league ?? "nba", seed, ...pace };
}

function readFaults(flags: Flags) {
  const drop = flags.duration("drop-after", MAX_FAULT_MS);
  const skip = flags.number("skip-after", { min: 1, max: 1_000_000_000, whole: true });
  const silent = flags.duration("silent-after", MAX_FAULT_MS);
  return {
    ...(drop === undefined ? {} : { dropSocketAfterMs: drop }),
    ...(skip === undefined ? {} : { skipSequenceAfter: skip }),
    ...(silent === undefined ? {} : { silentAfterMs: silent }),
  };
}

/** Runs the command until it is interrupted or everything has been played. */
export async function simulate(flags: Flags, output: Output): Promise<number> {
  const plan = readPlan(flags);
  const keyFile = flags.text("key-file");
  if (holdsKey(keyFile ?? "")) {
    throw usage("Cannot use --key-file: it holds a key, expected the path of its file");
  }
  const keyType = flags.choice("key-type", KEY_TYPES);
  if (keyType !== undefined && keyFile === undefined) {
    throw usage("Cannot use --key-type without --key-file: it is the kind of the key that is written there");
  }
  const clients = readClientKeys(flags);
  const faults = readScript(flags.text("faults"));
  const simulator = orFail(
    await startSimulator({
      plan,
      port: flags.number("port", { min: 0, max: 65_535, whole: true }) ?? DEFAULT_PORT,
      waitForSubscriber: flags.switch("wait") === true,
      rateLimits: flags.switch("rate-limits") === true,
      faults: readFaults(flags),
      keys: clients,
      ...(keyType === undefined ? {} : { keyType }),
    }),
  );
  const signals = interrupted();
  try {
    if (faults !== undefined) orFail(simulator.control.takeUnread(faults));
    if (keyFile !== undefined) writeKey(keyFile, simulator.privateKeyPem);
    output.line(`Serving ${simulator.url}`);
    for (const { ticker, yesLabel } of simulator.markets) output.line(`  ${ticker}  YES: ${yesLabel}`);
    const said = tellDamage(simulator, output);
    for (const line of tellConnection(simulator, clients, keyFile)) output.line(line);
    output.line(`Control ${simulator.url}${CONTROL_PATH}  Authorization: Bearer ${simulator.controlToken}`);
    const stepped = plan.kind === "captured" && plan.stepped === true;
    const lines = stepped || flags.switch("commands") === true
      ? followLines(simulator, output, stepped)
      : undefined;
    await Promise.race([signals.pressed, stepped ? lines : simulator.done]);
    tellDamage(simulator, output, said);
    if (!stepped) output.line("Ended.");
  } finally {
    // A window that is closed hangs up more than once: it is listened to until everything is closed.
    await simulator.close();
    signals.stop();
  }
  return 0;
}

/** Notes what is wrong with the captures and has not been said. @returns all that has been said */
function tellDamage(simulator: Simulator, output: Output, said: readonly string[] = []): readonly string[] {
  const { damage } = simulator;
  for (const line of damage) if (!said.includes(line)) output.note(line);
  return damage;
}

/** How a client gets in, as words for a shell. */
function tellConnection(simulator: Simulator, clients: readonly ClientKey[], keyFile: string | undefined) {
  const command = `kalshi-live ${simulator.markets[0]?.event ?? ""} --env ${simulator.url}`;
  const lines = [`Key id ${simulator.keyId}`];
  if (keyFile !== undefined) {
    lines.push(
      `KALSHI_SIM_API_KEY_ID=${simulator.keyId} KALSHI_SIM_PRIVATE_KEY_PATH=${keyFile} \\`,
      `  ${command}`,
    );
  }
  for (const { keyId, path } of clients) {
    lines.push(`Key id ${keyId}, of ${path}; its owner connects with:`);
    lines.push(`KALSHI_SIM_API_KEY_ID=${keyId} KALSHI_SIM_PRIVATE_KEY_PATH=… \\`, `  ${command}`);
  }
  if (lines.length === 1) {
    lines.push(
      "Without a key clients poll public REST; --key-file FILE writes one for the socket:",
      `  ${command}`,
    );
  }
  return lines;
}

/** A fault script as its file has it. */
function readScript(path: string | undefined): unknown {
  if (path === undefined) return undefined;
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    throw failure(`Cannot read fault script "${path}": ${describeError(error)}`);
  }
}

interface ClientKey extends KnownKey {
  readonly path: string;
}

/** Public keys of clients: `FILE`, or `ID=FILE` where the id is to be a certain one. */
function readClientKeys(flags: Flags): ClientKey[] {
  return flags.list("client-key").map((text) => {
    const cut = text.indexOf("=");
    const path = text.slice(cut + 1);
    try {
      const publicKeyPem = Deno.readTextFileSync(path);
      return { keyId: cut > 0 ? text.slice(0, cut) : crypto.randomUUID(), publicKeyPem, path };
    } catch (error) {
      const why = describeError(error);
      throw failure(`Cannot read client key "${path}": ${why}`);
    }
  });
}

/** A new file that only its owner can read; an existing one is left alone. */
function writeKey(path: string, pem: string): void {
  try {
    Deno.writeTextFileSync(path, pem, { createNew: true, mode: 0o600 });
  } catch (error) {
    const why = error instanceof Deno.errors.AlreadyExists
      ? "there is a file of that name; remove it or choose another"
      : error instanceof Error
      ? error.message
      : String(error);
    throw failure(`Cannot write key file "${path}": ${why}`);
  }
}
