/**
 * How often something was bought or sold.
 *
 * @module
 */
import type { MeasuredTrade, Metric } from "./measured.ts";

function wasSold({ reason }: MeasuredTrade): boolean {
  return reason !== "settled" && reason !== "open";
}

/** Purchases and sales. */
export const TRADES: Metric = {
  name: "trades",
  label: "trades",
  unit: "count",
  formula:
    "one purchase a round trip, and one sale where it was sold, not paid out nor still open; however many fills each took",
  measure: (run) => run.trades.length + run.trades.filter(wasSold).length,
};
