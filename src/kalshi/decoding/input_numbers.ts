/**
 * Numbers as inputs of source `order` write them: texts, so that nothing is rounded.
 *
 * @module
 */
import { z } from "zod";
import { readDecimal } from "../../core/numbers/decimal.ts";
import type { Micros } from "../../core/numbers/money.ts";
import { readCount, readPrice, readQuantity } from "./numbers.ts";

/** A text that a reader of numbers understands, as what it gives. */
function number<Value>(read: (text: string) => Value | undefined, expected: string) {
  return z.string().transform((text, context): Value => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: `expected ${expected}` });
    return z.NEVER;
  });
}

/** Dollars, as prices are. */
export const price = number(readPrice, "a price in dollars");
/** Contracts, none below 0. */
export const count = number(readCount, "a count of contracts");
/** Contracts: + YES, − NO. */
export const signedCount = number(readQuantity, "a count of contracts");
/** Dollars, to the micro-dollar. */
export const money = number((text) => readDecimal(text, 6) as Micros | undefined, "dollars");

/** An id. */
export const id = z.string().min(1);
