/**
 * How the program ends when something is wrong: one line on stderr and an exit code.
 *
 * @module
 */

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
