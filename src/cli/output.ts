/**
 * What commands write to, so that tests can read it.
 *
 * @module
 */

/** Where a command's output goes. */
export interface Output {
  /** A line of the result, on stdout. */
  line(text: string): void;
  /** Text of the result as it is, on stdout; settles when it was taken. */
  write(text: string): Promise<void>;
  /** A line about the work, on stderr. */
  note(text: string): void;
}

const encoder = new TextEncoder();

function writeNow(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let written = 0; written < bytes.length;) written += stream.writeSync(bytes.subarray(written));
  } catch (error) {
    // A reader such as `head` that has seen enough closes the pipe; that is no mistake of ours.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    Deno.exit(0);
  }
}

/** The terminal or pipe the program runs in. */
export const STANDARD_OUTPUT: Output = {
  line: (text) => writeNow(Deno.stdout, `${text}\n`),
  // Written at once and whole: what reads us sets the pace, and nothing piles up in memory.
  write: (text) => Promise.resolve(writeNow(Deno.stdout, text)),
  note: (text) => writeNow(Deno.stderr, `${text}\n`),
};
