/**
 * What a loser lost.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { averageMoney } from "./sums.ts";
import { isLoss } from "./tally.ts";

/** The mean gain of losers, below zero. */
export const AVERAGE_LOSS: Metric = {
  name: "average_loss",
  label: "average loss",
  unit: "money",
  formula: "mean of the gains below zero after fees, itself below zero; undefined without any",
  measure: (run) => averageMoney(run.trades.filter(isLoss), (trade) => trade.pnl),
};
