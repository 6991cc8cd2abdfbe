/**
 * What commands write to, so that tests can read it.
 *
 * @module
 */
import { dirname } from "node:path";
import { describeError } from "../lib/errors.ts";
import { endWithoutOutput } from "./interrupted.ts";

/** Where a command's output goes. */
export interface Output {
  /** A line of the result, on stdout. */
  line(text: string): void;
  /** Text of the result as it is, on stdout; settles when it was taken. */
  write(text: string): Promise<void>;
  /** A line about the work, on stderr. */
  note(text: string): void;
  /** Whether nobody takes what is written to stdout: the window is closed, or the reader of the pipe has gone. */
  readonly lost?: boolean;
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
 * @throws where nobody takes it any more
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

/** Output that is lost ends the program: in order where its work asks for that, else at once. */
function writeResult(text: string): void {
  if (lost) return;
  try {
    writeWhole(Deno.stdout, text);
  } catch (error) {
    lost = true;
    const closed = error instanceof Deno.errors.BrokenPipe;
    const why = closed ? "its reader has gone" : describeError(error);
    if (endWithoutOutput(`the output is lost: ${why}`)) return;
    if (!closed) throw error;
    // A reader such as `head` that has seen enough closes the pipe; that is no mistake of ours.
    Deno.exit(0);
  }
}

/** Writes to stderr; where nobody takes it, there is nobody left to tell. */
export function writeToStderr(text: string): void {
  try {
    writeWhole(Deno.stderr, text);
  } catch {
    // Said above.
  }
}

/** The terminal or pipe the program runs in. */
export const STANDARD_OUTPUT: Output = {
  line: (text) => writeResult(`${text}\n`),
  // Written at once and whole: what reads us sets the pace, and nothing piles up in memory.
  write: (text) => Promise.resolve(writeResult(text)),
  note: (text) => writeToStderr(`${text}\n`),
  get lost() {
    return lost;
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
