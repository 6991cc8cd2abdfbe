/**
 * What a group of round trips comes to: the columns that all tables have.
 *
 * @module
 */
import type { Micros } from "../numbers/money.ts";
import type { MeasuredRoundTrip } from "./measured.ts";
import { sumMoney } from "./sums.ts";

/** Sums over some round trips. */
export interface Tally {
  /** Those still open at the end included. */
  readonly roundTrips: number;
  /** With a gain above zero after fees. */
  readonly wins: number;
  /** After fees. */
  readonly pnl: Micros;
  readonly fees: Micros;
}

/** Whether a round trip gained after fees; one that came out even did not. */
export function isWin(trade: MeasuredRoundTrip): boolean {
  return trade.pnl > 0;
}

/** Whether a round trip lost after fees. */
export function isLoss(trade: MeasuredRoundTrip): boolean {
  return trade.pnl < 0;
}

/** Sums up round trips. */
export function tally(trades: readonly MeasuredRoundTrip[]): Tally {
  return {
    roundTrips: trades.length,
    wins: trades.filter(isWin).length,
    pnl: sumMoney(trades, (trade) => trade.pnl),
    fees: sumMoney(trades, (trade) => trade.fees),
  };
}

/** Round trips by a key, in the order in which the keys first appear. */
export function groupTrades(
  trades: readonly MeasuredRoundTrip[],
  keyOf: (trade: MeasuredRoundTrip) => string,
): Map<string, MeasuredRoundTrip[]> {
  const groups = new Map<string, MeasuredRoundTrip[]>();
  for (const trade of trades) {
    const key = keyOf(trade);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trade]);
    else group.push(trade);
  }
  return groups;
}
