/**
 * Holds what traders share: a market to trade in, and a belief about it.
 *
 * @module
 */
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { Random } from "../../core/numbers/prng.ts";
import type { TradingSeam } from "../exchange/submission.ts";

/** The phases in which traders behave differently. */
export type TradingPhase = "pregame" | "live" | "break" | "final";

/** One market as its traders see it. */
export interface TradingContext {
  readonly market: TradingSeam;
  /** True probability of YES, as a price with fraction: 0…10,000. */
  truth: number;
  phase: TradingPhase;
  /** How busy the market is: 1 is about as busy as a real game. */
  readonly activity: number;
}

/** A trader that acts from time to time. */
export interface Trader {
  /** When it wants to act next, virtual milliseconds; Infinity for not before something happens. */
  readonly nextAt: number;
  act(nowMs: number): void;
  /** The truth has moved; `scored` says that points were scored. */
  onMove(nowMs: number, scored: boolean): void;
}

/** Whole contracts around a median, with the long tail that real sizes have. */
export function contracts(random: Random, median: number, spread: number, most: number): Quantity {
  const count = Math.min(most, Math.max(1, Math.round(median * Math.exp(random.normal(0, spread)))));
  return count * 100 as Quantity;
}

/** How busy a phase is against live play. */
export const PHASE_RATE: Readonly<Record<TradingPhase, number>> = {
  pregame: 0.35,
  live: 1,
  break: 0.45,
  final: 0.4,
};

/** A price moved by so many ticks of whole cents, within what an order may have. */
export function shifted(price: Price, cents: number): number {
  return Math.min(9_999, Math.max(1, price + cents * 100));
}
