/**
 * Round trips by strategy.
 *
 * @module
 */
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
