/**
 * The unluckiest round trip.
 *
 * @module
 */
import type { Metric } from "./measured.ts";

/** The smallest gain. */
export const WORST_ROUND_TRIP: Metric = {
  name: "worst_round_trip",
  label: "worst round trip",
  unit: "money",
  formula: "smallest gain of a round trip after fees; undefined without any",
  measure(run) {
    let worst: number | undefined;
    for (const { pnl } of run.trades) if (worst === undefined || pnl < worst) worst = pnl;
    return worst;
  },
};
