/**
 * All commands, and how the command line finds its own.
 *
 * - `run.ts`: `kalshi-live TICKER…`, the terminal runner
 * - `demo.ts`: a generated game against the embedded exchange
 * - `simulate.ts`: the embedded exchange by itself
 * - `replay.ts`, `import.ts`, `export.ts`, `recordings.ts`: recordings
 * - `discover.ts`, `work/`: a day's games and their workers
 * - `strategies.ts`: the rules, explained; a file to begin one of your own
 * - `backtest/`: strategies over recorded games, sweeps of their parameters; `serve.ts`: the same over HTTP
 * - `journal/`: the journal and the audit log of an account: `reconcile`, `audit`, `arm`, `disarm`, `kill`,
 *   `groups`, `halts`
 * - `ratings/`: how strong teams are by earlier results
 * - `training/`: models of who wins, from plays of earlier seasons
 * - `models/`: models of who wins: measuring them
 * - `config.ts`: the settings in force
 * - `lag.ts`: how far scoreboards are behind the book
 * - `account/`: orders, positions, fills, settlements and money of an account; cancelling
 *
 * @module
 */
import { describeError } from "../lib/errors.ts";
import { nearest } from "../lib/nearest.ts";
import { withoutKeys } from "../kalshi/signing/pem.ts";
import { VERSION } from "../version.ts";
import { CANCEL, cancelCommand } from "./account/cancel.ts";
import {
  BALANCE,
  balanceCommand,
  FILLS,
  fillsCommand,
  ORDERS,
  ordersCommand,
  POSITIONS,
  positionsCommand,
  SETTLEMENTS,
  settlementsCommand,
} from "./account/lists.ts";
import { BACKTEST, backtestCommand } from "./backtest/backtest.ts";
import { serveFolder } from "./backtest/served.ts";
import { SWEEP, sweepCommand } from "./backtest/sweep.ts";
import { CONFIG, configCommand } from "./config.ts";
import { DEMO, demo } from "./demo.ts";
import { DISCOVER, discoverCommand } from "./discover.ts";
import { EXPORT, exportCommand } from "./export.ts";
import { type CommandSpec, type Flags, helpRows, helpText, parseFlags } from "./flags.ts";
import type { Need } from "./granted.ts";
import { IMPORT, importCommand } from "./import.ts";
import { ARM, armCommand, DISARM, disarmCommand } from "./journal/arm.ts";
import { AUDIT, auditCommand } from "./journal/audit.ts";
import { GROUPS, groupsCommand } from "./journal/groups.ts";
import { HALTS, haltsCommand } from "./journal/halts.ts";
import { KILL, killCommand } from "./journal/kill.ts";
import { RECONCILE, reconcileCommand } from "./journal/reconcile.ts";
import { LAG, lag } from "./lag.ts";
import { EVALUATE, evaluateCommand } from "./models/evaluate.ts";
import { safeLine } from "../lib/safe_text.ts";
import { CliError, EXIT_FAILURE, EXIT_USAGE, goOnWithoutOutput, type Output } from "./program.ts";
import { RATINGS, ratingsCommand, ratingsWrite } from "./ratings/ratings.ts";
import { RECORDINGS, recordingsCommand } from "./recordings.ts";
import { REPLAY, replay } from "./replay.ts";
import { RUN, run } from "./run.ts";
import { SERVE, serveCommand } from "./serve.ts";
import { SIMULATE, simulate } from "./simulate.ts";
import { STRATEGIES_SPEC, strategiesCommand } from "./strategies.ts";
import { SCHEDULE, schedule } from "./work/schedule.ts";
import { TRAIN, train } from "./training/train.ts";
import { WORK, work } from "./work/work.ts";
import { WORKER, worker } from "./work/worker.ts";

/** A command of the program. */
export interface Command {
  readonly spec: CommandSpec;
  readonly run: (flags: Flags, output: Output) => Promise<number>;
  /** The permissions it needs beside reading files; all else is given back before it begins. */
  readonly needs: readonly Need[] | ((flags: Flags) => readonly Need[]);
  /** It is done to its end although nobody reads its output any more: it changes something, or its exit code is the answer. */
  readonly goesOn?: true;
}

/** A session talks and records. */
const SESSION: readonly Need[] = ["net", "write"];
/** Its manager starts processes too. */
const WORKERS: readonly Need[] = [...SESSION, "run"];

const DEFAULT: Command = { spec: RUN, run, needs: SESSION };

