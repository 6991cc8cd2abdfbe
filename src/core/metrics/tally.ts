/**
 * Sums over round trips that lose no micro-dollar on the way, and the columns that all tables have.
 *
 * @module
 */
import { type Micros, toMicros } from "../numbers/money.ts";
import type { MeasuredRoundTrip } from "./measured.ts";

/**
 * The sum of what `amountOf` says of each item, in micro-dollars.
 *
 * @throws {RangeError} if an amount is not a whole number, or a sum on the way is beyond what is exact
 */
export function sumMoney<Item>(items: Iterable<Item>, amountOf: (item: Item) => number): Micros {
  let sum = 0 as Micros;
  for (const item of items) sum = toMicros(sum + amountOf(item));
  return sum;
}

/**
 * The average amount, rounded to a whole micro-dollar, a half up; `undefined` without items.
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

/** Sums over some round trips. */
export interface Tally {
  /** Those still open at the end included. */
  readonly roundTrips: number;
  /** Round trips with a gain above zero after fees. */
  readonly wins: number;
  /** After fees. */
  readonly pnl: Micros;
  readonly fees: Micros;
}

/** Whether a round trip gained after fees; one that came out even did not. */
export function isWin(trade: MeasuredRoundTrip): boolean {
  return trade.pnl > 0;
}

/** Whether a round trip lost after fees. */
export function isLoss(trade: MeasuredRoundTrip): boolean {
  return trade.pnl < 0;
}

/** Sums up round trips. */
export function tally(trades: readonly MeasuredRoundTrip[]): Tally {
  return {
    roundTrips: trades.length,
    wins: trades.filter(isWin).length,
    pnl: sumMoney(trades, (trade) => trade.pnl),
    fees: sumMoney(trades, (trade) => trade.fees),
  };
}

/** Round trips by a key, in the order in which the keys first appear. */
export function groupTrades(
  trades: readonly MeasuredRoundTrip[],
  keyOf: (trade: MeasuredRoundTrip) => string,
): Map<string, MeasuredRoundTrip[]> {
  const groups = new Map<string, MeasuredRoundTrip[]>();
  for (const trade of trades) {
    const key = keyOf(trade);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trade]);
    else group.push(trade);
  }
  return groups;
}
