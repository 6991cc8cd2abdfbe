/**
 * A person's word that real money may be used. Only what is here makes one, and a live session does not start without it.
 *
 * @module
 */
import type { Micros } from "../../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";

declare const confirmed: unique symbol;

/** The confirmation of one account. */
export interface Confirmation {
  /** `typed`: somebody typed yes for this session; `armed`: a worker trades under an arming made by hand. */
  readonly kind: "typed" | "armed";
  /** The account in short, as it was shown. */
  readonly account: string;
  /** Of an arming: when it ends, Unix milliseconds, and what the account may lose. */
  readonly until?: number;
  readonly maxLoss?: Micros;
  readonly [confirmed]: true;
}

/** Exactly this has to be typed. */
export const YES = "yes";

/**
 * Makes the confirmation of a typed answer.
 *
 * @param answer what was typed, to the end of the line; `undefined` where there is no terminal
 */
export function confirmTyped(answer: string | undefined, account: string): Result<Confirmation> {
  if (answer?.trim() !== YES) {
    const was = answer === undefined ? "there is no terminal to ask at" : "anything else was typed";
    return refuse("not_confirmed", `Cannot trade real money: expected "${YES}", ${was}`);
  }
  return succeed({ kind: "typed", account } as Confirmation);
}

/** Makes the confirmation of an arming that is in force. */
export function confirmArmed(
  arming: { readonly until: number; readonly maxLoss: Micros },
  account: string,
): Confirmation {
  const { until, maxLoss } = arming;
  return { kind: "armed", account, until, maxLoss } as Confirmation;
}
