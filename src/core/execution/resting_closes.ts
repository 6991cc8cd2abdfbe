/**
 * What rests to close never exceeds what the account holds.
 *
 * @module
 */
import { OUTCOME_SIDES, sellingSide } from "../market/outcome_side.ts";
import type { Quantity } from "../numbers/money.ts";
import type { Order } from "../orders.ts";
import { EXTERNAL } from "./holding.ts";
import type { OrderManager } from "./order_manager.ts";

/**
 * Makes the newest closes of a market smaller where somebody else sold of what they would close. No word to the exchange can hold
 * a resting order to the position, so this goes before anything else.
 */
export function shrinkCloses(orders: OrderManager, ticker: string, at: number): void {
  const { holdings, open, external } = orders;
  if (external.shortBy(ticker) === 0 && holdings.find(EXTERNAL, ticker) === undefined) return;
  for (const outcomeSide of OUTCOME_SIDES) {
    const there = external.leastOf(ticker, outcomeSide);
    const closes = open.in(ticker).filter(({ request, cancelSentAt }) =>
      request.purpose !== "entry" && request.reduceOnly !== true && cancelSentAt === undefined &&
      request.side === sellingSide(outcomeSide)
    );
    let excess = closes.reduce((sum, order) => sum + resting(order), 0) - there;
    for (const order of [...closes].reverse()) {
      if (excess <= 0) break;
      const left = Math.max(0, resting(order) - excess) as Quantity;
      excess -= resting(order) - left;
      if (left === 0) orders.cancel(order, at, "exit");
      else orders.decrease(order, left, at);
    }
  }
}

/** What of an order rests once what it was asked for is done. */
function resting({ decreasedTo, filled, remaining }: Order): number {
  return decreasedTo === undefined ? remaining : Math.min(remaining, Math.max(0, decreasedTo - filled));
}
