/**
 * How often a position was taken.
 *
 * @module
 */
import type { Metric } from "./measured.ts";

/** From flat to flat. */
export const ROUND_TRIPS: Metric = {
  name: "round_trips",
  label: "round trips",
  unit: "count",
  formula: "from flat to flat in one market by one strategy; what is still open at the end counts as one",
  measure: (run) => run.trades.length,
};
