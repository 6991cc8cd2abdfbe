/**
 * Exits: the take-profit that rests, the stop and the longest hold that are watched, and the time-outs of orders.
 *
 * The exchange has no stop orders. A stop is watched here, on the mid price and from where that was at the entry, since the
 * last price jumps between bid and ask, and a stop of less than the spread would otherwise be touched by its own entry.
 * When it is touched, the
 * resting take-profit is cancelled first, as are own bids that the sale would meet, and only when that is confirmed
 * the rest is sold with a marketable limit: at no moment can more be sold than is held.
 *
 * @module
 */
import type { OrderDesk } from "./desk.ts";
import { stopPrice, takeProfitPrice } from "./exit_plan.ts";
import type { ExitOptions } from "./exit_settings.ts";
import type { Holding } from "./holdings.ts";
import type { Market } from "./market.ts";
import type { Price, Quantity } from "./money.ts";
import type { Broker, Order } from "./orders.ts";
import type { Outcome } from "./outcomes.ts";
import { ceilToGrid, floorToGrid } from "./ticks.ts";

/** Watches holdings and the age of orders. */
export class ExitKeeper {
  /** While the trader has cancelled everything, no take-profit is offered anew; stops stay watched. */
  standDown = false;
  readonly #options: ExitOptions;
  readonly #desk: OrderDesk;
  readonly #broker: Broker;
  readonly #tell: (outcome: Outcome) => void;

  constructor(options: ExitOptions, desk: OrderDesk, broker: Broker, tell: (outcome: Outcome) => void) {
    this.#options = options;
    this.#desk = desk;
    this.#broker = broker;
    this.#tell = tell;
  }

  /** Cancels what has waited too long. */
  timeouts(at: number): void {
    if (this.#desk.openCount === 0) return;
    const { entryTimeoutMs, exitTimeoutMs } = this.#options;
    const late = this.#desk.openWhere(({ request, createdAt }) =>
      at - createdAt >= (request.purpose === "entry" ? entryTimeoutMs : exitTimeoutMs)
    );
    for (const order of late) this.#desk.cancel(this.#broker, order, at, "timeout");
  }

  /** Looks after all holdings of a market. */
  manage(market: Market, at: number): void {
    for (const holding of this.#desk.holdings.inMarket(market.ticker)) this.#manage(holding, market, at);
  }

  #manage(holding: Holding, market: Market, at: number): void {
    if (!market.isOpen(at)) return;
    holding.exiting ??= this.#touched(holding, market, at);
    const sells = this.#sells(holding);
    if (holding.exiting === undefined) {
      if (!this.standDown) this.#restTakeProfit(holding, market, sells, at);
    } else this.#leave(holding, market, sells, at);
  }

  /** Whether a watched exit is due. */
  #touched(holding: Holding, market: Market, at: number): "stop" | "max_hold" | "exit" | undefined {
    const plan = holding.exits;
    if (plan === undefined || market.suspect !== undefined) return undefined;
    if (plan.maxHoldMs !== undefined && at - holding.openedAt >= plan.maxHoldMs) return "max_hold";
    const stop = stopPrice(plan, holding.averagePrice, holding.entryMid);
    const twicePrice = market.twiceMid ?? (market.last === undefined ? undefined : 2 * market.last);
    if (stop !== undefined && twicePrice !== undefined && twicePrice <= 2 * stop) return "stop";
    return undefined;
  }

  #restTakeProfit(holding: Holding, market: Market, sells: readonly Order[], at: number): void {
    if (holding.exits === undefined) return;
    const target = takeProfitPrice(holding.exits, holding.averagePrice);
    if (target === undefined) return;
    const uncovered = holding.quantity - sells.reduce((sum, order) => sum + order.remaining, 0) as Quantity;
    if (uncovered <= 0) return;
    // When the bid has run far past the target, an order at the target would reach through the gate's collar.
    const least = Math.max(target, (market.book.bestBid ?? 0) - this.#options.slippage);
    const price = ceilToGrid(market.grid, least) ?? floorToGrid(market.grid, least);
    if (price !== undefined) this.#sell(holding, "take_profit", price, uncovered, at);
  }

  #leave(holding: Holding, market: Market, sells: readonly Order[], at: number): void {
    for (const order of sells) {
      if (order.request.purpose === "take_profit") this.#desk.cancel(this.#broker, order, at, "exit");
      else if (at - order.createdAt >= this.#options.chaseMs) {
        this.#desk.cancel(this.#broker, order, at, "reprice");
      }
    }
    const { bestBid } = market.book;
    const price = bestBid === undefined
      ? undefined
      : ceilToGrid(market.grid, bestBid - this.#options.slippage);
    const bids = this.#bidsToTakeBack(holding, price);
    for (const order of bids) this.#desk.cancel(this.#broker, order, at, "exit");
    if (sells.length > 0 || holding.exiting === undefined || price === undefined) return;
    if (bids.some(({ request }) => request.price >= price)) return;
    this.#sell(holding, holding.exiting, price, holding.quantity, at);
  }

  /** Own bids that would add to what is being sold, or that the sale would trade with: the exchange forbids that. */
  #bidsToTakeBack(holding: Holding, price: Price | undefined): Order[] {
    return this.#desk.openIn(holding.market).filter(({ request }) =>
      request.side === "bid" &&
      (request.strategy === holding.strategy || (price !== undefined && request.price >= price))
    );
  }

  #sell(
    holding: Holding,
    purpose: Order["request"]["purpose"],
    price: Price,
    quantity: Quantity,
    at: number,
  ) {
    const { market, strategy, turnedAwayAt } = holding;
    // The exchange turned the last one away: asking again with every event would only use up the allowed rate.
    if (turnedAwayAt !== undefined && at - turnedAwayAt < this.#options.chaseMs) return;
    const refused = this.#desk.send(this.#broker, {
      market,
      side: "ask",
      price,
      quantity,
      timeInForce: "good_till_canceled",
      postOnly: false,
      purpose,
      strategy,
    }, at);
    if (refused !== undefined && holding.heldBack !== refused.code) {
      this.#tell({ kind: "exit_refused", at, strategy, market, reason: refused });
    }
    holding.heldBack = refused?.code;
  }

  #sells(holding: Holding): Order[] {
    return this.#desk.openIn(holding.market).filter(({ request }) =>
      request.side === "ask" && request.strategy === holding.strategy
    );
  }
}
