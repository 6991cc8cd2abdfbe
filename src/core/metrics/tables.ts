/**
 * Tables of round trips: by strategy, by the range of the entry price.
 *
 * @module
 */
import { type Micros, MICROS_PER_DOLLAR, type Price, PRICE_ONE } from "../numbers/money.ts";
import { meanScore } from "../statistics/scores.ts";
import { forecasts } from "./forecasts.ts";
import type { MeasuredRun } from "./measured.ts";
import { groupTrades, type Tally, tally } from "./tally.ts";

/** The round trips of one strategy. */
export interface StrategyRow extends Tally {
  readonly strategy: string;
}

/** A row for every strategy that made a round trip, by name. Every round trip is in exactly one row. */
export function byStrategy(run: MeasuredRun): readonly StrategyRow[] {
  return [...groupTrades(run.trades, (trade) => trade.strategy)]
    .map(([strategy, trades]) => ({ strategy, ...tally(trades) }))
    .sort((one, other) => one.strategy < other.strategy ? -1 : 1);
}

const BUCKETS = 10;
const BUCKET_WIDTH = PRICE_ONE / BUCKETS;
const BUCKET_WIDTH_MICROS = MICROS_PER_DOLLAR / BUCKETS;

/** A range of prices: from ≤ price < to; the last holds a price of one dollar too. */
export interface PriceBucket {
  readonly from: Price;
  readonly to: Price;
}

/** The ranges, lowest first. */
const PRICE_BUCKETS: readonly PriceBucket[] = Array.from({ length: BUCKETS }, (_, index) => ({
  from: index * BUCKET_WIDTH as Price,
  to: (index + 1) * BUCKET_WIDTH as Price,
}));

/** The place in `PRICE_BUCKETS` of an average price in micro-dollars a contract. */
function bucketOf(entryMicros: Micros): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(entryMicros / BUCKET_WIDTH_MICROS)));
}

/** Sorts items into the ten ranges by their entry price. */
function intoBuckets<Item>(
  items: readonly Item[],
  entryMicrosOf: (item: Item) => Micros,
): readonly (PriceBucket & { readonly items: readonly Item[] })[] {
  const sorted: Item[][] = PRICE_BUCKETS.map(() => []);
  for (const item of items) sorted[bucketOf(entryMicrosOf(item))]?.push(item);
  return PRICE_BUCKETS.map((bucket, index) => ({ ...bucket, items: sorted[index] ?? [] }));
}

/** The round trips that were entered within a range of prices. */
export interface EntryPriceBucket extends PriceBucket, Tally {}

/** The ten ranges of 0.10 dollars, lowest first, empty ones too. Every round trip is in exactly one. */
export function entryPriceBuckets(run: MeasuredRun): readonly EntryPriceBucket[] {
  return intoBuckets(run.trades, (trade) => trade.entryMicros)
    .map(({ from, to, items }) => ({ from, to, ...tally(items) }));
}

/** The forecasts within a range of prices. */
export interface CalibrationBucket extends PriceBucket {
  readonly count: number;
  /** The mean entry price, a fraction; `undefined` in an empty range. */
  readonly forecast: number | undefined;
  /** The mean of what the side that was bought paid, a fraction: how often it won; `undefined` in an empty range. */
  readonly observed: number | undefined;
}

/**
 * Entry prices against how often the side that was bought paid: whether what was bought at 0.70 won seven times in ten.
 *
 * The ten ranges of 0.10 dollars, lowest first, empty ones too, over round trips whose market's outcome is known.
 * Several round trips of one game share its outcome, so the counts say more than there is evidence.
 */
export function calibration(run: MeasuredRun): readonly CalibrationBucket[] {
  return intoBuckets(forecasts(run), ({ trade }) => trade.entryMicros)
    .map(({ from, to, items }) => ({
      from,
      to,
      count: items.length,
      forecast: meanScore(items, (forecast) => forecast),
      observed: meanScore(items, (_forecast, outcome) => outcome),
    }));
}
