/**
 * Prices, quantities and money as whole numbers.
 *
 * The three grains are chosen so that price × quantity is money, exactly:
 * 1/10,000 dollar × 1/100 contract = 1 micro-dollar.
 *
 * @module
 */
import { readDecimal, writeDecimal } from "./decimal.ts";

declare const unit: unique symbol;

/** A YES price in 1/10,000 dollar: 0…10,000. */
export type Price = number & { readonly [unit]: "price" };
/** A count of contracts in 1/100 contract; signed where it is a change or a position. */
export type Quantity = number & { readonly [unit]: "quantity" };
/** Money in micro-dollars. */
export type Micros = number & { readonly [unit]: "micros" };

/** One dollar as a price: what a YES contract pays if it wins. */
export const PRICE_ONE = 10_000 as Price;
/** One contract as a quantity. */
export const ONE_CONTRACT = 100 as Quantity;
/**
 * The largest quantity that is believed, nine billion contracts: times a price it is still a safe integer of micro-dollars.
 */
export const MOST_QUANTITY = 900_000_000_000 as Quantity;
/** Micro-dollars in a dollar. */
export const MICROS_PER_DOLLAR = 1_000_000;
/** No contracts. */
export const NO_QUANTITY = 0 as Quantity;
/** No money. */
export const NO_MONEY = 0 as Micros;

/**
 * Checks an integer as a price.
 *
 * @throws {RangeError} unless it is an integer in 0…10,000
 */
export function toPrice(value: number): Price {
  if (!Number.isInteger(value) || value < 0 || value > PRICE_ONE) {
    throw new RangeError(`Cannot make a price: expected an integer in 0…10000, was ${value}`);
  }
  return value as Price;
}

/**
 * Checks an integer as a quantity.
 *
 * @throws {RangeError} unless it is a safe integer
 */
export function toQuantity(value: number): Quantity {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`Cannot make a quantity: expected a whole number of 1/100 contracts, was ${value}`);
  }
  return value as Quantity;
}

/**
 * Checks an integer as money.
 *
 * @throws {RangeError} unless it is a safe integer
 */
export function toMicros(value: number): Micros {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`Cannot make money: expected a whole number of micro-dollars, was ${value}`);
  }
  return value as Micros;
}

/**
 * Reads dollars such as `"0.5600"` as a price.
 *
 * @throws {RangeError} if the text is not a number, has more than 4 decimals that count, or is outside 0…1
 */
export function parsePrice(text: string): Price {
  const value = readDecimal(text, 4);
  if (value === undefined || value < 0 || value > PRICE_ONE) {
    throw new RangeError(
      `Cannot parse price: expected dollars in 0…1 with at most 4 decimals, was "${text}"`,
    );
  }
  return value as Price;
}

/**
 * Reads a count such as `"-54.00"` as a quantity.
 *
 * @throws {RangeError} if the text is not a number or has more than 2 decimals that count
 */
export function parseQuantity(text: string): Quantity {
  const value = readDecimal(text, 2);
  if (value === undefined) {
    throw new RangeError(`Cannot parse quantity: expected contracts with at most 2 decimals, was "${text}"`);
  }
  return value as Quantity;
}

/**
 * Reads dollars such as `"5.7725"` as money.
 *
 * @throws {RangeError} if the text is not a number or has more than 6 decimals that count
 */
export function parseMicros(text: string): Micros {
  const value = readDecimal(text, 6);
  if (value === undefined) {
    throw new RangeError(`Cannot parse money: expected dollars with at most 6 decimals, was "${text}"`);
  }
  return value as Micros;
}

/** Writes a price with 4 decimals, as the exchange does: `"0.5600"`. */
export function formatPrice(price: Price): string {
  return writeDecimal(price, 4);
}

/** Writes a quantity with 2 decimals, as the exchange does: `"136.00"`. */
export function formatQuantity(quantity: Quantity): string {
  return writeDecimal(quantity, 2);
}

/** Writes money with 6 decimals: `"-5.772500"`. */
export function formatMicros(money: Micros): string {
  return writeDecimal(money, 6);
}

/** Writes what a contract pays with 4 decimals, or with 6 where it has more: `"1.0000"`, `"0.333333"`. */
export function formatPays(pays: Micros): string {
  return pays % 100 === 0 ? formatPrice(pays / 100 as Price) : formatMicros(pays);
}

/** The exact cost of `quantity` contracts at `price`. */
export function notional(price: Price, quantity: Quantity): Micros {
  return price * quantity as Micros;
}

/** The price of the other outcome: a NO at q is a YES at 1 − q. */
export function complement(price: Price): Price {
  return PRICE_ONE - price as Price;
}

/**
 * `value × numerator ÷ denominator`, rounded toward minus infinity, without losing digits on the way.
 *
 * @param denominator above zero
 */
export function multiplyDivide(value: number, numerator: number, denominator: number): number {
  const product = value * numerator;
  if (Number.isSafeInteger(product)) {
    const rest = product % denominator;
    return (product - (rest < 0 ? rest + denominator : rest)) / denominator;
  }
  const exact = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = exact / divisor;
  return Number(exact < 0n && quotient * divisor !== exact ? quotient - 1n : quotient);
}
