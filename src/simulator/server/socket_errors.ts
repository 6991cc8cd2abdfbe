/**
 * Errors of socket commands.
 *
 * @module
 */
import { SOCKET_ERRORS } from "../../kalshi/wire/messages.ts";

/** A command that was refused. */
export class CommandError extends Error {
  readonly code: number;
  readonly sid: number | undefined;

  /**
   * @param code one of the exchange's
   * @param sid of the subscription it concerns
   */
  constructor(code: number, sid?: number) {
    super(errorText(code));
    this.code = code;
    this.sid = sid;
  }
}

/** The exchange's words for a code, with a capital. */
export function errorText(code: number): string {
  const text = SOCKET_ERRORS[code] ?? "error";
  return text.charAt(0).toUpperCase() + text.slice(1);
}
