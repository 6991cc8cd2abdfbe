/**
 * The size of an intent in contracts, and the faults of a user's own rule in one that no part of the gate
 * checks.
 *
 * @module
 */
import { OUTCOME_SIDES } from "../market/outcome_side.ts";
import { NO_QUANTITY, type Quantity } from "../numbers/money.ts";
import type { Reason } from "../reasons.ts";
import type { Intent } from "./strategy.ts";

/** Contracts of an intent's size: whole hundredths that its stake pays for. Left out it is `all`. */
export function contractsOf({ price, size }: Pick<Intent, "price" | "size">, all = NO_QUANTITY): Quantity {
  if (size === undefined) return all;
  if ("quantity" in size) return size.quantity;
  return (price > 0 ? Math.floor(size.stake / price) : 0) as Quantity;
}

/** Why the probability of an intent cannot be used; `undefined` where it can, or there is none. */
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

/** Why the side of an intent cannot be used; `undefined` where it can, or there is none. */
export function sideFault({ outcomeSide }: Pick<Intent, "outcomeSide">): Reason | undefined {
  if (outcomeSide === undefined || OUTCOME_SIDES.includes(outcomeSide)) return undefined;
  return { code: "BAD_SIDE", detail: `expected yes or no, was ${String(outcomeSide)}` };
}
