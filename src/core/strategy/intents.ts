/**
 * Checks what a user's own rule may get wrong about an intent, and no part of the gate looks at.
 *
 * @module
 */
import type { Reason } from "../reasons.ts";
import type { Intent } from "./strategy.ts";

/** Why the probability of an intent is none; `undefined` where it is one, or left out. */
export function probabilityFault({ probability }: Pick<Intent, "probability">): Reason | undefined {
  if (probability === undefined) return undefined;
  // A rule may be plain JavaScript: what comes may be of any type.
  const given: unknown = probability;
  if (typeof given === "number" && given >= 0 && given <= 1) return undefined;
  return {
    code: "BAD_PROBABILITY",
    detail: `expected a number in 0…1, was ${typeof given} ${String(given)}`,
  };
}
