/**
 * Entry prices as forecasts: who pays 0.70 for YES says that it pays with a chance of 0.70, and is held to it.
 *
 * @module
 */
import { MICROS_PER_DOLLAR } from "../numbers/money.ts";
import type { MeasuredRoundTrip, MeasuredRun } from "./measured.ts";

/** A forecast and what came of it, fractions in 0…1. */
export interface Forecast {
  readonly trade: MeasuredRoundTrip;
  /** The average entry price in dollars. */
  readonly forecast: number;
  /** What YES paid in dollars: 0, 1, or between where the market was paid out in part. */
  readonly outcome: number;
}

/** The forecasts of all round trips whose market's outcome is known, each counted once whatever its size. */
export function forecasts(run: MeasuredRun): readonly Forecast[] {
  const known: Forecast[] = [];
  for (const trade of run.trades) {
    if (trade.yesPays === undefined) continue;
    const forecast = trade.entryMicros / MICROS_PER_DOLLAR;
    known.push({ trade, forecast, outcome: trade.yesPays / MICROS_PER_DOLLAR });
  }
  return known;
}

/** The mean of a score over forecasts; `undefined` of none. */
export function meanScore(
  known: readonly Forecast[],
  score: (forecast: number, outcome: number) => number,
): number | undefined {
  if (known.length === 0) return undefined;
  let sum = 0;
  for (const { forecast, outcome } of known) sum += score(forecast, outcome);
  return sum / known.length;
}
