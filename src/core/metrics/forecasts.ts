/**
 * Entry prices as forecasts: who pays 0.70 for a side says that it pays with a chance of 0.70, and is held to it.
 *
 * @module
 */
import { MICROS_PER_DOLLAR } from "../numbers/money.ts";
import type { ScoredForecast } from "../statistics/scores.ts";
import type { MeasuredRoundTrip, MeasuredRun } from "./measured.ts";

/** An average entry price in dollars, and what the side that was bought paid in dollars. */
export interface EntryForecast extends ScoredForecast {
  readonly trade: MeasuredRoundTrip;
}

/** The forecasts of all round trips whose market's outcome is known, each counted once whatever its size. */
export function forecasts(run: MeasuredRun): readonly EntryForecast[] {
  const known: EntryForecast[] = [];
  for (const trade of run.trades) {
    if (trade.yesPays === undefined) continue;
    const forecast = trade.entryMicros / MICROS_PER_DOLLAR;
    const paid = trade.quantity < 0 ? MICROS_PER_DOLLAR - trade.yesPays : trade.yesPays;
    known.push({ trade, forecast, outcome: paid / MICROS_PER_DOLLAR });
  }
  return known;
}
