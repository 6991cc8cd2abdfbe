/**
 * The interface of a fill model, which answers "would this paper order have been filled?".
 *
 * @module
 */
import type { Trade } from "../market/events.ts";
import type { Side } from "../market/book.ts";
import type { Role } from "../market/fees.ts";
import type { MarketView } from "../market/market_view.ts";
import type { Price, Quantity } from "../numbers/money.ts";

/** Names of the models, weakest first. */
export type FillModelName = "touch" | "depth" | "queue";

/** All models. */
export const FILL_MODELS: readonly FillModelName[] = ["touch", "depth", "queue"];

/** A paper order as the models see it. */
export interface PaperOrder {
  readonly id: string;
  readonly side: Side;
  /** YES price. */
  readonly price: Price;
  remaining: Quantity;
  /** Rises with arrival: who was first. */
  readonly arrival: number;
}

/** Takes a fill that a model grants; it lowers the order's `remaining`. */
export type Grant = (order: PaperOrder, price: Price, quantity: Quantity, role: Role) => void;

/**
 * The fills of the paper orders of one market.
 *
 * Called after the market has taken over the event, while the market trades and its book can be believed;
 * {@linkcode FillModel.snapshot} is called for the snapshot that makes it so again.
 */
export interface FillModel {
  /**
   * An order arrives: grants what it takes at once. What is left may be given to {@linkcode FillModel.rest}.
   *
   * @param stopBefore the price of an own order that it must not reach; left out: none
   */
  arrive(order: PaperOrder, grant: Grant, stopBefore?: Price): void;
  /** An order's remaining contracts start to rest. */
  rest(order: PaperOrder): void;
  /** An order is gone. */
  remove(order: PaperOrder): void;
  /** The book was replaced. */
  snapshot(at: number, grant: Grant): void;
  /** One level changed by `delta`, which is already in the book. */
  change(at: number, side: Side, price: Price, delta: Quantity, grant: Grant): void;
  /** A trade was printed. */
  trade(print: Trade, grant: Grant): void;
  /** Contracts ahead of an order in the queue, where the model knows. */
  ahead(order: PaperOrder): Quantity | undefined;
}

/** Makes the model of one market. */
export type FillModelFactory = (market: MarketView) => FillModel;

/** Best price first, then who was first. */
export function byPriority(a: PaperOrder, b: PaperOrder): number {
  if (a.side !== b.side) return a.side < b.side ? -1 : 1;
  const better = a.side === "bid" ? b.price - a.price : a.price - b.price;
  return better !== 0 ? better : a.arrival - b.arrival;
}
