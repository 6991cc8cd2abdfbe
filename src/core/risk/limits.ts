/**
 * The limits of the risk gate.
 *
 * @module
 */
import type { Micros, Quantity } from "../money.ts";

/** What the gate allows. Shipped defaults are in `config/default.json`. */
export interface RiskLimits {
  /** Longest silence of the market data before entries stop. */
  readonly maxBookAgeMs: number;
  /** Longest silence of the scoreboard before entries of strategies that read the game stop. */
  readonly maxScoreAgeMs: number;
  /** How far a limit price may reach through the other side's best price, in 1/10,000 dollar. */
  readonly collar: number;
  /** Money one order may cost. */
  readonly maxOrderValue: Micros;
  /** Contracts of one order. */
  readonly maxOrderQuantity: Quantity;
  /** Money in one market: what is held and what open orders may add. */
  readonly maxMarketExposure: Micros;
  /** The same over all markets. */
  readonly maxTotalExposure: Micros;
  /** Orders open at a time. */
  readonly maxOpenOrders: number;
  /** What a day may lose before entries stop. */
  readonly maxDailyLoss: Micros;
}
