/**
 * The metrics of a run, one a file.
 *
 * - Money: `net_pnl`, `gross_pnl`, `fees`, `return_on_cash`; `max_drawdown`, `max_drawdown_fraction` (`drawdown.ts`)
 * - Counts: `games`, `round_trips`, `purchases_and_sales`, `open_at_end`
 * - Round trips: `hit_rate`, `average_win`, `average_loss`, `best_round_trip`, `worst_round_trip`,
 *   `fee_per_round_trip`, `profit_factor`, `average_hold_minutes`
 * - Gain against risk: `sharpe_per_game`, `sharpe`, `sortino`, `calmar` (`gains.ts` has their observations)
 * - Prices as forecasts: `brier`, `log_loss` (`forecasts.ts`)
 * - Tables: `entry_price_buckets`, `calibration` (`price_buckets.ts`), `by_game`, `by_strategy` (`tally.ts`)
 * - `measured.ts`: what all of them are computed from; `sums.ts`: exact sums
 * - `statistics/`: how sure one may be of such numbers
 *
 * @module
 */
import { AVERAGE_HOLD_MINUTES } from "./average_hold_minutes.ts";
import { AVERAGE_LOSS } from "./average_loss.ts";
import { AVERAGE_WIN } from "./average_win.ts";
import { BEST_ROUND_TRIP } from "./best_round_trip.ts";
import { BRIER } from "./brier.ts";
import { CALMAR } from "./calmar.ts";
import { FEE_PER_ROUND_TRIP } from "./fee_per_round_trip.ts";
import { FEES } from "./fees.ts";
import { GAMES } from "./games.ts";
import { GROSS_PNL } from "./gross_pnl.ts";
import { HIT_RATE } from "./hit_rate.ts";
import { LOG_LOSS } from "./log_loss.ts";
import { MAX_DRAWDOWN } from "./max_drawdown.ts";
import { MAX_DRAWDOWN_FRACTION } from "./max_drawdown_fraction.ts";
import type { MeasuredRun, Metric } from "./measured.ts";
import { NET_PNL } from "./net_pnl.ts";
import { OPEN_AT_END } from "./open_at_end.ts";
import { PROFIT_FACTOR } from "./profit_factor.ts";
import { PURCHASES_AND_SALES } from "./purchases_and_sales.ts";
import { RETURN_ON_CASH } from "./return_on_cash.ts";
import { ROUND_TRIPS } from "./round_trips.ts";
import { SHARPE } from "./sharpe.ts";
import { SHARPE_PER_GAME } from "./sharpe_per_game.ts";
import { SORTINO } from "./sortino.ts";
import { WORST_ROUND_TRIP } from "./worst_round_trip.ts";

export { byGame, type GameRow } from "./by_game.ts";
export { byStrategy, type StrategyRow } from "./by_strategy.ts";
export { calibration, type CalibrationBucket } from "./calibration.ts";
export { type EntryPriceBucket, entryPriceBuckets } from "./entry_price_buckets.ts";
export { gameGains } from "./gains.ts";
export type { Tally } from "./tally.ts";

/** All metrics, in the order in which they are shown. */
export const METRICS: readonly Metric[] = [
  NET_PNL,
  GROSS_PNL,
  FEES,
  RETURN_ON_CASH,
  MAX_DRAWDOWN,
  MAX_DRAWDOWN_FRACTION,
  GAMES,
  ROUND_TRIPS,
  PURCHASES_AND_SALES,
  OPEN_AT_END,
  HIT_RATE,
  AVERAGE_WIN,
  AVERAGE_LOSS,
  BEST_ROUND_TRIP,
  WORST_ROUND_TRIP,
  FEE_PER_ROUND_TRIP,
  PROFIT_FACTOR,
  AVERAGE_HOLD_MINUTES,
  SHARPE_PER_GAME,
  SHARPE,
  SORTINO,
  CALMAR,
  BRIER,
  LOG_LOSS,
];

/** Every metric of a run by its name, in order; `null` where it is not defined. Money in micro-dollars. */
export function measureAll(run: MeasuredRun): Record<string, number | null> {
  return Object.fromEntries(METRICS.map((metric) => [metric.name, metric.measure(run) ?? null]));
}
