/**
 * A market as it looks to whoever holds one of its sides: its bids, its grid, all in the price of that side.
 *
 * @module
 */
import { BidWindow } from "./bid_window.ts";
import type { Market } from "../market/market.ts";
import { bestBidFor, gridFor, inSide, type OutcomeSide } from "../market/outcome_side.ts";
import type { Price } from "../numbers/money.ts";
import type { TickGrid } from "../market/ticks.ts";

/** One side of a market. */
export class MarketSide {
  readonly market: Market;
  readonly side: OutcomeSide;
  /** Its best bids of the last moments. */
  readonly bids: BidWindow;

  /** @param windowMs how long a fall of its bids must last to be believed */
  constructor(market: Market, side: OutcomeSide, windowMs: number) {
    this.market = market;
    this.side = side;
    this.bids = new BidWindow(windowMs);
  }

  /** The best price at which it can be sold. */
  get bestBid(): Price | undefined {
    return bestBidFor(this.side, this.market.book);
  }

  /** The same where the book can be believed. */
  get believedBid(): Price | undefined {
    return this.market.suspect === undefined ? this.bestBid : undefined;
  }

  get grid(): TickGrid {
    return gridFor(this.side, this.market.grid);
  }

  /** A YES price as one of this side. */
  priceOf(yesPrice: Price): Price {
    return inSide(this.side, yesPrice);
  }

  /** Takes in the book of this moment. */
  watch(at: number): void {
    if (this.market.suspect === undefined) this.bids.take(at, this.bestBid);
    else this.bids.doubt();
  }
}
