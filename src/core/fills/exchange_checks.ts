/**
 * The checks for which the exchange refuses an order, in its own order.
 *
 * @module
 */
import type { BrokerContext } from "../broker.ts";
import type { Funds } from "../execution/funds.ts";
import { crosses, oppositeSide } from "../market/book.ts";
import type { Market } from "../market/market.ts";
import { isOnGrid } from "../market/ticks.ts";
import type { OrderRequest } from "../orders.ts";
import { outOfBounds, type Reason } from "../reasons.ts";

/** The facts that the checks need beside the order itself. */
export interface ExchangeChecks {
  readonly context: Pick<BrokerContext, "tradingActive">;
  readonly funds: Funds;
  /** Whether an order of this id was accepted before. */
  wasAccepted(clientOrderId: string): boolean;
}

/** Why the exchange would refuse an order that arrives at `at`; `undefined` where it takes it. */
export function exchangeRefusal(
  request: OrderRequest,
  market: Market,
  at: number,
  { context, funds, wasAccepted }: ExchangeChecks,
): Reason | undefined {
  const { clientOrderId, side, price, quantity, postOnly } = request;
  if (wasAccepted(clientOrderId)) return { code: "ORDER_ALREADY_EXISTS" };
  if (!context.tradingActive(market.exchangeIndex)) return { code: "TRADING_PAUSED" };
  if (!market.isOpen(at)) return { code: "MARKET_INACTIVE", detail: `status ${market.status}` };
  if (!isOnGrid(market.grid, price)) {
    return { code: "INVALID_PRICE", name: "price", value: price, unit: "price" };
  }
  if (!Number.isSafeInteger(quantity) || quantity <= 0) {
    return { code: "INVALID_ORDER_SIZE", name: "count", value: quantity, unit: "quantity" };
  }
  if (postOnly && crosses(side, price, market.book.best(oppositeSide(side)))) {
    return { code: "POST_ONLY_CROSS" };
  }
  const needed = funds.needed(market.ticker, request);
  // What needs no money is never refused for want of it: a closing order pays its fee out of what it brings.
  if (needed <= 0) return undefined;
  const { free } = funds;
  return needed > free
    ? outOfBounds("INSUFFICIENT_BALANCE", "needed", needed, "max", free, "money")
    : undefined;
}
