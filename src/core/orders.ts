/**
 * Orders, from the wish to the last report, and the round trips that their fills make.
 *
 * @module
 */
import { oppositeSide, type Side } from "./market/book.ts";
import { boughtOn, type OutcomeSide } from "./market/outcome_side.ts";
import type { Role } from "./market/fees.ts";
import type { Micros, Price, Quantity } from "./numbers/money.ts";
import type { Stamped } from "./numbers/time.ts";
import type { Reason } from "./reasons.ts";

/** The purpose of an order; `manual` is an order by which the trader closes. */
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
  /**
   * The exchange lets it only reduce the position, whatever that is by then; accepted with `immediate_or_cancel` alone. Left out
   * where it is not asked for.
   */
  readonly reduceOnly?: true;
  readonly purpose: Purpose;
  /** The strategy that wants it. */
  readonly strategy: string;
}

/** The side whose contracts an order enters or leaves. */
export function outcomeSideOf({ side, purpose }: Pick<OrderRequest, "side" | "purpose">): OutcomeSide {
  return boughtOn(purpose === "entry" ? side : oppositeSide(side));
}

declare const approved: unique symbol;

/** Something that passed the risk gate. Only the gate can make one, and brokers accept nothing else. */
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
  | "kill"
  /** The exchange ended it for a reason of its own. */
  | "exchange";

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
  /** The change of the account's balance, fee included. */
  readonly balanceChange: Micros;
}

/** The remaining contracts of an order are gone. */
export interface OrderCancelled {
  readonly kind: "cancelled";
  readonly at: number;
  readonly clientOrderId: string;
  readonly reason: CancelReason;
  /** What was left: the rest of the order was filled, reported or not. */
  readonly quantity: Quantity;
  /** The exchange's own words, where it has some. */
  readonly detail?: string;
}

/** The order was made smaller and keeps its place. */
export interface OrderDecreased {
  readonly kind: "decreased";
  readonly at: number;
  readonly clientOrderId: string;
  /** Its whole size now, with what of it was filled: it only ever falls, so that a report that comes late or twice does no harm. */
  readonly size: Quantity;
}

/** It is not known whether the exchange has the order: it was sent, and no answer that says so came. */
export interface OrderUnknown {
  readonly kind: "unknown";
  readonly at: number;
  readonly clientOrderId: string;
  /** Words what came instead of an answer. */
  readonly detail: string;
}

/** A report of an exchange, real or on paper, about an order; or that it said nothing. */
export type OrderReport =
  | OrderAccepted
  | OrderRejected
  | OrderFill
  | OrderDecreased
  | OrderCancelled
  | OrderUnknown;

/** Reports of orders that came together. */
export interface OrderReported extends Stamped {
  readonly kind: "order_report";
  /** In order; all of the event's time. */
  readonly reports: readonly OrderReport[];
}

/** A position as the exchange says it. */
export interface AccountPosition {
  readonly market: string;
  /** + YES, − NO. */
  readonly quantity: Quantity;
  /** Its cost; left out where the exchange does not say. */
  readonly cost?: Micros;
}

/** An open order as the exchange says it. */
export interface AccountOrder {
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  /** Contracts still to be filled. */
  readonly remaining: Quantity;
}

/** A fill of an order that is not ours. */
export interface AccountFill {
  readonly tradeId: string;
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** A list of the account. One that was not read to its end says what is there, and never what is not. */
export interface AccountList<Item> {
  readonly whole: boolean;
  readonly items: readonly Item[];
}

/** The exchange's report of the account. Fields that are left out were not asked for. */
export interface AccountReported extends Stamped {
  readonly kind: "account";
  /**
   * The moment as of which the lists are, on the clock of `at`, Unix milliseconds: lists from before a fill that was taken over
   * are dropped. Left out where it is not known.
   */
  readonly asOf?: number;
  /** Money by shard of the exchange. */
  readonly balances?: readonly { readonly exchangeIndex: number; readonly balance: Micros }[];
  readonly positions?: AccountList<AccountPosition>;
  readonly orders?: AccountList<AccountOrder>;
  /** Fills of orders that are not ours, as they became known: where a position of ours was sold by hand, they say at which price. */
  readonly fills?: readonly AccountFill[];
}

/** Where an order is in its life. An order whose outcome is unknown is open, and never sent again. */
export type OrderState = "submitting" | "resting" | "unknown" | "filled" | "cancelled" | "rejected";

/** An order and what became of it. */
export class Order {
  readonly request: Approved<OrderRequest>;
  readonly createdAt: number;
  /** The best bid for the side that it buys when it was sent, where there was one: a price of that side. */
  readonly bidThen: Price | undefined;
  state: OrderState = "submitting";
  /** Its whole size now: what was asked for, less what it was decreased by. */
  size: Quantity;
  filled: Quantity = 0 as Quantity;
  /** What it was last asked to be decreased to, with what of it was filled. */
  decreasedTo: Quantity | undefined;
  /** When it was asked to be cancelled, so that it is asked once. */
  cancelSentAt: number | undefined;
  endedAt: number | undefined;
  /** The reason's code, where it was turned away. */
  refusedFor: string | undefined;
  /** What it had filled as its end said, of which no fill was reported yet. */
  unreported: Quantity = 0 as Quantity;

  constructor(request: Approved<OrderRequest>, createdAt: number, bidThen?: Price) {
    this.request = request;
    this.size = request.quantity;
    this.createdAt = createdAt;
    this.bidThen = bidThen;
  }

  /** Contracts still to be filled. */
  get remaining(): Quantity {
    return Math.max(0, this.size - this.filled) as Quantity;
  }

  /** Whether it can still be filled. */
  get isOpen(): boolean {
    return this.state === "submitting" || this.state === "resting" || this.state === "unknown";
  }
}

/** What an order is turned away for where the rate limit had no room for it: it has met no market. */
export const RATE_LIMIT = "RATE_LIMIT";

/** What an order is turned away for after a kill: nothing is sent any more. */
export const KILLED = "KILLED";

/** Why a round trip ended. */
export type CloseReason =
  | Exclude<Purpose, "entry">
  | "settled"
  | /** Sold outside of this program. */ "external";

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
