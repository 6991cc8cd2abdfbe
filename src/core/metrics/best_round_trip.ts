/**
 * The luckiest round trip.
 *
 * @module
 */
import type { Metric } from "./measured.ts";

/** The largest gain. */
export const BEST_ROUND_TRIP: Metric = {
  name: "best_round_trip",
  label: "best round trip",
  unit: "money",
  formula: "largest gain of a round trip after fees; undefined without any",
  measure(run) {
    let best: number | undefined;
    for (const { pnl } of run.trades) if (best === undefined || pnl > best) best = pnl;
    return best;
  },
};
