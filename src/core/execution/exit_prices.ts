/**
 * At which price an exit is offered, and how that follows the market.
 *
 * @module
 */
import type { ExitOptions } from "./exit_settings.ts";
import type { Holding } from "./holding.ts";
import type { MarketSide } from "./market_side.ts";
import type { Price } from "../numbers/money.ts";
import { outOfBounds, type Reason } from "../reasons.ts";
import { ceilToGrid, floorToGrid, type TickGrid } from "../market/ticks.ts";

/** Where a taking exit goes. */
export interface TakePrice {
  /** Left out where there is nobody to sell to. */
  readonly price?: Price;
  /** Why it goes no lower; left out where it need not. */
  readonly waits?: Reason;
}

/** Where an exit that has rested goes. */
export interface NextPrice {
  /** The same price where it stays. */
  readonly next: Price;
  /** Why it goes no further; left out where it need not. */
  readonly waits?: Reason;
}

/**
 * Prices of exits, in the price of the side that is held.
 *
 * A stop is offered at a limit that is measured from its trigger, and follows the bids down in steps, each after the bids
 * have stayed below it, to a floor where it waits. Any other exit is measured from the highest best bid of the last
 * moments. So neither is sold into the hole that a pulled quote leaves.
 */
export class ExitPrices {
  readonly #options: ExitOptions;

  constructor(options: ExitOptions) {
    this.#options = options;
  }

  /** The price to offer at; `undefined` where there is nothing to measure it from. */
  now(holding: Holding, { grid, bids }: MarketSide, at: number): Price | undefined {
    const { stopTrigger: trigger } = holding;
    const bid = bids.highest(at);
    if (holding.exiting !== "stop" || trigger === undefined) {
      return bid === undefined ? undefined : onGrid(grid, bid - this.#options.slippage);
    }
    return onGrid(grid, this.#ofStop(holding, trigger, bid));
  }

  /**
   * Where an exit that takes is sent: at a price that is on the grid and no higher than what is meant, so that it trades.
   *
   * Each one that sold nothing lets the next go lower by a step: a stop as one that rests would, to its floor; any other as far as
   * the gate's collar lets it.
   */
  take(holding: Holding, side: MarketSide, collar: number, at: number): TakePrice {
    const { grid, bestBid, market: { suspect } } = side;
    if (bestBid === undefined && suspect === undefined) return {};
    const bid = side.bids.highest(at);
    // Further through the best bid the gate lets nothing go.
    const least = suspect === undefined && bestBid !== undefined ? bestBid - collar : 0;
    const { exiting, stopTrigger, failures } = holding;
    if (exiting === "stop" && stopTrigger !== undefined) {
      const from = this.#ofStop(holding, stopTrigger, bid);
      if (failures === 0) return priced(atLeast(grid, downToGrid(grid, from), least));
      const { next, waits } = this.next(holding, onGrid(grid, from), side, at);
      return waits === undefined ? priced(next) : { price: next, waits };
    }
    if (bid === undefined) return {};
    const wished = bid - this.#options.slippage - failures * this.#options.stopStep;
    return priced(wished > least ? atLeast(grid, downToGrid(grid, wished), least) : onGrid(grid, least));
  }

  /** Where an exit goes that has rested at a price. */
  next(holding: Holding, price: Price, market: MarketSide, at: number): NextPrice {
    const { stopTrigger: trigger } = holding;
    const { grid, market: { suspect } } = market;
    if (holding.exiting !== "stop" || trigger === undefined) {
      return { next: suspect === undefined ? this.now(holding, market, at) ?? price : price };
    }
    if (market.bestBid === undefined) {
      return { next: price, waits: { code: "STOP_WAITS", detail: "no bid" } };
    }
    const bid = market.bids.confirmed(at);
    if (suspect !== undefined || bid === undefined || bid >= price) return { next: price };
    const floor = onGrid(grid, trigger - this.#options.stopFloor);
    // Where it was offered higher than its own first limit, since the bids still were, it has made no step yet.
    const first = onGrid(grid, this.#first(trigger));
    const step = floorToGrid(grid, price > first ? first : price - this.#options.stopStep) ?? price;
    const next = Math.min(price, Math.max(step, floor, onGrid(grid, this.#least(bid)))) as Price;
    if (next < price) return { next };
    return { next, waits: outOfBounds("STOP_WAITS", "bid", bid, "min", floor, "price") };
  }

  /** Where a stop is offered now, before the grid. */
  #ofStop({ exitLimit }: Holding, trigger: Price, bid: Price | undefined): number {
    return Math.max(exitLimit ?? this.#first(trigger), this.#least(bid));
  }

  /** Where a stop is offered at first. */
  #first(trigger: Price): number {
    return trigger - Math.min(this.#options.stopSlippage, this.#options.stopFloor);
  }

  /** Further below the bids an order would not sell better, and reach through the gate's collar. */
  #least(bid: Price | undefined): number {
    return (bid ?? 0) - this.#options.slippage;
  }
}

function priced(price: Price | undefined): TakePrice {
  return price === undefined ? {} : { price };
}

/** The highest order price at or below a price, or the lowest there is: who sells there is filled by every bid from there up. */
function downToGrid(grid: TickGrid, price: number): Price | undefined {
  return floorToGrid(grid, price) ?? ceilToGrid(grid, price);
}

/** The same where the next lower price of the grid is not below a bound. */
function atLeast(grid: TickGrid, price: Price | undefined, least: number): Price | undefined {
  return price !== undefined && price < least ? onGrid(grid, least) : price;
}

/** The lowest order price at or above a price, or the highest there is. */
function onGrid(grid: TickGrid, price: number): Price {
  return ceilToGrid(grid, price) ?? floorToGrid(grid, price) ?? price as Price;
}
