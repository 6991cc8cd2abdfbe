/**
 * Words what the engine refuses, with the status and the code that REST answers.
 *
 * Codes are those that clients of the exchange have seen, and the engine's own names in its own spelling where no other is
 * known (FIX reject texts).
 *
 * @module
 */
import type { Refusal, Result } from "../../../core/result.ts";

/** Why the engine did not do something. */
export interface EngineRefusal extends Refusal {
  /** Of the HTTP answer. */
  readonly status: number;
  readonly code: EngineCode;
  /** Empty where there is nothing to say. */
  readonly details: string;
}

/** A value, or what the engine refused. */
export type EngineResult<Value> = Result<Value, EngineRefusal>;

const STATUS = {
  missing_parameters: 400,
  invalid_order: 400,
  invalid_price: 400,
  invalid_order_size: 400,
  invalid_parameters: 400,
  available_balance_too_low: 400,
  order_side_mismatch: 400,
  order_ticker_mismatch: 400,
  order_id_and_client_order_id_mismatch: 400,
  not_found: 404,
  MARKET_NOT_FOUND: 404,
  ORDER_GROUP_NOT_FOUND: 404,
  ORDER_ALREADY_EXISTS: 409,
  TRANSFER_ALREADY_EXISTS: 409,
  MARKET_INACTIVE: 400,
  EXCHANGE_PAUSED: 400,
  TRADING_PAUSED: 400,
  SELF_CROSS_ATTEMPT: 400,
  POST_ONLY_CROSS: 400,
  FOK_INSUFFICIENT_VOLUME: 400,
  EXCEEDED_ORDER_GROUP_RISK_LIMIT: 400,
  INVALID_AMEND_QTY_FOR_ORDER: 400,
  CANNOT_UPDATE_FILLED_ORDER: 400,
} as const;

/** The code of a refusal, as REST writes it. */
export type EngineCode = keyof typeof STATUS;

/** A refusal of the engine. @param details what was wrong with it, in the exchange's short words */
export function refuseOrder(
  code: EngineCode,
  message: string,
  details = "",
): { readonly ok: false; readonly reason: EngineRefusal } {
  return { ok: false, reason: { status: STATUS[code], code, message, details } };
}
