/**
 * The account's side of the exchange: what can be asked and told.
 *
 * @module
 */
import type { Micros, Price, Quantity } from "../../core/numbers/money.ts";
import type {
  FillRecord,
  OrderRecord,
  PositionRecord,
  SettlementRecord,
} from "../decoding/account_records.ts";
import type { AccountLimitsAnswer, ApiKeysAnswer, EndpointCostsAnswer } from "../wire/account.ts";
import type { ExchangeStatusAnswer } from "../wire/exchange.ts";
import type { AmendOrderBody, CreateOrderBody } from "../wire/order.ts";
import type { OrderGroupAnswer } from "../wire/order_group.ts";
import type { ReadList, ReadOutcome, WriteOutcome } from "./outcomes.ts";

/** What goes first where the rate limit is short: cancels, then exits, then entries. */
export type WritePriority = "cancel" | "exit" | "entry";

/** How one write differs from others. */
export interface WriteOptions {
  /** @default {"entry"} for creates and amends; cancels and decreases always go first */
  readonly priority?: "exit" | "entry";
  /** How long to wait for the rate limit, ms. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Asked after all waiting, right before the bytes go: a reason (one line) where it may not be sent any more. */
  readonly hold?: () => string | undefined;
}

/** The order that a request is about, by what its record says. */
export interface OrderTarget {
  readonly orderId: string;
  /** Its shard. An order id alone does not say it: without it the request goes to shard 0, where the order is not found. */
  readonly exchangeIndex: number;
  readonly subaccount?: number;
}

/** What the answer to a new or amended order says. What it does not say, or not readably, is left out: it is not 0. */
export interface PlacedOrder {
  readonly orderId: string;
  readonly clientOrderId?: string;
  /** Filled by this request. */
  readonly filled?: Quantity;
  /** 0 filled and 0 left: taken and cancelled at once. */
  readonly remaining?: Quantity;
  readonly averagePrice?: Price;
  /** Per contract. */
  readonly averageFee?: Micros;
}

/** What the answer to a cancel says. */
export interface CancelledOrder {
  readonly orderId: string;
  readonly clientOrderId?: string;
  /** What was left of it. */
  readonly reducedBy?: Quantity;
}

/** What the answer to a decrease says. */
export interface DecreasedOrder {
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly remaining?: Quantity;
}

/** A group of orders that is triggered by too many contracts within 15 s. */
export interface OrderGroup {
  readonly id: string;
  readonly exchangeIndex?: number;
  readonly limit?: Quantity;
}

/** A group to make. */
export interface NewGroup {
  /** Contracts within 15 s. */
  readonly limit: Quantity;
  readonly exchangeIndex: number;
  readonly subaccount?: number;
}

/** The group that a request is about. */
export interface GroupTarget {
  readonly groupId: string;
  readonly exchangeIndex: number;
  readonly subaccount?: number;
}

/** Requests that change something. Each is sent once; none rejects its promise. */
export interface OrderWrites {
  /** Places an order. Never repeated by anything: an order that was taken and filled may leave its id free. */
  create(body: CreateOrderBody, options?: WriteOptions): Promise<WriteOutcome<PlacedOrder>>;
  /** Cancels an order. The caller repeats it until the order is read as ended. 404 says that it is gone: read its fills. */
  cancel(target: OrderTarget, options?: WriteOptions): Promise<WriteOutcome<CancelledOrder>>;
  /** Makes an order smaller; it keeps its place in the queue. */
  decrease(target: OrderTarget, to: Quantity, options?: WriteOptions): Promise<WriteOutcome<DecreasedOrder>>;
  /** Changes price, total size or expiry. One that makes it bigger is never repeated. */
  amend(
    target: OrderTarget,
    body: AmendOrderBody,
    options?: WriteOptions,
  ): Promise<WriteOutcome<PlacedOrder>>;
  /** Places orders, in pieces that the bucket holds; an outcome for each, in order. */
  batchCreate(
    bodies: readonly CreateOrderBody[],
    options?: WriteOptions,
  ): Promise<readonly WriteOutcome<PlacedOrder>[]>;
  /** Cancels orders, in pieces that the bucket holds; an outcome for each, in order. */
  batchCancel(
    targets: readonly OrderTarget[],
    options?: WriteOptions,
  ): Promise<readonly WriteOutcome<CancelledOrder>[]>;
  /**
   * Cancels orders as fast as the limit allows, a kill's way: in batches on the common bucket and one by one on those of the
   * shards, both at a time; an outcome for each, in order.
   */
  cancelMany(
    targets: readonly OrderTarget[],
    options?: WriteOptions,
  ): Promise<readonly WriteOutcome<CancelledOrder>[]>;
  /**
   * Cancels every order of the account: every shard, every subaccount unless one is named, orders made by hand and by other
   * programs too, **and what is placed within the minute after it**. Never repeated by a program.
   */
  cancelAllAccount(subaccount?: number): Promise<WriteOutcome<null>>;
  createGroup(group: NewGroup): Promise<WriteOutcome<{ readonly groupId: string }>>;
  resetGroup(target: GroupTarget): Promise<WriteOutcome<null>>;
  triggerGroup(target: GroupTarget): Promise<WriteOutcome<null>>;
  limitGroup(target: GroupTarget, limit: Quantity): Promise<WriteOutcome<null>>;
  /** Deleting a group cancels its orders. */
  deleteGroup(target: GroupTarget): Promise<WriteOutcome<null>>;
}

