/**
 * Expected outcomes as values.
 *
 * @module
 */

/** Why something was not done: a code for programs, one line for people. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** A value, or the reason there is none. */
export type Result<Value, Reason extends Refusal = Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: Reason };

/** A success. */
export function succeed<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** A refusal with a code and one line. */
export function refuse(code: string, message: string): { readonly ok: false; readonly reason: Refusal } {
  return { ok: false, reason: { code, message } };
}
