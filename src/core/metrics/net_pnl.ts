/**
 * What a run gained after fees.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { sumMoney } from "./sums.ts";

/** After fees. */
export const NET_PNL: Metric = {
  name: "net_pnl",
  label: "net P&L",
  unit: "money",
  formula: "sum of the round trips' gains after fees; what is still open is valued at the market",
  measure: (run) => sumMoney(run.trades, (trade) => trade.pnl),
};
