/**
 * Decimal strings of the wire as prices, quantities and levels.
 *
 * Here a bad number is an outcome (`undefined`), not an exception: it came from outside.
 *
 * @module
 */
import type { Level } from "../../core/market/book.ts";
import { readDecimal } from "../../core/numbers/decimal.ts";
import { complement, MOST_QUANTITY, type Price, PRICE_ONE, type Quantity } from "../../core/numbers/money.ts";
import { checkGrid, type TickGrid } from "../../core/market/ticks.ts";
import type { WireLevel, WirePriceRange } from "../wire/common.ts";

/** Dollars in 0…1 with at most four decimals that count. */
export function readPrice(text: string): Price | undefined {
  const value = readDecimal(text, 4);
  return value === undefined || value < 0 || value > PRICE_ONE ? undefined : value as Price;
}

/** Contracts with at most two decimals that count, and no more than a market can have. */
export function readQuantity(text: string): Quantity | undefined {
  const value = readDecimal(text, 2);
  return value === undefined || Math.abs(value) > MOST_QUANTITY ? undefined : value as Quantity;
}

/** Contracts traded or open: none is less than nothing. */
export function readCount(text: string | null | undefined): Quantity | undefined {
  const value = readQuantity(text ?? "");
  return value === undefined || value < 0 ? undefined : value;
}

/**
 * One side of a book.
 *
 * @param levels prices and sizes; missing means empty
 * @param mirrored whether the prices are NO's own: a NO bid at q is a YES ask at 1 − q
 * @returns `undefined` where a number cannot be read, or a size is negative
 */
export function readLevels(
  levels: readonly WireLevel[] | null | undefined,
  mirrored: boolean,
): Level[] | undefined {
  const side: Level[] = [];
  if (levels === null || levels === undefined) return side;
  for (const [priceText, quantityText] of levels) {
    const price = readPrice(priceText);
    const quantity = readQuantity(quantityText);
    if (price === undefined || quantity === undefined || quantity < 0) return undefined;
    if (quantity > 0) side.push({ price: mirrored ? complement(price) : price, quantity });
  }
  return side;
}

/** A tick grid, or `undefined` where the ranges are not a valid grid. */
export function readGrid(ranges: readonly WirePriceRange[]): TickGrid | undefined {
  const grid = [];
  for (const range of ranges) {
    const start = readPrice(range.start);
    const end = readPrice(range.end);
    const step = readPrice(range.step);
    if (start === undefined || end === undefined || step === undefined) return undefined;
    grid.push({ start, end, step });
  }
  grid.sort((first, second) => first.start - second.start);
  return checkGrid(grid) === undefined ? grid : undefined;
}
