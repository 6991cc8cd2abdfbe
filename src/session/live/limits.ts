/**
 * Which of the gate's limits hold for the whole account, over all its processes.
 *
 * @module
 */
import type { RiskLimits } from "../../core/risk/limits.ts";
import type { AccountLimits } from "./ledger.ts";

/** The account's limits: what one process alone may do, all of them together may. */
export function exposedLimits(limits: RiskLimits): AccountLimits {
  const { maxMarketExposure, maxTotalExposure, maxOpenOrders, maxDailyLoss } = limits;
  return { maxMarketExposure, maxTotalExposure, maxOpenOrders, maxDailyLoss };
}
