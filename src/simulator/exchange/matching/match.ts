/**
 * Names a match, and what is heard of a market's matching.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import type { Price, Quantity } from "../../../core/numbers/money.ts";
import type { RestingOrder } from "./order_queue.ts";

/** One side of a match. */
export interface Party {
  readonly orderId: string;
  readonly owner: string;
}

/** One match. */
export interface Match {
  readonly tradeId: string;
  /** `undefined` where it is the crowd. */
  readonly maker: Party | undefined;
  readonly taker: Party | undefined;
  readonly takerSide: Side;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** Hears what happens, in order: for each match the level change, then the trade. */
export interface MatchingListener {
  /** @param order the one that the level changed by; `undefined` where it is the crowd */
  level(
    side: Side,
    price: Price,
    delta: Quantity,
    order: Readonly<RestingOrder> | undefined,
    matched: boolean,
  ): void;
  trade(match: Match): void;
  /** An order was taken out, since a new one of the same owner met it. @param quantity what was left of it */
  selfTraded(order: Readonly<RestingOrder>, quantity: Quantity): void;
  /** The crowd's book was replaced: the whole book is another one. */
  replaced(): void;
}
