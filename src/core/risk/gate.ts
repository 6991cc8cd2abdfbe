/**
 * The risk gate: the one place where a wish becomes an order that brokers accept.
 *
 * @module
 */
import type { Approved, OrderRequest } from "../orders.ts";
import type { Reason } from "../reasons.ts";
import type { RiskLimits } from "./limits.ts";
import type { RiskContext } from "./rule.ts";
import { RISK_RULES } from "./rules.ts";

/** The gate's answer. */
export type Verdict =
  | { readonly passed: true; readonly order: Approved<OrderRequest> }
  | { readonly passed: false; readonly reason: Reason };

/**
 * Asks every row in turn; the first that objects decides.
 *
 * @param opening whether the order opens or adds to a position; rows that hold entries are not asked about one that only reduces
 */
export function approve(
  request: OrderRequest,
  opening: boolean,
  context: RiskContext,
  limits: RiskLimits,
): Verdict {
  for (const rule of RISK_RULES) {
    if (rule.holds !== "both" && (rule.holds === "entries") !== opening) continue;
    const reason = rule.check(request, context, limits);
    if (reason !== undefined) return { passed: false, reason };
  }
  return { passed: true, order: request as Approved<OrderRequest> };
}