/** All commands, in the order in which the help shows them. */
export const COMMANDS: readonly Command[] = [
  DEFAULT,
  { spec: DEMO, run: demo, needs: (flags) => flags.text("slate") === undefined ? SESSION : WORKERS },
  { spec: SIMULATE, run: simulate, needs: SESSION },
  { spec: REPLAY, run: replay, needs: [] },
  { spec: IMPORT, run: importCommand, needs: ["write"] },
  { spec: EXPORT, run: exportCommand, needs: ["write"] },
  { spec: RECORDINGS, run: recordingsCommand, needs: ["write"] },
  { spec: DISCOVER, run: discoverCommand, needs: SESSION },
  { spec: WORK, run: work, needs: WORKERS },
  { spec: WORKER, run: worker, needs: SESSION },
  { spec: SCHEDULE, run: schedule, needs: WORKERS },
  {
    spec: STRATEGIES_SPEC,
    run: strategiesCommand,
    needs: ({ words }) => words[0] === "new" ? ["write"] : [],
  },
  { spec: BACKTEST, run: backtestCommand, needs: ["write"] },
  { spec: SWEEP, run: sweepCommand, needs: ["write"] },
  {
    spec: EVALUATE,
    run: evaluateCommand,
    needs: (flags) => flags.text("out") === undefined ? [] : ["write"],
  },
  { spec: SERVE, run: serveCommand(serveFolder), needs: SESSION },
  { spec: RECONCILE, run: reconcileCommand, needs: SESSION, goesOn: true },
  { spec: ARM, run: armCommand, needs: ["write"], goesOn: true },
  { spec: DISARM, run: disarmCommand, needs: ["write"], goesOn: true },
  { spec: GROUPS, run: groupsCommand, needs: SESSION, goesOn: true },
  { spec: HALTS, run: haltsCommand, needs: ["write"], goesOn: true },
  { spec: KILL, run: killCommand, needs: ["write"], goesOn: true },
  { spec: AUDIT, run: auditCommand, needs: ["write"], goesOn: true },
  {
    spec: RATINGS,
    run: (flags, output) => ratingsCommand(flags, output),
    needs: (flags) => ratingsWrite(flags) ? ["write"] : [],
  },
  { spec: TRAIN, run: train, needs: ["write"] },
  { spec: CONFIG, run: configCommand, needs: [] },
  { spec: LAG, run: lag, needs: [] },
  { spec: ORDERS, run: ordersCommand, needs: ["net"] },
  {
    spec: CANCEL,
    run: (flags, output) => cancelCommand(flags, output),
    needs: (flags) => flags.switch("whole-account") === true ? ["net", "write"] : ["net"],
    goesOn: true,
  },
  { spec: POSITIONS, run: positionsCommand, needs: ["net"] },
  { spec: BALANCE, run: balanceCommand, needs: ["net"] },
  { spec: FILLS, run: fillsCommand, needs: ["net"] },
  { spec: SETTLEMENTS, run: settlementsCommand, needs: ["net"] },
];

/** The help of the whole program. */
export function overview(): string {
  const rows = COMMANDS.map(({ spec }) => ({
    left: ["kalshi-live", spec.name, spec.words].filter((part) => part !== "").join(" "),
    help: spec.summary,
  }));
  return [
    `kalshi-live ${VERSION}: a trading terminal for sports prediction markets`,
    "",
    "Commands:",
    ...helpRows(rows),
    "",
    "kalshi-live COMMAND --help shows a command's flags, kalshi-live TICKER --help",
    "those of the runner. Trading is on paper unless --live is given and yes is",
    "typed, or a worker is armed: kalshi-live arm.",
  ].join("\n");
}

/**
 * Runs the program.
 *
 * @param argv words of the command line
 * @param giveBack called with what a command needs, before it begins
 * @returns the exit code: 0 well, 1 it could not be done, 2 the command line was wrong
 */
export async function main(
  argv: readonly string[],
  output: Output,
  giveBack: (needed: readonly Need[]) => void = () => {},
): Promise<number> {
  try {
    return await dispatch(argv, output, giveBack);
  } catch (error) {
    if (error instanceof CliError) {
      output.note(`kalshi-live: ${safeLine(withoutKeys(error.message))}`);
      return error.exitCode;
    }
    output.note(
      `kalshi-live: ${safeLine(withoutKeys(describeError(error)))}`,
    );
    return EXIT_FAILURE;
  }
}

async function dispatch(
  argv: readonly string[],
  output: Output,
  giveBack: (needed: readonly Need[]) => void,
): Promise<number> {
  const [first, ...rest] = argv;
  if (first === "--version" || first === "-V") {
    output.line(VERSION);
    return 0;
  }
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    const asked = first === "help" ? rest[0] : undefined;
    const named = COMMANDS.find(({ spec }) => spec.name !== "" && spec.name === asked);
    if (asked !== undefined && named === undefined) throw unknownCommand(asked, "command");
    output.line(named === undefined ? overview() : helpText(named.spec));
    return 0;
  }
  const named = COMMANDS.find(({ spec }) => spec.name !== "" && spec.name === first);
  const command = named ?? DEFAULT;
  if (named === undefined && /^[a-z][a-z_]*$/.test(first)) {
    throw unknownCommand(first, "command or ticker");
  }
  const flags = parseFlags(command.spec, named === undefined ? argv : rest);
  if (flags.switch("help") === true) {
    output.line(helpText(command.spec));
    return 0;
  }
  if (command.goesOn === true) goOnWithoutOutput();
  giveBack(typeof command.needs === "function" ? command.needs(flags) : command.needs);
  return await command.run(flags, output);
}

function unknownCommand(word: string, kind: string): CliError {
  const near = nearest(word, COMMANDS.map(({ spec }) => spec.name).filter((name) => name !== ""));
  const hint = near === undefined ? "see kalshi-live help" : `did you mean ${near}?`;
  return new CliError(EXIT_USAGE, `Cannot run "${word}": no such ${kind}, ${hint}`);
}
