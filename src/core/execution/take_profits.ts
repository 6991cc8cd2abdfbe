/**
 * Take-profits: they rest on the book for all that no other exit sells.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import type { Price, Quantity } from "../numbers/money.ts";
import type { Order, OrderRequest } from "../orders.ts";
import { ceilToGrid, floorToGrid } from "../market/ticks.ts";
import { type ExitOrders, offered } from "./exit_orders.ts";
import { takeProfitPrice } from "./exit_plan.ts";
import type { ExitOptions } from "./exit_settings.ts";
import type { Holding } from "./holding.ts";
import { MarketSide } from "./market_side.ts";
import type { OrderManager } from "./order_manager.ts";

/** Offers what is held at its target. */
export class TakeProfits {
  readonly #options: ExitOptions;
  readonly #orders: OrderManager;
  readonly #sales: ExitOrders;

  constructor(options: ExitOptions, orders: OrderManager, sales: ExitOrders) {
    this.#options = options;
    this.#orders = orders;
    this.#sales = sales;
  }

  /** Offers what is not offered yet. */
  rest(holding: Holding, side: MarketSide, sells: readonly Order[], at: number): void {
    const uncovered = holding.contracts - offered(sells) as Quantity;
    const price = uncovered > 0 ? this.#target(holding, side) : undefined;
    if (price !== undefined) this.#sales.sell(holding, "take_profit", price, uncovered, at);
  }

  /** Whether one would be offered at another price now. In a book that is in doubt it keeps its place. */
  isOutOfPlace({ strategy, price }: OrderRequest, market: Market | undefined): boolean {
    if (market === undefined || market.suspect !== undefined || (market.book.spread ?? 1) <= 0) return false;
    const holding = this.#orders.holdings.find(strategy, market.ticker);
    if (holding === undefined) return false;
    const side = new MarketSide(market, holding.outcomeSide, this.#options.stopConfirmMs);
    return this.#target(holding, side) !== side.priceOf(price);
  }

  /** Where one belongs. */
  #target({ exits, averagePrice }: Holding, { grid, believedBid }: MarketSide): Price | undefined {
    const target = exits === undefined ? undefined : takeProfitPrice(exits, averagePrice);
    if (target === undefined) return undefined;
    // When the bid has run far past the target, an order at the target would reach through the gate's collar.
    const least = Math.max(target, (believedBid ?? 0) - this.#options.slippage);
    return ceilToGrid(grid, least) ?? floorToGrid(grid, least);
  }
}
