/**
 * Sums and averages of money that lose no micro-dollar on the way.
 *
 * @module
 */
import { type Micros, toMicros } from "../numbers/money.ts";

/**
 * The sum of what `amountOf` says of each item, in micro-dollars.
 *
 * @throws {RangeError} if an amount is no whole number, or a sum on the way is beyond what is exact
 */
export function sumMoney<Item>(items: Iterable<Item>, amountOf: (item: Item) => number): Micros {
  let sum = 0 as Micros;
  for (const item of items) sum = toMicros(sum + amountOf(item));
  return sum;
}

/**
 * The average amount, rounded to a whole micro-dollar, a half up; `undefined` of none.
 *
 * @throws {RangeError} as {@linkcode sumMoney}
 */
export function averageMoney<Item>(
  items: readonly Item[],
  amountOf: (item: Item) => number,
): Micros | undefined {
  if (items.length === 0) return undefined;
  return toMicros(Math.round(sumMoney(items, amountOf) / items.length) + 0);
}
