/**
 * A command's process: where its output goes, how it ends, and requests to end it.
 *
 * - Ends: one line on stderr and an exit code, where something is wrong.
 * - Requests to end: Ctrl-C, SIGTERM, a window that is closed, output that nobody takes any more. The first asks for an end
 *   in order. A second Ctrl-C or SIGTERM ends the program at once; hang-ups never do, since a window that is closed sends
 *   several: the terminal's own, and one more from its shell.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Result } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { safeLine } from "../lib/safe_text.ts";

/** The command line was wrong. */
export const EXIT_USAGE = 2;
/** The command line was right, but the work could not be done. */
export const EXIT_FAILURE = 1;

/** Unwinds to the entry, which prints the message and exits with the code. Used in this folder only. */
export class CliError extends Error {
  readonly exitCode: number;

  /** @param message one line: what was wrong, and what would be right */
  constructor(exitCode: number, message: string) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}

/** The work could not be done. */
export function failure(message: string): CliError {
  return new CliError(EXIT_FAILURE, message);
}

/** Takes the value, or ends the command with the refusal's line. */
export function orFail<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw failure(result.reason.message);
}

/** Where a command's output goes. */
export interface Output {
  /** A line of the result, on stdout. */
  line(text: string): void;
  /** Text of the result as it is, on stdout; settles when it was taken. */
  write(text: string): Promise<void>;
  /** A line about the work, on stderr. */
  note(text: string): void;
  /** Whether stdout is no longer read: the window is closed, or the reader of the pipe has gone. */
  readonly lost?: boolean;
  /** Columns of the terminal that stdout goes to; left out where it goes to a file or another program. */
  readonly columns?: number | undefined;
}

/** A stream of bytes such as `Deno.stdout`. */
interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

const encoder = new TextEncoder();
const PATIENCE_MS = 2;
const clock = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all of it before it returns.
 *
 * @throws where it is no longer read
 */
function writeWhole(stream: SyncWriter, text: string): void {
  const bytes = encoder.encode(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += stream.writeSync(bytes.subarray(written));
    } catch (error) {
      // A pipe that another program has made non-blocking is full: its reader will come.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(clock, 0, 0, PATIENCE_MS);
    }
  }
}

let lost = false;
let goesOn = false;

/**
 * From now on output that is lost ends nothing: the work is done to its end, and its exit code says what came of it. For commands
 * that change something, such as cancels, or whose exit code is the answer.
 */
export function goOnWithoutOutput(): void {
  goesOn = true;
}

/** Output that is lost ends the program: in order where its work asks for that, at once where nothing is left undone by that. */
function writeResult(text: string): void {
  if (lost) return;
  try {
    writeWhole(Deno.stdout, text);
  } catch (error) {
    lost = true;
    const closed = error instanceof Deno.errors.BrokenPipe;
    const why = closed ? "its reader has gone" : describeError(error);
    if (endWithoutOutput(`the output is lost: ${why}`)) return;
    if (goesOn) return writeToStderr(`${safeNote(`kalshi-live: the output is lost: ${why}`)}\n`);
    if (!closed) throw error;
    // A reader such as `head` that has seen enough closes the pipe; that is not our mistake.
    Deno.exit(0);
  }
}

/** Writes to stderr; where that is no longer read, the error is dropped: nobody is left to read it. */
export function writeToStderr(text: string): void {
  try {
    writeWhole(Deno.stderr, text);
  } catch {
    // Said above.
  }
}

/** Notes quote recordings, files and servers: each is one line without escape sequences, indented as it was. */
function safeNote(text: string): string {
  return text.slice(0, text.length - text.trimStart().length).replaceAll(/[^ ]/g, "") + safeLine(text);
}

/** The terminal or pipe the program runs in. */
export const STANDARD_OUTPUT: Output = {
  line: (text) => writeResult(`${text}\n`),
  // Written at once and whole: what reads us sets the pace, and nothing piles up in memory.
  write: (text) => Promise.resolve(writeResult(text)),
  note: (text) => writeToStderr(`${safeNote(text)}\n`),
  get lost() {
    return lost;
  },
  get columns() {
    if (!Deno.stdout.isTerminal()) return undefined;
    try {
      // A terminal that does not know its size says 0.
      return Deno.consoleSize().columns || undefined;
    } catch {
      return undefined;
    }
  },
};

