/**
 * Why a recording or a capture cannot be read or written: a value, not an exception.
 *
 * @module
 */
import type { Refusal, Result } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";

/** Reasons, for programs. */
export type RefusalCode =
  | "not_found"
  | "unreadable"
  | "unwritable"
  | "empty"
  | "foreign"
  | "newer_format"
  | "bad_header"
  | "no_timestamp"
  | "overlap"
  | "mixed"
  | "no_field"
  | "no_files";

/** A reason for programs, and one line for people. */
export interface RecordingRefusal extends Refusal {
  readonly code: RefusalCode;
}

/** A value, or why there is none. */
export type RecordingResult<Value> = Result<Value, RecordingRefusal>;

/** A refusal that no value comes of. */
export interface Refused {
  readonly ok: false;
  readonly reason: RecordingRefusal;
}

/** Makes a refusal. */
export function refuse(code: RefusalCode, message: string): Refused {
  return { ok: false, reason: { code, message } };
}

/** Makes a refusal of an error met while opening or reading `path`. */
export function refuseReading(what: string, path: string, error: unknown): Refused {
  if (error instanceof Deno.errors.NotFound) {
    return refuse("not_found", `Cannot read ${what} "${path}": there is no such file`);
  }
  return refuse("unreadable", `Cannot read ${what} "${path}": ${describeError(error)}`);
}
