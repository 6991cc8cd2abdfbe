/**
 * A person's word that real money may be used. Only what is here makes one, and a live session does not start without it.
 *
 * A worker's is asked for again and again: it enters only while the journal has an arming that was made by hand.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";

declare const confirmed: unique symbol;

/** The confirmation of one account. */
export interface Confirmation {
  /** `typed`: somebody typed yes for this session; `armed`: entries only while an arming made by hand is in force. */
  readonly kind: "typed" | "armed";
  /** The account in short, as it was shown. */
  readonly account: string;
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
    return refuse("not_confirmed", `Cannot trade live: expected "${YES}", ${was}`);
  }
  return succeed({ kind: "typed", account } as Confirmation);
}

/**
 * Makes the word of a worker whose configuration says that it trades live. It permits no entry by itself: each asks the journal
 * whether an arming is in force.
 */
export function confirmArmed(account: string): Confirmation {
  return { kind: "armed", account } as Confirmation;
}
