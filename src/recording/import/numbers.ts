/**
 * Numbers of imported files as whole units.
 *
 * The older collectors wrote prices as JSON numbers and CSV fields. They are read by their digits; what is finer than the
 * unit is refused, not rounded.
 *
 * @module
 */
import { readDecimal } from "../../core/numbers/decimal.ts";
import { MOST_QUANTITY, type Price, PRICE_ONE, type Quantity } from "../../core/numbers/money.ts";

/** The most that a price may be off a whole unit: the trace that arithmetic with floats leaves, far below 1/10,000 dollar. */
const FLOAT_NOISE = 1e-6;

/** Probability 0…1 as a price; `undefined` where it is not a probability, or finer than 1/10,000. */
export function readProbability(value: unknown): Price | undefined {
  const units = typeof value === "number" ? wholeUnits(value * PRICE_ONE) : readText(value, 4);
  return units === undefined || units < 0 || units > PRICE_ONE ? undefined : units as Price;
}

/** Cents 0…100 with at most two decimals, as in a CSV field, as a price. */
export function readCents(value: unknown): Price | undefined {
  const units = typeof value === "number" ? wholeUnits(value * 100) : readText(value, 2);
  return units === undefined || units < 0 || units > PRICE_ONE ? undefined : units as Price;
}

/** A count of contracts, at least 0. */
export function readContracts(value: unknown): Quantity | undefined {
  const units = typeof value === "number" ? wholeUnits(value * 100) : readText(value, 2);
  return units === undefined || units < 0 || units > MOST_QUANTITY ? undefined : units as Quantity;
}

function readText(value: unknown, decimals: number): number | undefined {
  return typeof value === "string" ? readDecimal(value, decimals) : undefined;
}

function wholeUnits(value: number): number | undefined {
  const whole = Math.round(value);
  return Number.isSafeInteger(whole) && Math.abs(value - whole) <= FLOAT_NOISE ? whole : undefined;
}
