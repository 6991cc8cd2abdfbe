/**
 * Decimal strings to whole numbers and back, digit by digit.
 *
 * The exchange sends prices, counts and money as decimal strings. A float never touches them: `"0.0700"` with
 * four decimals is the integer 700.
 *
 * @module
 */

const ZERO = 48;
const NINE = 57;
const DOT = 46;
const MINUS = 45;
const PLUS = 43;

/**
 * Reads a decimal string as an integer count of 10^-decimals.
 *
 * Digits beyond `decimals` must be zeros; nothing is rounded.
 *
 * @param text digits with an optional sign and at most one point, for example `"-54.00"`
 * @param decimals how many decimal places the result counts
 * @returns the integer, or `undefined` where the text is not such a number or leaves the safe integers
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readDecimal } from "./decimal.ts";
 *
 * assertEquals(readDecimal("0.5600", 4), 5600);
 * assertEquals(readDecimal("-54.00", 2), -5400);
 * assertEquals(readDecimal("0.00001", 4), undefined);
 * ```
 */
export function readDecimal(text: string, decimals: number): number | undefined {
  const length = text.length;
  let index = 0;
  const first = length > 0 ? text.charCodeAt(0) : 0;
  if (first === MINUS || first === PLUS) index = 1;
  let value = 0;
  let digits = 0;
  let places = -1;
  for (; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code >= ZERO && code <= NINE) {
      digits++;
      if (places < 0) value = value * 10 + (code - ZERO);
      else if (places < decimals) {
        value = value * 10 + (code - ZERO);
        places++;
      } else if (code !== ZERO) return undefined;
    } else if (code === DOT && places < 0) places = 0;
    else return undefined;
  }
  if (digits === 0) return undefined;
  for (let place = places < 0 ? 0 : places; place < decimals; place++) value *= 10;
  if (value > Number.MAX_SAFE_INTEGER) return undefined;
  return first === MINUS && value !== 0 ? -value : value;
}

/**
 * Writes an integer count of 10^-decimals as a decimal string with exactly that many places.
 *
 * @param value the integer
 * @param decimals how many decimal places it counts, at least 1
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeDecimal } from "./decimal.ts";
 *
 * assertEquals(writeDecimal(-5400, 2), "-54.00");
 * ```
 */
export function writeDecimal(value: number, decimals: number): string {
  const digits = Math.abs(value).toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return `${value < 0 ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}
