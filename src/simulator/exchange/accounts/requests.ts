/**
 * Names what may be asked of an account, and what is answered.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import type { Micros, Price, Quantity } from "../../../core/numbers/money.ts";
import type { TimeInForce } from "../submission.ts";
import type { SelfTradePrevention } from "./account_event.ts";

/** Where a request goes: a shard, or −1 for the one of the named market. Left out: the named market's, else 0. */
export interface Route {
  readonly exchangeIndex?: number;
  readonly market?: string;
}

/** An order as it comes in. Prices are YES prices, as on the wire. */
export interface NewAccountOrder {
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly count: Quantity;
  readonly timeInForce: TimeInForce;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly clientOrderId?: string;
  /** Unix seconds. */
  readonly expirationTime?: number;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly cancelOnPause?: boolean;
  readonly groupId?: string;
  /** 0–63. @default 0 */
  readonly subaccount?: number;
  readonly exchangeIndex?: number;
}

/** What an accepted order came to. */
export interface CreateAnswer {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly fillCount: Quantity;
  /** What rests; 0 with 0 filled: accepted and cancelled at once. */
  readonly remainingCount: Quantity;
  /** Where something filled, for the whole order: paid for its YES contracts, without fees. */
  readonly fillCost: Micros;
  /** Where something filled, for the whole order. */
  readonly fees: Micros;
  /** Engine time, Unix milliseconds. */
  readonly atMs: number;
}

/** Which order is meant. */
export interface OrderReference extends Route {
  readonly orderId: string;
  /** @default 0 */
  readonly subaccount?: number;
}

/** What a cancel came to. */
export interface CancelAnswer {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly reducedBy: Quantity;
  readonly atMs: number;
}

/** How an order is to be from now on. */
export interface AmendOrder extends OrderReference {
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  /** What is filled already, and what shall rest. */
  readonly count: Quantity;
  readonly clientOrderId?: string;
  readonly updatedClientOrderId?: string;
  /** Unix seconds; 0 clears it, left out keeps it. */
  readonly expirationTime?: number;
}

/** What an amend came to. Counts are left out where the exchange may leave them out. */
export interface AmendAnswer {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly remainingCount: Quantity | undefined;
  /** Filled by this amend. */
  readonly fillCount: Quantity | undefined;
  /** As in {@linkcode CreateAnswer}, of this amend's fills. */
  readonly fillCost: Micros;
  readonly fees: Micros;
  readonly atMs: number;
}

/** How an order gets smaller. */
export interface DecreaseOrder extends OrderReference {
  /** Either, not both: by so many contracts, or to so many that rest. */
  readonly reduceBy?: Quantity;
  readonly reduceTo?: Quantity;
}

/** What a decrease came to. */
export interface DecreaseAnswer {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly remainingCount: Quantity;
  readonly atMs: number;
}

/** An order group to be made. */
export interface NewGroup {
  /** Whole contracts, 1–1,000,000, in 1/100. */
  readonly limit: Quantity;
  /** @default 0 */
  readonly subaccount?: number;
  /** @default 0 */
  readonly exchangeIndex?: number;
}

/** Which group is meant. */
export interface GroupReference {
  readonly groupId: string;
  /** @default 0 */
  readonly subaccount?: number;
  /** @default 0 */
  readonly exchangeIndex?: number;
}

/** A place where an account keeps money. */
export interface Purse {
  readonly shard: number;
  readonly subaccount: number;
}

/** Money to be moved between shards or subaccounts. */
export interface Transfer {
  readonly from: Purse;
  readonly to: Purse;
  readonly amount: Micros;
  /** Unique; a second one is refused. */
  readonly clientTransferId?: string;
}

/** How money shall be spread over shards, every 10 s. */
export interface TargetAllocation {
  readonly subaccount: number;
  /** Shares in 1/10,000 by shard; together 10,000. */
  readonly shares: ReadonlyMap<number, number>;
  /** Whether money behind resting orders stays where it is. */
  readonly sparesResting: boolean;
}