/** Keeps a summary as a file too, for a trader whose window is closed. */
export function keepSummary(path: string, record: string, output: Output): void {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, `${record}\n`);
  } catch (error) {
    output.note(
      `kalshi-live: Cannot keep the summary "${path}": ${describeError(error)}`,
    );
  }
}

/** Work that is ended in order. */
export interface Interruption {
  /** Fulfilled with a word about it when the work is asked to end. */
  readonly pressed: Promise<string>;
  /** The work is over: stops listening. */
  stop(): void;
}

/** The codes that a shell reports of a program that a signal has ended. */
const AT_ONCE_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const HANG_UP = "SIGHUP";
/** `deno task` passes on what a service manager has sent to both: one request, not two. */
const SAME_REQUEST_MS = 100;

interface Listening {
  readonly end: (why: string) => void;
  readonly atOnce: (() => void) | "never";
}

/** The listeners to ask, innermost last: `schedule` runs a day inside itself. */
const listening: Listening[] = [];
let why: string | undefined;
let askedAt: number | undefined;
/** When work that had been asked to end was over. */
let endedAt: number | undefined;
let stopSignals: (() => void) | undefined;

/**
 * Listens for requests to end, from now until {@linkcode Interruption.stop}.
 *
 * @param atOnce what must be done even where the program ends at once, such as giving the terminal back; "never" for a
 * worker, which gets the terminal's signals and its manager's, and is ended by the manager where that is wanted
 */
export function interrupted(atOnce: (() => void) | "never" = () => {}): Interruption {
  const { promise, resolve } = Promise.withResolvers<string>();
  const own = { end: resolve, atOnce };
  stopSignals ??= listenForSignals();
  listening.push(own);
  if (why !== undefined) resolve(why);
  return {
    pressed: promise,
    stop: () => {
      const index = listening.indexOf(own);
      if (index < 0) return;
      listening.splice(index, 1);
      if (listening.length > 0) return;
      const asked = why !== undefined;
      why = askedAt = undefined;
      // The runtime takes signals in a thread of its own: one that came before is still on its way to us, and would end the
      // process by the system's default. It must not turn an end in order into a failure.
      if (asked) endedAt = performance.now();
      if (asked || atOnce === "never") return;
      stopSignals?.();
      stopSignals = undefined;
    },
  };
}

/** Asks for an end because the output is no longer read. @returns whether anything was there to ask */
export function endWithoutOutput(reason: string): boolean {
  if (listening.length > 0) askToEnd(reason);
  return listening.length > 0;
}

function askToEnd(reason: string): void {
  why ??= reason;
  for (const { end } of listening) end(why);
}

function listenForSignals(): () => void {
  const names = [...Object.keys(AT_ONCE_CODES) as (keyof typeof AT_ONCE_CODES)[], HANG_UP] as const;
  const added = names.map((name) => ({ name, listener: () => onSignal(name) })).filter(
    ({ name, listener }) => {
      try {
        Deno.addSignalListener(name, listener);
        return true;
      } catch {
        // Windows has no such signal.
        return false;
      }
    },
  );
  return () => {
    for (const { name, listener } of added) Deno.removeSignalListener(name, listener);
  };
}

function onSignal(name: keyof typeof AT_ONCE_CODES | typeof HANG_UP): void {
  if (listening.length === 0) return afterTheEnd(name);
  if (name === HANG_UP) return askToEnd(`interrupted by ${name}`);
  const now = performance.now();
  if (askedAt !== undefined && now - askedAt >= SAME_REQUEST_MS) {
    if (listening.some(({ atOnce }) => atOnce === "never")) return;
    for (const { atOnce } of listening.toReversed()) if (atOnce !== "never") atOnce();
    Deno.exit(AT_ONCE_CODES[name]);
  }
  askedAt ??= now;
  askToEnd(`interrupted by ${name}`);
}

/** A signal that nothing listens to: one of those that asked for the end, or a request to leave without the rest, such as a report. */
function afterTheEnd(name: keyof typeof AT_ONCE_CODES | typeof HANG_UP): void {
  if (endedAt === undefined || name === HANG_UP) return;
  if (performance.now() - endedAt >= SAME_REQUEST_MS) Deno.exit(AT_ONCE_CODES[name]);
}
