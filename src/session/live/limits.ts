/**
 * Which of the gate's limits hold for the whole account, over all its processes.
 *
 * @module
 */
import type { RiskLimits } from "../../core/risk/limits.ts";
import type { AccountChecks } from "../../journal/account_limits.ts";

/** The account's limits: what one process alone may do, all of them together may. */
export function exposedLimits(limits: RiskLimits): AccountChecks {
  const { maxMarketExposure, maxTotalExposure, maxOpenOrders, maxDailyLoss } = limits;
  return { maxMarketExposure, maxTotalExposure, maxOpenOrders, maxDailyLoss };
}
