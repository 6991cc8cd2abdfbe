/**
 * How often something was bought or sold.
 *
 * @module
 */
import type { MeasuredRoundTrip, Metric } from "./measured.ts";

function wasSold({ reason }: MeasuredRoundTrip): boolean {
  return reason !== "settled" && reason !== "open";
}

/** Purchases and sales. */
export const PURCHASES_AND_SALES: Metric = {
  name: "purchases_and_sales",
  label: "purchases and sales",
  unit: "count",
  formula:
    "one purchase a round trip, and one sale where that ended it, not a payout nor the end of the game; however many orders and fills each took",
  measure: (run) => run.trades.length + run.trades.filter(wasSold).length,
};
