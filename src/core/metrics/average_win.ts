/**
 * What a winner gained.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { averageMoney } from "./sums.ts";
import { isWin } from "./tally.ts";

/** The mean gain of winners. */
export const AVERAGE_WIN: Metric = {
  name: "average_win",
  label: "average win",
  unit: "money",
  formula: "mean of the gains above zero after fees; undefined without any",
  measure: (run) => averageMoney(run.trades.filter(isWin), (trade) => trade.pnl),
};
