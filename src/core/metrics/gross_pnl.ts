/**
 * What a run gained before fees.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { sumMoney } from "./sums.ts";

/** Before fees. */
export const GROSS_PNL: Metric = {
  name: "gross_pnl",
  label: "gross P&L",
  unit: "money",
  formula: "net P&L + fees",
  measure: (run) => sumMoney(run.trades, (trade) => trade.pnl + trade.fees),
};
