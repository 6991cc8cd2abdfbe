/**
 * The metrics of a run, in four lists.
 *
 * - `money.ts`: gains, fees, falls of the account
 * - `counts.ts`: games, round trips, purchases and sales
 * - `round_trips.ts`: wins and losses, best and worst, fees, time held
 * - `ratios.ts`: gain against risk (`gains.ts` has its observations), entry prices as forecasts (`forecasts.ts`)
 * - `tables.ts`: by strategy, by entry price; `calibration`
 * - `measured.ts`: runs as all of them see them; `tally.ts`: exact sums
 *
 * @module
 */
import { COUNTS } from "./counts.ts";
import type { MeasuredRun, Metric } from "./measured.ts";
import { MONEY } from "./money.ts";
import { RATIOS } from "./ratios.ts";
import { PER_ROUND_TRIP } from "./round_trips.ts";

export { gameGains } from "./gains.ts";
export * from "./tables.ts";
export type { Tally } from "./tally.ts";

/** All metrics, in the order in which they are shown. */
export const METRICS: readonly Metric[] = [...MONEY, ...COUNTS, ...PER_ROUND_TRIP, ...RATIOS];

/** The key of a metric in `summary.json` and over HTTP. */
export function keyOf({ name, key = name }: Metric): string {
  return key;
}

/** Every metric of a run by its key, in order; `null` where it is not defined. Money in micro-dollars. */
export function measureAll(run: MeasuredRun): Record<string, number | null> {
  return Object.fromEntries(METRICS.map((metric) => [keyOf(metric), metric.measure(run) ?? null]));
}
