/**
 * What the errors of the database mean, each in one line that says what would help.
 *
 * @module
 */
import type { Refusal } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";

/** How an error of the database is known, and what is said of it. */
interface ErrorRow {
  readonly pattern: RegExp;
  readonly code: string;
  readonly words: string;
}

const ERRORS: readonly ErrorRow[] = [
  {
    // The second: while others repair or change the log, it gives up after some seconds.
    pattern: /is locked|is busy|locking protocol/,
    code: "journal_locked",
    words: "another process holds it; see which kalshi-live runs",
  },
  { pattern: /disk is full/, code: "journal_full", words: "the disk is full; make room on it" },
  {
    pattern: /readonly|read-only/,
    code: "journal_readonly",
    words: "it cannot be written; check the permissions of the file and its folder",
  },
  {
    pattern: /malformed|not a database|disk image/,
    code: "journal_corrupt",
    words: "it is damaged; keep the file, put a backup in its place or move it away, then run reconcile",
  },
  {
    pattern: /unable to open|authorization|permission|denied|requires .* access/i,
    code: "journal_unopenable",
    words: "it cannot be opened; check the permissions of the file and its folder",
  },
  { pattern: /disk I\/O|I\/O error/, code: "journal_io", words: "the disk fails or is full" },
];

/** A refusal that says what an error of the database means; `undefined` where it is no such error but a fault of ours. */
export function refusalOf(path: string, error: unknown): Refusal | undefined {
  if (error instanceof NotUsable) return error.refusal;
  const text = describeError(error);
  const row = ERRORS.find(({ pattern }) => pattern.test(text));
  if (row === undefined) return undefined;
  return { code: row.code, message: `Cannot use journal ${path}: ${row.words} (${text})` };
}

/** Unwinds a transaction with a refusal. */
export class NotUsable extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}
