/**
 * What was gained for each dollar lost.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { sumMoney } from "./sums.ts";
import { isLoss, isWin } from "./tally.ts";

/** Gains against losses. */
export const PROFIT_FACTOR: Metric = {
  name: "profit_factor",
  label: "profit factor",
  unit: "ratio",
  formula:
    "sum of the gains above zero / sum of those below zero without sign, after fees; undefined without losses",
  measure(run) {
    const lost = sumMoney(run.trades.filter(isLoss), (trade) => -trade.pnl);
    return lost === 0 ? undefined : sumMoney(run.trades.filter(isWin), (trade) => trade.pnl) / lost;
  },
};
