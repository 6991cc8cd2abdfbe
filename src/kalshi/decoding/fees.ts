/**
 * Fees out of series and events.
 *
 * @module
 */
import type { FeeSchedule, FeeType } from "../../core/market/fees.ts";

const KNOWN: ReadonlySet<string> = new Set<FeeType>([
  "quadratic",
  "quadratic_with_maker_fees",
  "quadratic_with_combo_maker_fees",
]);

function isKnown(type: string): type is FeeType {
  return KNOWN.has(type);
}

/**
 * A schedule that the program can compute.
 *
 * @param type the exchange's `fee_type`
 * @param multiplier the exchange's `fee_multiplier`
 * @returns `undefined` for a type without a public formula (`flat`, or a new one), or a multiplier finer than 1/10,000
 */
export function readFees(type: string, multiplier: number): FeeSchedule | undefined {
  const scaled = Math.round(multiplier * 10_000);
  const exact = multiplier >= 0 && Math.abs(multiplier * 10_000 - scaled) < 1e-6;
  return isKnown(type) && exact && Number.isSafeInteger(scaled) ? { type, multiplier: scaled } : undefined;
}

/** Fees while they are waived: none, for takers and makers alike. */
export function waived(fees: FeeSchedule): FeeSchedule {
  return { ...fees, multiplier: 0 };
}

/** Whether two schedules charge the same. */
export function sameFees(first: FeeSchedule, second: FeeSchedule): boolean {
  return first.type === second.type && first.multiplier === second.multiplier;
}
