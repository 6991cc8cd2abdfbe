/**
 * Names what happens to an account, before it has any wire form: the truth from which REST and the private channels are made.
 *
 * Each event carries the whole state of what changed, so that a list as of a moment is the last event of each key until then.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import type { Role } from "../../../core/market/fees.ts";
import type { Micros, Price, Quantity } from "../../../core/numbers/money.ts";
import type { TimeInForce } from "../submission.ts";

/** What happens where an order meets another one of its own user. */
export type SelfTradePrevention = "taker_at_cross" | "maker";

/** An order's state on the wire; one that is filled in part still rests. */
export type OrderStatus = "resting" | "canceled" | "executed";

/** Why an order changed last, in the words of `user_order.last_update_reason`; a user's own cancel has none. */
export type UpdateReason =
  | "Decrease"
  | "Amend"
  | "MarginCancel"
  | "SelfTradeCancel"
  | "ExpiryCancel"
  | "CloseCancel"
  | "HaltCancel"
  | "Trade"
  | "PostOnlyCrossCancel"
  | "ReduceOnlyCancel"
  | "SettlementBoundsCancel";

/** One order as the engine knows it. Prices are YES prices. */
export interface OrderState {
  readonly orderId: string;
  readonly userId: string;
  readonly clientOrderId: string | undefined;
  readonly market: string;
  /** The market's event. */
  readonly event: string;
  readonly shard: number;
  readonly subaccount: number;
  readonly side: Side;
  readonly price: Price;
  /** As placed, or as amended last. */
  readonly initial: Quantity;
  readonly filled: Quantity;
  /** What rests; 0 once it has ended. */
  readonly remaining: Quantity;
  readonly status: OrderStatus;
  readonly timeInForce: TimeInForce;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly cancelOnPause: boolean;
  readonly groupId: string | undefined;
  /** Unix milliseconds, whole seconds. */
  readonly expiresAtMs: number | undefined;
  /** What its fills cost: price × count for a bid, (1 − price) × count for an ask. */
  readonly takerFillCost: Micros;
  readonly makerFillCost: Micros;
  readonly takerFees: Micros;
  readonly makerFees: Micros;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly lastUpdateReason: UpdateReason | undefined;
}

/** One fill. */
export interface FillState {
  readonly tradeId: string;
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly market: string;
  readonly event: string;
  readonly shard: number;
  readonly subaccount: number;
  readonly side: Side;
  readonly role: Role;
  /** YES price. */
  readonly price: Price;
  readonly quantity: Quantity;
  /** `fee_cost`. */
  readonly fee: Micros;
  /** The position after it: YES above zero, NO below. */
  readonly positionAfter: Quantity;
  readonly atMs: number;
}

/** What an account has in one market. */
export interface PositionState {
  readonly market: string;
  readonly event: string;
  readonly shard: number;
  readonly subaccount: number;
  /** YES above zero, NO below. */
  readonly position: Quantity;
  /** The two legs; both above zero only without netting. */
  readonly yes: Quantity;
  readonly no: Quantity;
  /** What the open legs cost, without fees. */
  readonly yesCost: Micros;
  readonly noCost: Micros;
  /** Of closed contracts, without fees. */
  readonly realizedPnl: Micros;
  /** All fees of trades in this market. */
  readonly feesPaid: Micros;
  /** The fees of what is open. */
  readonly openFees: Micros;
  /** Contracts traded. */
  readonly volume: Quantity;
  /** What was paid to open, all together. */
  readonly totalTraded: Micros;
  readonly settled: boolean;
  readonly updatedMs: number;
}

/** The money of a subaccount on a shard. */
export interface BalanceState {
  readonly shard: number;
  readonly subaccount: number;
  /** All of it, with what is behind resting orders. */
  readonly cash: Micros;
  /** What is behind resting orders. */
  readonly held: Micros;
}

/** An order group. */
export interface GroupState {
  readonly groupId: string;
  readonly shard: number;
  readonly subaccount: number;
  /** Contracts that may be matched within 15 s. */
  readonly limit: Quantity;
  /** Its orders are rejected until a reset. */
  readonly triggered: boolean;
}

/** A position that was paid out. */
export interface SettlementState {
  readonly market: string;
  readonly event: string;
  readonly shard: number;
  readonly subaccount: number;
  readonly result: "yes" | "no" | "scalar";
  /** What a YES contract paid. */
  readonly yesPays: Micros;
  readonly yes: Quantity;
  readonly no: Quantity;
  readonly yesCost: Micros;
  readonly noCost: Micros;
  /** What was paid, whole cents. */
  readonly payout: Micros;
  /** What rounding down to whole cents took. */
  readonly fee: Micros;
  /** Fees of the trades in this market. */
  readonly tradingFees: Micros;
  readonly atMs: number;
}

/** Why money moved without a trade. */
export type BalanceCause = "deposit" | "trade" | "settlement" | "transfer" | "rebalance" | "hold";

interface Stamp {
  /** Counts up over all accounts, from 1. */
  readonly sequence: number;
  /** Engine time, Unix milliseconds. */
  readonly atMs: number;
  readonly userId: string;
}

/** One thing that happened to an account. */
export type AccountEvent = Stamp & AccountNews;

/** What happened, without when and to whom. */
export type AccountNews =
  | { readonly kind: "order"; readonly order: OrderState }
  | { readonly kind: "fill"; readonly fill: FillState }
  | { readonly kind: "position"; readonly position: PositionState }
  | { readonly kind: "balance"; readonly balance: BalanceState; readonly cause: BalanceCause }
  | {
    readonly kind: "group";
    readonly change: "created" | "triggered" | "reset" | "deleted" | "limit_updated";
    readonly group: GroupState;
  }
  | { readonly kind: "settlement"; readonly settlement: SettlementState };
