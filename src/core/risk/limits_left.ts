/**
 * How much the gate would still let through: what a rule sizes its entries by.
 *
 * @module
 */
import { type AccountPrecision, highestFeeShare } from "../market/fees.ts";
import { type Micros, NO_MONEY, type Quantity } from "../numbers/money.ts";
import type { RiskLimits } from "./limits.ts";
import type { Commitments, MarketFacts } from "./rule.ts";

/**
 * The rest of each limit at this moment, never below 0. A size within them may still be refused by the gate
 * for another reason.
 */
export interface LimitsLeft {
  /** The most that one entry may cost, and the most contracts it may have. */
  readonly order: Micros;
  readonly orderQuantity: Quantity;
  /** The money that may be added in this market, and over all markets. */
  readonly market: Micros;
  readonly total: Micros;
  /** The money that the day may still lose before entries stop. */
  readonly dailyLoss: Micros;
  /** How many orders may still be opened. */
  readonly openOrders: number;
  /** The most that one entry may cost by all of these, and by the money that must pay its fee too; 0 where none may be made. */
  readonly stake: Micros;
}

/**
 * Reads what is left of the limits.
 *
 * @param context of this moment, for an order in the market
 */
export function limitsLeft(
  context: Commitments & Pick<MarketFacts, "market">,
  limits: RiskLimits,
  precision: AccountPrecision,
  ticker: string,
): LimitsLeft {
  const order = limits.maxOrderValue;
  const market = least(limits.maxMarketExposure - context.exposure(ticker));
  const total = least(limits.maxTotalExposure - context.exposure());
  const dailyLoss = least(limits.maxDailyLoss + context.dayPnl());
  const openOrders = Math.max(0, limits.maxOpenOrders - context.openOrders());
  const game = limits.maxGameExposure >= limits.maxTotalExposure
    ? total
    : least(limits.maxGameExposure - context.gameExposure());
  const { fees } = context.market ?? {};
  const free = context.freeCash();
  const payable = fees === undefined || free === undefined
    ? NO_MONEY
    // Rounding may take one micro-dollar and one unit of the account.
    : least(Math.floor((free - precision - 1) / (1 + highestFeeShare(fees))));
  const mayEnter = dailyLoss > 0 && openOrders > 0;
  return Object.freeze({
    order,
    orderQuantity: limits.maxOrderQuantity,
    market,
    total,
    dailyLoss,
    openOrders,
    stake: mayEnter ? Math.min(order, market, game, total, payable) as Micros : NO_MONEY,
  });
}

function least(value: number): Micros {
  return Math.max(0, value) as Micros;
}