/** What a list of orders, fills or settlements is narrowed to; times in Unix seconds. */
export interface AccountQuery {
  readonly ticker?: string;
  readonly status?: string;
  readonly orderId?: string;
  readonly minTs?: number;
  readonly maxTs?: number;
  /** Left out: all of them, but positions and balance of the first alone. */
  readonly subaccount?: number;
  readonly exchangeIndex?: number;
  /** `unsettled` (the exchange's default), `settled` or `all`; of positions. */
  readonly settlementStatus?: string;
  /** Items wanted at most: a list that is cut by it is not whole. */
  readonly most?: number;
  readonly signal?: AbortSignal;
}

/** Money of an account. */
export interface BalanceRecord {
  /** Of the shard that was asked for, or of all shards together, of which each market can use only its own. */
  readonly balance: Micros;
  readonly shards: readonly { readonly exchangeIndex: number; readonly balance: Micros }[];
}

/** An order's place in its queue. */
export interface QueuePosition {
  readonly orderId: string;
  readonly market: string;
  /** Contracts ahead of it. */
  readonly ahead: Quantity;
}

/** Requests that change nothing. Each may be tried again within; none rejects its promise. */
export interface AccountReads {
  orders(query?: AccountQuery): Promise<ReadOutcome<ReadList<OrderRecord>>>;
  /** One order; `reason.status` 404 says that there is none, live. */
  order(orderId: string): Promise<ReadOutcome<OrderRecord>>;
  fills(query?: AccountQuery): Promise<ReadOutcome<ReadList<FillRecord>>>;
  positions(query?: AccountQuery): Promise<ReadOutcome<ReadList<PositionRecord>>>;
  /** Of one shard where it is given. */
  balance(
    exchangeIndex?: number,
    subaccount?: number,
    signal?: AbortSignal,
  ): Promise<ReadOutcome<BalanceRecord>>;
  settlements(query?: AccountQuery): Promise<ReadOutcome<ReadList<SettlementRecord>>>;
  historicalOrders(query?: AccountQuery): Promise<ReadOutcome<ReadList<OrderRecord>>>;
  historicalFills(query?: AccountQuery): Promise<ReadOutcome<ReadList<FillRecord>>>;
  historicalPositions(query?: AccountQuery): Promise<ReadOutcome<ReadList<PositionRecord>>>;
  /** Up to when the reads know what happened, Unix ms of the exchange's clock; approximate, by its own page. */
  dataTimestamp(): Promise<ReadOutcome<number>>;
  apiKeys(): Promise<ReadOutcome<ApiKeysAnswer>>;
  limits(): Promise<ReadOutcome<AccountLimitsAnswer>>;
  endpointCosts(): Promise<ReadOutcome<EndpointCostsAnswer>>;
  queuePositions(markets: readonly string[]): Promise<ReadOutcome<ReadList<QueuePosition>>>;
  orderGroups(): Promise<ReadOutcome<ReadList<OrderGroup>>>;
  orderGroup(groupId: string): Promise<ReadOutcome<OrderGroupAnswer>>;
  exchangeStatus(): Promise<ReadOutcome<ExchangeStatusAnswer>>;
  /** The shares in percent that the exchange moves money by, by itself; empty where it does not. */
  targetAllocation(): Promise<
    ReadOutcome<readonly { readonly exchangeIndex: number; readonly percent: number }[]>
  >;
}
