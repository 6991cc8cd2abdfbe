/**
 * The exchange's trade fees, to the micro-dollar.
 *
 * Model: taker 0.07 × multiplier × C × P × (1 − P); makers pay nothing, a quarter or a half of it, as the series says.
 * Rounding: the fee is rounded up to the micro-dollar; the change of balance is rounded down to the account's
 * precision; what that rounding took is collected per order and given back in whole units. Source: the exchange's
 * "Fee rounding" page of October 2026.
 *
 * @module
 */
import { type Micros, type Price, PRICE_ONE, type Quantity } from "../numbers/money.ts";

/** Fee formulas known to the program; any other type is refused. */
export const FEE_TYPES = [
  "quadratic",
  "quadratic_with_maker_fees",
  "quadratic_with_combo_maker_fees",
] as const;

/** A fee formula known to the program. */
export type FeeType = typeof FEE_TYPES[number];

/** Which of the two orders was resting. */
export type Role = "maker" | "taker";

/** The fees of a market. */
export interface FeeSchedule {
  readonly type: FeeType;
  /** The series' multiplier in 1/10,000: 10,000 is 1. */
  readonly multiplier: number;
}

/** Fees in words: `quadratic_with_maker_fees × 1`, or `waived`. */
export function formatFees({ type, multiplier }: FeeSchedule): string {
  return multiplier === 0 ? "waived" : `${type} × ${multiplier / 10_000}`;
}

/** The smallest unit an account's balance is kept in. */
export type AccountPrecision = Micros;
/** Direct members since 2026-05-28: $0.0001. */
export const DIRECT_PRECISION = 100 as AccountPrecision;
/** Accounts through a broker: $0.01. */
export const BROKER_PRECISION = 10_000 as AccountPrecision;

/** The schedule most series have. */
export const QUADRATIC: FeeSchedule = { type: "quadratic", multiplier: 10_000 };

/** Coefficients in 1/10,000. */
const TAKER_COEFFICIENT = 700;
const MAKER_COEFFICIENT: Readonly<Record<FeeType, number>> = {
  quadratic: 0,
  quadratic_with_maker_fees: 175,
  quadratic_with_combo_maker_fees: 350,
};

/**
 * The model fee of one fill, rounded up to the micro-dollar.
 *
 * @param price YES or NO price, it makes no difference
 */
export function tradeFee(schedule: FeeSchedule, role: Role, price: Price, quantity: Quantity): Micros {
  const coefficient = role === "taker" ? TAKER_COEFFICIENT : MAKER_COEFFICIENT[schedule.type];
  if (coefficient === 0 || quantity === 0) return 0 as Micros;
  // The product counts 10^-18 dollars (coefficient, multiplier and both prices 10^-4 each, quantity 10^-2).
  const spread = price * (PRICE_ONE - price);
  if (schedule.multiplier === 10_000) {
    const product = coefficient * quantity * spread;
    if (Number.isSafeInteger(product)) return Math.ceil(product / 100_000_000) as Micros;
  }
  const product = BigInt(coefficient) * BigInt(schedule.multiplier) * BigInt(quantity) * BigInt(spread);
  const divisor = 1_000_000_000_000n;
  return Number((product + divisor - 1n) / divisor) as Micros;
}

/** The cost of one fill, and its effect on the balance. */
export interface FillCharge {
  /** `fee_cost` as the exchange reports it: fee + rounding − rebate. */
  readonly fee: Micros;
  /** The change of balance, a whole number of precision units. */
  readonly balanceChange: Micros;
}

/**
 * The rounding accumulator of one order, over all its fills, maker and taker.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DIRECT_PRECISION, FeeAccumulator, QUADRATIC, tradeFee } from "./fees.ts";
 * import { type Micros, parsePrice, parseQuantity } from "../numbers/money.ts";
 *
 * const price = parsePrice("0.56");
 * const count = parseQuantity("10");
 * const fee = tradeFee(QUADRATIC, "taker", price, count);
 * const charge = new FeeAccumulator(DIRECT_PRECISION).charge(-price * count as Micros, fee);
 * assertEquals(charge, { fee: 172500, balanceChange: -5772500 });
 * ```
 */
export class FeeAccumulator {
  readonly #precision: AccountPrecision;
  #collected = 0;

  constructor(precision: AccountPrecision) {
    this.#precision = precision;
  }

  /** Taken from this order by rounding and not given back yet. */
  get collected(): Micros {
    return this.#collected as Micros;
  }

  /**
   * Books one fill.
   *
   * @param revenue what the fill pays before fees; negative for a buyer
   * @param fee the fill's {@linkcode tradeFee}
   */
  charge(revenue: Micros, fee: Micros): FillCharge {
    const change = revenue - fee;
    const aligned = Math.floor(change / this.#precision) * this.#precision;
    const rounding = change - aligned;
    this.#collected += rounding;
    const mostRebate = Math.min(this.#collected, fee + rounding);
    const rebate = Math.floor(mostRebate / this.#precision) * this.#precision;
    this.#collected -= rebate;
    return { fee: fee + rounding - rebate as Micros, balanceChange: aligned + rebate as Micros };
  }
}

/**
 * The most one order can be charged beyond its price: the taker fee and one precision unit of rounding.
 *
 * Used to set money aside before an order is sent.
 */
export function worstFee(
  schedule: FeeSchedule,
  precision: AccountPrecision,
  price: Price,
  quantity: Quantity,
): Micros {
  return tradeFee(schedule, "taker", price, quantity) + precision as Micros;
}

/** The most that fees can be of what an order costs, whatever its price, rounding left aside: at prices near 0. */
export function highestFeeShare({ multiplier }: FeeSchedule): number {
  return TAKER_COEFFICIENT * multiplier / 100_000_000;
}
