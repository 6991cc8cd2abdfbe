/**
 * When a holding is to be sold, in prices that follow from what was paid.
 *
 * @module
 */
import type { Price } from "./money.ts";

/** When a holding is to be sold without the strategy asking again. Fractions are in 1/10,000. */
export interface ExitPlan {
  /** Sell at the price paid × (1 + this), resting on the book. */
  readonly takeProfit?: number;
  /** The take-profit never rests above this price. */
  readonly takeProfitMax?: Price;
  /** Sell when the mid price has fallen by this part of the price paid, counted from where it was at the entry. */
  readonly stopLoss?: number;
  /** Sell after this long. */
  readonly maxHoldMs?: number;
}

const WHOLE = 10_000;

/** The take-profit price before the tick grid, in 1/10,000 dollar; `undefined` where the plan has none. */
export function takeProfitPrice(plan: ExitPlan, paid: Price): number | undefined {
  if (plan.takeProfit === undefined) return undefined;
  const target = paid * (WHOLE + plan.takeProfit) / WHOLE;
  return Math.min(target, plan.takeProfitMax ?? WHOLE);
}

/**
 * The mid price at or below which the stop is touched; `undefined` where the plan has none.
 *
 * @param paid average price paid
 * @param entryMid the mid price at the entry, at most the price paid: buying at the ask of a wide spread is no loss yet
 */
export function stopPrice(plan: ExitPlan, paid: Price, entryMid: number): number | undefined {
  return plan.stopLoss === undefined ? undefined : entryMid - paid * plan.stopLoss / WHOLE;
}
