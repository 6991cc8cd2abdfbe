/**
 * Says what may be submitted to a simulated market, and what comes back.
 *
 * Traders, captures and clients stand on this seam alike: {@linkcode TradingSeam} takes orders, {@linkcode CrowdSeam} sets
 * what a crowd of unknown people has in the book, {@linkcode ExchangeSeam} takes steps of a market's life besides.
 *
 * @module
 */
import type { Level, Side } from "../../core/market/book.ts";
import type { Role } from "../../core/market/fees.ts";
import type { TickGrid } from "../../core/market/ticks.ts";
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { Refusal, Result } from "../../core/result.ts";
import type { FeesEvent, LifeEvent, ScoreEvent } from "./simulated_event.ts";

/** What a shard takes. `trading_paused`: cancels, nothing else; `exchange_paused`: nothing. */
export type ShardState = "active" | "trading_paused" | "exchange_paused";

/** How long an order lives. */
export type TimeInForce = "good_till_canceled" | "immediate_or_cancel" | "fill_or_kill";

/** An order as it comes in. */
export interface NewOrder {
  readonly owner: string;
  readonly side: Side;
  /** YES price. */
  readonly price: Price;
  readonly quantity: Quantity;
  readonly timeInForce: TimeInForce;
  /** Refused where it would trade at once. @default false */
  readonly postOnly?: boolean;
  /** No other order has it. @default made up */
  readonly orderId?: string;
  /**
   * What happens where it meets an order of the same owner. `taker_at_cross`: what is left of it is cancelled; `maker`: that
   * order is cancelled, and matching goes on.
   *
   * @default the two trade with each other
   */
  readonly selfTrade?: "taker_at_cross" | "maker";
}

/** A trade of an order. */
export interface Fill {
  /** As in the public trade. */
  readonly tradeId: string;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** The immediate result of an accepted order. */
export interface Acceptance {
  /** Unique among the orders of the exchange. */
  readonly orderId: string;
  readonly fills: readonly Fill[];
  readonly filled: Quantity;
  /** Contracts that rest now; 0 for an order that does not rest. */
  readonly resting: Quantity;
  /** Contracts at its price that are served before what rests. */
  readonly ahead: Quantity;
  /** What was left of it was cancelled, since it met an order of the same owner. */
  readonly selfTraded: boolean;
}

/** Codes of refused orders. */
export type OrderRefusalCode =
  | "market_inactive"
  | "trading_paused"
  | "invalid_price"
  | "invalid_order_size"
  | "post_only_cross"
  | "fok_insufficient_volume";

/** Why an order was refused. */
export interface OrderRefusal extends Refusal {
  readonly code: OrderRefusalCode;
}

/** Reports to the owner of an order, after it was accepted and while it is being accepted. */
export type OrderReport =
  | Fill & {
    readonly kind: "fill";
    readonly market: string;
    readonly orderId: string;
    readonly side: Side;
    readonly role: Role;
    readonly atMs: number;
  }
  | {
    readonly kind: "ended";
    readonly market: string;
    readonly orderId: string;
    /**
     * `reactivated`: the market trades again after a stop; `closed`: it no longer trades; `self_trade`: a new order of the
     * same owner met it.
     */
    readonly reason: "reactivated" | "closed" | "self_trade";
    /** Contracts that were left of it. */
    readonly quantity: Quantity;
    readonly atMs: number;
  };

/** One market as whoever trades in it sees it. */
export interface TradingSeam {
  /** Which prices it takes. */
  readonly grid: TickGrid;
  /** The best price of one side, or `undefined`. */
  best(side: Side): Price | undefined;
  /** The levels of one side, best first. */
  levels(side: Side): Level[];
  /** The size shown at a price. */
  sizeAt(side: Side, price: Price): Quantity;
  /** Takes an order: matches what it can, rests what is left if it may. */
  submit(order: NewOrder): Result<Acceptance, OrderRefusal>;
  /** Takes an order out of the book. @returns what was left of it; 0 where it was gone already, or is somebody else's */
  cancel(owner: string, orderId: string): Quantity;
  /** Makes an order smaller; it keeps its place. @returns by how much */
  decrease(owner: string, orderId: string, by: Quantity): Quantity;
  /** Contracts of an order that rest; 0 once it is gone. */
  remaining(orderId: string): Quantity;
  /** Contracts at its price that are served before an order; `undefined` once it is gone. */
  queuePosition(orderId: string): Quantity | undefined;
}

/** A trade among the crowd. */
export interface CrowdTrade {
  readonly kind: "trade";
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: Side;
  /** @default made up */
  readonly tradeId?: string;
}

/**
 * Something that a crowd does: a level of it gets larger or smaller, its whole book is another one, two of it trade.
 *
 * Where nobody else trades it is published as it is.
 */
export type CrowdStep =
  | { readonly kind: "level"; readonly side: Side; readonly price: Price; readonly delta: Quantity }
  | { readonly kind: "book"; readonly bids: readonly Level[]; readonly asks: readonly Level[] }
  | CrowdTrade;

/** One market as a capture sees it. */
export interface CrowdSeam {
  /** @param atMs virtual milliseconds, which never fall */
  crowd(step: CrowdStep, atMs: number): void;
}

/** The exchange as a source sees it. */
export interface ExchangeSeam {
  /** A market, also one that is not listed yet. @throws {RangeError} if the exchange does not know it */
  market(ticker: string): TradingSeam & CrowdSeam;
  /**
   * Takes a step of a market's life.
   *
   * @returns whether it was taken: a grid that lacks the price of a resting order is not, nor anything after the settlement
   * @throws {RangeError} if the market is not listed
   */
  step(life: LifeEvent): boolean;
  /** Takes what is new of an event: what its scoreboard shows, its own fees. @throws {RangeError} if it is not listed */
  announce(news: ScoreEvent | FeesEvent): void;
}
