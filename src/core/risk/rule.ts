/**
 * One row of the risk gate, and the facts that rows check.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import { complement, type Micros, notional } from "../numbers/money.ts";
import type { OrderRequest } from "../orders.ts";
import type { Reason } from "../reasons.ts";
import type { GuardView } from "./guards.ts";
import type { RiskLimits } from "./limits.ts";
import type { LiveView } from "./live_facts.ts";
import type { TradingState } from "./trading_state.ts";

/** The outside facts that the gate checks: a market, its data and its score. */
export interface MarketFacts {
  readonly at: number;
  /** Why the market data is down; `undefined` when it is up. */
  readonly marketDataDown: string | undefined;
  /** Since the last sign of life of the market data. */
  readonly marketDataAgeMs: number;
  /** How long ago the last message of the books was sent when it came. */
  readonly delayMs: number;
  readonly market: Market | undefined;
  /** Since the scoreboard last confirmed the game; `undefined` where there is no game. */
  readonly scoreAgeMs: number | undefined;
  /** Why the score cannot be believed at this moment; `undefined` where it can. */
  readonly scoreHeld: string | undefined;
  tradingActive(exchangeIndex: number): boolean;
}

/** Orders and money, as the gate looks at them. Sums are asked for only by the rows that need them. */
export interface Commitments {
  /** Whether something that is held in the market is being sold. */
  readonly leaving: boolean;
  /** Whether the outcome of an order in the market is unknown: whether it is there, or what it filled. */
  readonly unknown: boolean;
  /** Cost of what is held and what open orders would open; left out: over all markets. */
  exposure(market?: string): Micros;
  /** Money not set aside; `undefined` where the exchange has not said what is on the market's shard. */
  freeCash(): Micros | undefined;
  /** The money that this order would set aside. */
  needed(request: OrderRequest): Micros;
  /** Whether the other side than this order would open is held in its market, or about to be. */
  meetsOtherSide(request: OrderRequest): boolean;
  /** Whether this order would trade with an own open order. */
  meetsOwn(request: OrderRequest): boolean;
  openOrders(): number;
  /** Gain since the day began, open positions at the market: ours, or the whole account's where that is less. */
  dayPnl(): Micros;
  /** How far the account is below its best of the session. */
  drawdown(): Micros;
  /** Cost of what is held and of what open orders would open in all markets of the market's game. */
  gameExposure(): Micros;
}

/** Everything that the gate checks for an order in one market. */
export interface RiskContext extends MarketFacts, Commitments {
  readonly trading: Pick<TradingState, "killed" | "entriesPaused" | "halted" | "hasLeft">;
  /** The facts of a live session; `undefined` on paper. */
  readonly live: LiveView | undefined;
  readonly guards: GuardView;
  /** Whether a strategy reads the game. */
  needsGame(strategy: string): boolean;
}

/** What a row holds back. */
export type Holds = "entries" | "exits" | "both";

/** One row. */
export interface RiskRule {
  readonly code: string;
  /**
   * Whether it holds back orders that open or add to a position, orders that only reduce one, or both. What says something of the
   * session, of its data or of its money holds entries alone; an exit is held where the exchange itself would refuse it, where its
   * price cannot be meant, and after a kill.
   */
  readonly holds: Holds;
  /** The limit it compares with, where there is one. */
  readonly limit?: keyof RiskLimits;
  readonly meaning: string;
  check(request: OrderRequest, context: RiskContext, limits: RiskLimits): Reason | undefined;
}

/** The most that an order can cost: the YES price for a bid, the NO price for an ask. */
export function orderValue(request: OrderRequest): Micros {
  return notional(request.side === "bid" ? request.price : complement(request.price), request.quantity);
}
