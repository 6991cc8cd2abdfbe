/**
 * How long a position was held.
 *
 * @module
 */
import type { Metric } from "./measured.ts";

const MINUTE_MS = 60_000;

/** The mean time from entry to end. */
export const AVERAGE_HOLD_MINUTES: Metric = {
  name: "average_hold_minutes",
  label: "average hold, minutes",
  unit: "ratio",
  formula:
    "mean of the round trips' time from the first purchase to the end, in minutes; undefined without any",
  measure({ trades }) {
    if (trades.length === 0) return undefined;
    let heldMs = 0;
    for (const trade of trades) heldMs += trade.closedAt - trade.openedAt;
    return heldMs / trades.length / MINUTE_MS;
  },
};
