/**
 * Round trips by game.
 *
 * @module
 */
import type { MeasuredRun } from "./measured.ts";
import { groupTrades, type Tally, tally } from "./tally.ts";

/** The round trips of one exchange event. */
export interface GameRow extends Tally {
  readonly event: string;
}

/**
 * A row for every event: first those of the run's games in their order, without a trade too, then others in which there
 * were round trips (a recording may hold several events). Every round trip is in exactly one row, so the rows add up to
 * the totals.
 */
export function byGame(run: MeasuredRun): readonly GameRow[] {
  const groups = groupTrades(run.trades, (trade) => trade.event);
  const events = new Set([...run.games.map((game) => game.event), ...groups.keys()]);
  return [...events].map((event) => ({ event, ...tally(groups.get(event) ?? []) }));
}
