/**
 * What a round trip pays the exchange.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { averageMoney } from "./sums.ts";

/** The mean fee. */
export const FEE_PER_ROUND_TRIP: Metric = {
  name: "fee_per_round_trip",
  label: "fee per round trip",
  unit: "money",
  formula: "fees / round trips; undefined without any",
  measure: (run) => averageMoney(run.trades, (trade) => trade.fees),
};
