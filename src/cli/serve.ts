/**
 * `kalshi-live serve`: backtests over HTTP, until it is interrupted.
 *
 * @module
 */
import type { ModelText } from "../models/live/shelf.ts";
import { MODEL_FLAG, readModels } from "./models.ts";
import type { Registry } from "../core/strategy/strategy.ts";
import { createClock } from "../lib/clock.ts";
import { isAbsolute, relative, resolve } from "node:path";
import type { RunBacktest, RunStore } from "../backtest/service.ts";
import { holdsKey } from "../kalshi/signing/pem.ts";
import { describeError } from "../lib/errors.ts";
import { trimFolder } from "../lib/files.ts";
import type { Setup } from "../session/setup/setup.ts";
import {
  isStrategyFile,
  type StrategyText,
  withStrategyFiles,
} from "../session/strategy_source/strategy_file.ts";
import { VERSION } from "../version.ts";
import {
  isLoopback,
  type ListenOptions,
  readOrMakeToken,
  startServer,
  TOKEN_FILE,
  type WebOptions,
  type WebServer,
} from "../web/mod.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { failure, interrupted, orFail, type Output } from "./program.ts";
import { REGISTRY } from "./rules.ts";
import { shippedSetup, withSettings } from "../session/setup/build.ts";
import { CONFIG_FLAG, readSettings, SETTING_FLAGS } from "./settings.ts";
import { safeLine } from "../lib/safe_text.ts";

const DEFAULT_PORT = 8787;
const DEFAULT_HOST = "127.0.0.1";

/** The command line of `serve`. */
export const SERVE: CommandSpec = {
  name: "serve",
  words: "",
  summary: "Serves backtests over HTTP: an API, its OpenAPI document, and a page to try it.",
  flags: [
    {
      name: "port",
      kind: "text",
      value: "N",
      help: `port to listen on; 0 takes a free one (${DEFAULT_PORT})`,
    },
    {
      name: "host",
      kind: "text",
      value: "ADDRESS",
      help: `address to listen on (${DEFAULT_HOST}); beyond loopback everything needs the token`,
    },
    {
      name: "allow-host",
      kind: "list",
      value: "NAME",
      help: "a further name or address by which clients call it",
    },
    {
      name: "token-file",
      kind: "text",
      value: "FILE",
      help: `the token that writers show, made where there is none (./${TOKEN_FILE})`,
    },
    { name: "recordings", kind: "text", value: "DIR", help: "folder of recordings and runs (recordings)" },
    {
      name: "strategy",
      kind: "list",
      value: "FILE",
      help: "a rule of your own that clients may run by its name; no request can name a file",
    },
    MODEL_FLAG,
    ...SETTING_FLAGS,
    CONFIG_FLAG,
    { name: "json", kind: "switch", help: "lines of JSON" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live serve",
    "kalshi-live serve --port 0 --json",
    "kalshi-live serve --host 0.0.0.0 --allow-host desk.example --token-file ~/.kalshi/serve-token",
  ],
};

/** The backtests of a folder, as the server runs and reads them. */
export interface ServedBacktests {
  readonly runBacktest: RunBacktest;
  readonly runs: RunStore;
  /** Ends what runs them, such as workers. */
  close?(): Promise<void> | void;
}

/** A name or address without port, as it may stand in a `Host` header. */
const HOST_NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\])$/;

function readListen(flags: Flags): ListenOptions {
  const hostname = flags.text("host") ?? DEFAULT_HOST;
  const hostNames = flags.list("allow-host");
  const bad = hostNames.find((name) => !HOST_NAME.test(name));
  if (bad !== undefined) {
    throw usage(`Cannot use --allow-host: expected a name or address without port, was "${bad}"`);
  }
  const port = flags.number("port", { min: 0, max: 65_535, whole: true }) ?? DEFAULT_PORT;
  return { hostname, port, hostNames };
}

/**
 * Makes the command.
 *
 * @param open makes runner and store for a folder of recordings; the runner must leave this thread free
 */
