/**
 * Tick grids: which prices a market takes.
 *
 * A market's `price_ranges` are the only truth about it; labels such as `linear_cent` are not.
 *
 * @module
 */
import { type Price, PRICE_ONE } from "../numbers/money.ts";

/** Prices from `start` to `end` in steps of `step`. */
export interface PriceRange {
  readonly start: Price;
  readonly end: Price;
  readonly step: Price;
}

/** Ranges in rising order that join end to start. */
export type TickGrid = readonly PriceRange[];

/** Whole cents, which every market takes. */
export const CENT_GRID: TickGrid = [{ start: 0 as Price, end: PRICE_ONE, step: 100 as Price }];

/**
 * Checks ranges as a grid.
 *
 * @returns what is wrong, or `undefined` where the grid is sound
 */
export function checkGrid(ranges: readonly PriceRange[]): string | undefined {
  if (ranges.length === 0) return "no price ranges";
  let previousEnd: number | undefined;
  for (const { start, end, step } of ranges) {
    if (step <= 0 || end <= start) return `range ${start}–${end} step ${step} is empty`;
    if ((end - start) % step !== 0) return `range ${start}–${end} is no whole number of steps of ${step}`;
    if (previousEnd !== undefined && start !== previousEnd) return `ranges do not join at ${previousEnd}`;
    previousEnd = end;
  }
  return undefined;
}

/** Whether an order may have this price: on the grid, and neither 0 nor 1 dollar. */
export function isOnGrid(grid: TickGrid, price: number): boolean {
  if (price <= 0 || price >= PRICE_ONE) return false;
  for (const { start, end, step } of grid) {
    if (price >= start && price <= end && (price - start) % step === 0) return true;
  }
  return false;
}

/** The highest order price of the grid at or below `price`, or `undefined` where there is none. */
export function floorToGrid(grid: TickGrid, price: number): Price | undefined {
  for (let index = grid.length - 1; index >= 0; index--) {
    const range = grid[index];
    if (range === undefined) continue;
    const inside = Math.min(price, range.end);
    let candidate = range.start + Math.floor((inside - range.start) / range.step) * range.step;
    if (candidate >= PRICE_ONE) candidate -= range.step;
    if (candidate > 0 && candidate >= range.start) return candidate as Price;
  }
  return undefined;
}

/** The lowest order price of the grid at or above `price`, or `undefined` where there is none. */
export function ceilToGrid(grid: TickGrid, price: number): Price | undefined {
  for (const range of grid) {
    const inside = Math.max(price, range.start);
    let candidate = range.start + Math.ceil((inside - range.start) / range.step) * range.step;
    if (candidate <= 0) candidate += range.step;
    if (candidate < PRICE_ONE && candidate <= range.end) return candidate as Price;
  }
  return undefined;
}

/** The next order price above, or `undefined` at the top. */
export function nextTickUp(grid: TickGrid, price: Price): Price | undefined {
  return ceilToGrid(grid, price + 1);
}

/** The next order price below, or `undefined` at the bottom. */
export function nextTickDown(grid: TickGrid, price: Price): Price | undefined {
  return floorToGrid(grid, price - 1);
}
