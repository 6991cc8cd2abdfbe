/**
 * Exits that rest at a marketable limit, as on paper: followed to the market for as long as something is left.
 *
 * @module
 */
import type { Order } from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import { exitFollows } from "./exit_notes.ts";
import { type ExitOrders, offered } from "./exit_orders.ts";
import type { ExitPrices } from "./exit_prices.ts";
import type { ExitReason, Holding } from "./holding.ts";
import type { MarketSide } from "./market_side.ts";
import type { OrderManager } from "./order_manager.ts";

/** The parts of the exits that resting ones are made with. */
export interface RestingParts {
  readonly orders: OrderManager;
  readonly sales: ExitOrders;
  readonly prices: ExitPrices;
  readonly outbox: Outbox;
}

/** Sells by resting. */
export class RestingExits {
  readonly #chaseMs: number;
  readonly #parts: RestingParts;

  /** @param chaseMs how long one stays where it is */
  constructor(chaseMs: number, parts: RestingParts) {
    this.#chaseMs = chaseMs;
    this.#parts = parts;
  }

  /** Another exit is taken back first; one that has rested for a while follows the market. */
  leave(holding: Holding, purpose: ExitReason, side: MarketSide, sells: readonly Order[], at: number): void {
    const { orders, sales, prices } = this.#parts;
    for (const order of sells) {
      if (order.request.purpose !== purpose) orders.cancel(order, at, "exit");
      else if (at - order.createdAt >= this.#chaseMs && order.cancelSentAt === undefined) {
        this.#follow(holding, order, sells, side, at);
      }
    }
    const price = prices.now(holding, side, at);
    const own = sales.takeBackEntries(holding, price, at);
    if (sells.length > 0) return;
    if (price === undefined) return sales.holdBack(holding, { code: "NO_BID" }, at);
    // One that nobody knows of may never be confirmed: at worst the exchange turns the sale away, and it is offered again.
    if (own.some(({ state, request }) => state !== "unknown" && side.priceOf(request.price) >= price)) return;
    if (sales.sell(holding, purpose, price, holding.leaving, at)) holding.exitLimit = price;
  }

  /** It goes where the market is, or it is said why not. */
  #follow(holding: Holding, order: Order, sells: readonly Order[], side: MarketSide, at: number): void {
    const { orders, sales, prices, outbox } = this.#parts;
    const price = side.priceOf(order.request.price);
    const { next, waits } = prices.next(holding, price, side, at);
    if (waits !== undefined) sales.holdBack(holding, waits, at);
    if (next === price && offered(sells) === holding.leaving) return;
    if (next !== price) {
      const text = exitFollows(holding, price, next, side.bids.highest(at));
      outbox.add({ kind: "note", at, level: "info", text, market: holding.market });
    }
    holding.exitLimit = next;
    orders.cancel(order, at, "reprice");
  }
}
