/**
 * The rows of the risk gate, in the order they are asked. The documentation and the tests are made from this table.
 *
 * @module
 */
import { MARKET_RULES } from "./market_rules.ts";
import { MONEY_RULES } from "./money_rules.ts";
import { ORDER_RULES } from "./order_rules.ts";
import { POSITION_RULES } from "./position_rules.ts";
import type { RiskRule } from "./rule.ts";
import { SESSION_RULES } from "./session_rules.ts";

/** All rows, in order. */
export const RISK_RULES: readonly RiskRule[] = [
  ...SESSION_RULES,
  ...POSITION_RULES,
  ...MARKET_RULES,
  ...ORDER_RULES,
  ...MONEY_RULES,
];
