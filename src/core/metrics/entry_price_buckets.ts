/**
 * Round trips by entry price: where on the scale the money was made.
 *
 * @module
 */
import type { MeasuredRun } from "./measured.ts";
import { intoBuckets, type PriceBucket } from "./price_buckets.ts";
import { type Tally, tally } from "./tally.ts";

/** The round trips that were entered within a range of prices. */
export interface EntryPriceBucket extends PriceBucket, Tally {}

/** The ten ranges of 0.10 dollars, lowest first, empty ones too. Every round trip is in exactly one. */
export function entryPriceBuckets(run: MeasuredRun): readonly EntryPriceBucket[] {
  return intoBuckets(run.trades, (trade) => trade.entryMicros)
    .map(({ from, to, items }) => ({ from, to, ...tally(items) }));
}
