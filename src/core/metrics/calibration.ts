/**
 * Entry prices against how often YES paid: whether what was bought at 0.70 won seven times in ten.
 *
 * @module
 */
import { forecasts, meanScore } from "./forecasts.ts";
import type { MeasuredRun } from "./measured.ts";
import { intoBuckets, type PriceBucket } from "./price_buckets.ts";

/** The forecasts within a range of prices. */
export interface CalibrationBucket extends PriceBucket {
  readonly count: number;
  /** The mean entry price, a fraction; `undefined` in an empty range. */
  readonly forecast: number | undefined;
  /** The mean of what YES paid, a fraction: how often it won; `undefined` in an empty range. */
  readonly observed: number | undefined;
}

/**
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