export function serveCommand(
  open: (recordingsRoot: string, rules: ServedRules) => ServedBacktests | Promise<ServedBacktests>,
): (flags: Flags, output: Output) => Promise<number> {
  return async function serve(flags, output) {
    if (flags.words.length > 0) throw usage(`Cannot serve "${flags.words[0]}": expected flags alone`);
    const listen = readListen(flags);
    const rules = await readServedRules(flags);
    for (const notice of rules.notices) output.note(notice);
    const root = trimFolder(flags.text("recordings") ?? "recordings");
    if (!isFolder(root)) throw failure(`Cannot serve "${root}": there is no such folder`);
    if (holdsKey(flags.text("token-file") ?? "")) {
      throw usage("Cannot use --token-file: it holds a key, expected the path of the token's file");
    }
    const tokenFile = resolve(flags.text("token-file") ?? besideRecordings(root));
    const token = orFail(await readOrMakeToken(tokenFile));
    const signals = interrupted();
    try {
      const backtests = await open(root, rules);
      try {
        const server = start(
          listen,
          backtests,
          { token, recordingsRoot: root, registry: rules.registry },
          output,
        );
        tell(server.url, tokenFile, listen, flags, output);
        const why = await signals.pressed;
        output.note(`stopping: ${why}`);
        await server.close();
      } finally {
        await backtests.close?.();
      }
    } finally {
      signals.stop();
    }
    return 0;
  };
}

/** The setup that requests are laid over, and the rules beside the built-in ones that they may name. */
export interface ServedRules {
  readonly base: Setup;
  readonly texts: readonly StrategyText[];
  /** Files of models that are not the program's own. */
  readonly modelTexts: readonly ModelText[];
}

/** Reads them from flags and the trader's file: no request can name a file. */
async function readServedRules(
  flags: Flags,
): Promise<ServedRules & { readonly registry: Registry; readonly notices: readonly string[] }> {
  const named = flags.list("strategy");
  const stray = named.find((word) => !isStrategyFile(word));
  if (stray !== undefined) {
    throw usage(`Cannot use --strategy ${stray}: clients name built-in rules themselves, expected a file`);
  }
  const { settled, file } = await readSettings(flags, { named: flags.text("config") });
  const ofFile = settled.strategies.map(({ rule }) => rule).filter(isStrategyFile);
  const { registry, texts } = orFail(await withStrategyFiles(REGISTRY, [...named, ...ofFile]));
  const notices = file === undefined ? [] : [`settings of ${file}`];
  const { models, texts: modelTexts } = await readModels(flags, { named: settled.models });
  const base = { ...withSettings(shippedSetup("bt"), [settled]), models };
  return { base, registry, texts, modelTexts, notices };
}

function start(
  listen: ListenOptions,
  { runBacktest, runs }: ServedBacktests,
  given: Pick<WebOptions, "token" | "recordingsRoot" | "registry">,
  output: Output,
): WebServer {
  try {
    return startServer(listen, {
      runBacktest,
      runs,
      ...given,
      tokenForReads: !isLoopback(listen.hostname),
      version: VERSION,
      now: createClock(),
      onFault: (error) => output.note(`fault: ${safeLine(describeError(error))}`),
    });
  } catch (error) {
    const why = error instanceof Deno.errors.AddrInUse
      ? "the port is taken; choose another, or --port 0"
      : error instanceof Error
      ? error.message
      : String(error);
    throw failure(`Cannot listen on ${listen.hostname}:${listen.port}: ${why}`);
  }
}

/** The token's file where none is named: here, which must not be among the recordings. */
function besideRecordings(root: string): string {
  const way = relative(Deno.realPathSync(root), Deno.realPathSync("."));
  // From another drive of Windows there is no relative way.
  if (/^\.\.([\\/]|$)/.test(way) || isAbsolute(way)) return TOKEN_FILE;
  const why = "this folder belongs to the recordings, which are copied and given away";
  throw usage(`Cannot keep the token in ./${TOKEN_FILE}: ${why}; start elsewhere, or name a --token-file`);
}

/** Says where the server is; the token is never shown, only where it lies. */
function tell(
  url: string,
  tokenFile: string,
  { hostname, hostNames }: ListenOptions,
  flags: Flags,
  output: Output,
): void {
  if (!isLoopback(hostname)) {
    output.note("warning: others can reach this server, over plain HTTP; put a proxy with TLS before it");
    output.note("everything needs the token, so that a browser cannot open its pages; programs and curl can");
    if (hostNames.length === 0) {
      output.note("clients must call it by --host or by a name or address given with --allow-host");
    }
  }
  if (flags.switch("json") === true) {
    output.line(JSON.stringify({ type: "serving", url, token_file: tokenFile }));
    return;
  }
  output.line(`Serving ${url}`);
  output.line(`Token for what writes: in ${tokenFile}`);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
