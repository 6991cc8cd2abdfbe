/**
 * Orders, from the wish to the last report, and the round trips that their fills make.
 *
 * @module
 */
import type { Side } from "./market/book.ts";
import type { Role } from "./market/fees.ts";
import type { Micros, Price, Quantity } from "./numbers/money.ts";
import type { Reason } from "./reasons.ts";

/** What an order is for; `manual` is what the trader closes. */
export type Purpose = "entry" | "take_profit" | "stop" | "max_hold" | "exit" | "manual";

/** Resting until cancelled, or gone at once. */
export type TimeInForce = "good_till_canceled" | "immediate_or_cancel";

/** An order that somebody wants to send. `bid` buys YES, `ask` sells it; the price is always the YES price. */
export interface OrderRequest {
  /** Unique; the exchange refuses a second one. */
  readonly clientOrderId: string;
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly purpose: Purpose;
  /** The strategy that wants it. */
  readonly strategy: string;
}

declare const approved: unique symbol;

/** What passed the risk gate. Only the gate can make one, and brokers accept nothing else. */
export type Approved<T> = T & { readonly [approved]: true };

/** Why an order ended without being filled whole. */
export type CancelReason =
  | "requested"
  | "timeout"
  | "market_closed"
  | "market_reactivated"
  | "immediate_or_cancel"
  | "self_trade"
  | "reprice"
  | "exit"
  | "kill";

/** The exchange took the order. */
export interface OrderAccepted {
  readonly kind: "accepted";
  readonly at: number;
  readonly clientOrderId: string;
}

/** The exchange refused the order. */
export interface OrderRejected {
  readonly kind: "rejected";
  readonly at: number;
  readonly clientOrderId: string;
  readonly reason: Reason;
}

/** A part of the order was traded. */
export interface OrderFill {
  readonly kind: "fill";
  readonly at: number;
  readonly clientOrderId: string;
  /** Applying the same trade twice changes nothing. */
  readonly tradeId: string;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly role: Role;
  readonly fee: Micros;
  /** What it did to the account's balance, fee included. */
  readonly balanceChange: Micros;
}

/** What was left of the order is gone. */
export interface OrderCancelled {
  readonly kind: "cancelled";
  readonly at: number;
  readonly clientOrderId: string;
  readonly reason: CancelReason;
  readonly quantity: Quantity;
}

/** What an exchange, real or on paper, says of an order. */
export type OrderReport = OrderAccepted | OrderRejected | OrderFill | OrderCancelled;

/** Where an order is in its life. */
export type OrderState = "submitting" | "resting" | "filled" | "cancelled" | "rejected";

/** An order and what became of it. */
export class Order {
  readonly request: Approved<OrderRequest>;
  readonly createdAt: number;
  /** The best bid for the side that it buys when it was sent, where there was one: a price of that side. */
  readonly bidThen: Price | undefined;
  state: OrderState = "submitting";
  filled: Quantity = 0 as Quantity;
  /** When it was asked to be cancelled, so that it is asked once. */
  cancelSentAt: number | undefined;
  endedAt: number | undefined;

  constructor(request: Approved<OrderRequest>, createdAt: number, bidThen?: Price) {
    this.request = request;
    this.createdAt = createdAt;
    this.bidThen = bidThen;
  }

  /** What is still to be filled. */
  get remaining(): Quantity {
    return this.request.quantity - this.filled as Quantity;
  }

  /** Whether it can still be filled. */
  get isOpen(): boolean {
    return this.state === "submitting" || this.state === "resting";
  }
}

/** Why a round trip ended. */
export type CloseReason = Exclude<Purpose, "entry"> | "settled";

/** A round trip that is over. */
export interface RoundTrip {
  readonly strategy: string;
  readonly market: string;
  /** Contracts bought: + YES, − NO. All prices are prices of that side. */
  readonly quantity: Quantity;
  /** Average prices, in micro-dollars a contract. */
  readonly entryMicros: Micros;
  readonly exitMicros: Micros;
  /** After fees. */
  readonly pnl: Micros;
  readonly fees: Micros;
  readonly reason: CloseReason;
  readonly openedAt: number;
  readonly closedAt: number;
  /** Where it was closed by a stop: the trigger of that. */
  readonly stopTrigger?: Price;
}
