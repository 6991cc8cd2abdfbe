/**
 * Trades of others that explain why less of an own position is left: a hand that closes what a rule has bought is normal.
 *
 * @module
 */
import type { Side } from "../core/market/book.ts";
import type { Price, Quantity } from "../core/numbers/money.ts";

/** A trade of an order that is not the journal's. */
export interface OtherFill {
  readonly tradeId: string;
  readonly orderId: string;
  readonly market: string;
  readonly side: Side;
  /** The YES price. */
  readonly price: Price;
  readonly quantity: Quantity;
}

/** A part of an own position that others have closed. */
export interface ClosedByHand {
  readonly market: string;
  /** The change of the own position: + YES, − NO. */
  readonly change: Quantity;
  /** The YES price that they closed at, on average, to the tick below. */
  readonly price: Price;
  /** All trades of others there that were not taken into account before; from now on they are. */
  readonly fills: readonly OtherFill[];
}

/**
 * Whether trades of others explain a position.
 *
 * With what they held before these trades, which the position, the own part and the trades say together, it must come out as one
 * that stands beside the own part: nothing, or more of the same side. A trade that is missing would make it one of the other side.
 *
 * @param mine the own position as the journal has it: + YES, − NO
 * @param there the position as the exchange has it
 * @param fills trades of others in that market since then that no earlier comparison took into account, all of them
 */
export function closedByHand(
  market: string,
  mine: number,
  there: number,
  fills: readonly OtherFill[],
): ClosedByHand | undefined {
  const net = fills.reduce((sum, { side, quantity }) => sum + (side === "bid" ? quantity : -quantity), 0);
  const before = there - mine - net;
  if (before !== 0 && Math.sign(before) !== Math.sign(mine)) return undefined;
  const closing = fills.filter(({ side }) => (side === "ask") === (mine > 0));
  const closed = closing.reduce((sum, { quantity }) => sum + quantity, 0);
  // What is left of the own side stays own.
  const left = Math.sign(there) === Math.sign(mine) ? there : 0;
  const change = left - mine;
  if (closed < Math.abs(change) || closed === 0) return undefined;
  const paid = closing.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  return {
    market,
    change: change as Quantity,
    price: Math.floor(paid / closed) as Price,
    fills,
  };
}
