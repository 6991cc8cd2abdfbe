/**
 * What the exchange took.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { sumMoney } from "./sums.ts";

/** What the exchange took. */
export const FEES: Metric = {
  name: "fees",
  label: "fees",
  unit: "money",
  formula: "sum of the round trips' fees",
  measure: (run) => sumMoney(run.trades, (trade) => trade.fees),
};
