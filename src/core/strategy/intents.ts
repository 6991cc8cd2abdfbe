/**
 * The size of an intent in contracts, and the faults of a user's own rule in one that no part of the gate
 * checks.
 *
 * @module
 */
import { OUTCOME_SIDES } from "../market/outcome_side.ts";
import type { ExitPlan } from "../execution/exit_plan.ts";
import { type Micros, NO_QUANTITY, type Price, type Quantity } from "../numbers/money.ts";
import type { Reason } from "../reasons.ts";
import type { BuyIntent, Intent, IntentSize, SellIntent } from "./strategy.ts";

/**
 * An intent, read once, as plain data of the right types: a rule may be plain JavaScript, and what it gives may be of any type,
 * or another thing each time it is looked at.
 *
 * A value that is not a number is `NaN` from here on, which the gate refuses; an exit goes all the same. A
 * note that is not a text, and a confidence that is not a number, decide nothing and are left out.
 *
 * @throws {TypeError} where it says neither what is to be done nor in which market
 */
export function readIntent(given: Intent): Intent {
  const { action, market, outcomeSide, price, size, probability, note }: Loose<BuyIntent | SellIntent> =
    given;
  if (action !== "buy" && action !== "sell") {
    throw new TypeError(`no intent to buy or to sell: ${typeof action}`);
  }
  if (typeof market !== "string") throw new TypeError(`an intent for no market: ${typeof market}`);
  const common = {
    market,
    // Of these any value is asked by itself.
    ...(outcomeSide === undefined ? {} : { outcomeSide: outcomeSide as BuyIntent["outcomeSide"] & string }),
    ...(probability === undefined ? {} : { probability: probability as number }),
    price: numberOf(price) as Price,
    ...(typeof note === "string" ? { note } : {}),
  };
  if (action === "sell") return { action, ...common, ...(size === undefined ? {} : { size: sizeOf(size) }) };
  const { exits, confidence } = given as BuyIntent;
  return {
    action,
    ...common,
    size: sizeOf(size),
    ...(exits === undefined ? {} : { exits: Object.freeze({ ...exits }) }),
    ...(typeof confidence === "number" ? { confidence } : {}),
  };
}

/** The same fields, of which nothing is believed. */
type Loose<T> = { readonly [Key in keyof T]?: unknown };

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : NaN;
}

function sizeOf(size: unknown): IntentSize {
  const { quantity, stake } = (size ?? {}) as { readonly quantity?: unknown; readonly stake?: unknown };
  return quantity === undefined && stake !== undefined
    ? { stake: numberOf(stake) as Micros }
    : { quantity: numberOf(quantity) as Quantity };
}

/** Why the exits of an entry cannot be used: a stop that is not a number would never be touched. */
export function exitsFault({ exits }: Pick<BuyIntent, "exits">): Reason | undefined {
  for (const [name, value] of Object.entries(exits ?? {})) {
    if (!(EXIT_FIELDS as ReadonlySet<string>).has(name) || value === undefined) continue;
    if (typeof value !== "number" || Number.isNaN(value)) {
      return {
        code: "BAD_EXITS",
        detail: `expected a number as ${name}, was ${typeof value} ${String(value)}`,
      };
    }
  }
  return undefined;
}

const EXIT_FIELDS: ReadonlySet<keyof ExitPlan> = new Set(
  ["takeProfit", "takeProfitMax", "stopLoss", "maxHoldMs"] as const,
);

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
