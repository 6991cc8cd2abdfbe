/**
 * A model's edge while the scoreboard may be behind the book: what of it is only a score that has not been shown.
 *
 * The model's chance belongs to the price of some moment within the lag, and nobody knows of which: so an edge must stand
 * against each of these prices, and the dearest counts.
 *
 * @module
 */
import type { MarketView } from "../../src/core/market/market_view.ts";
import type { OutcomeSide } from "../../src/core/market/outcome_side.ts";
import { PRICE_ONE } from "../../src/core/numbers/money.ts";
import { outOfBounds, type Reason, shortPrice } from "../../src/core/reasons.ts";
import { LaggingPrice } from "./lagging_price.ts";
import { Memory } from "./memory.ts";

const SECOND_MS = 1_000;

/** What a side is worth beyond its cost, and at least must be, in 1/10,000 dollar. */
export interface Worth {
  readonly side: OutcomeSide;
  readonly worth: number;
  readonly least: number;
}

/** Follows the prices of markets. */
export class FeedLag {
  readonly #lagMs: number;
  readonly #maxMove: number;
  readonly #memory: Memory<LaggingPrice>;

  /**
   * @param lagSeconds how far the scoreboard may be behind; 0 asks for nothing
   * @param maxMove a move that the model has not followed and that is too much, in 1/10,000 dollar
   */
  constructor(lagSeconds: number, maxMove: number) {
    this.#lagMs = lagSeconds * SECOND_MS;
    this.#maxMove = maxMove;
    this.#memory = new Memory(() => new LaggingPrice(this.#lagMs));
  }

  /** Takes in a market and the model's chance that its YES pays, which may be none. */
  see(market: MarketView, at: number, chance: number | undefined): void {
    if (market.suspect !== undefined || market.twiceMid === undefined) return;
    this.#memory.of(market.ticker).push(at, middle(market), chance ?? NaN);
  }

  /** Why an edge may be a score that the book has and the scoreboard has not; `undefined` where it stands. */
  objection(market: MarketView, at: number, chance: number, edge: Worth): Reason | undefined {
    if (this.#lagMs === 0) return undefined;
    const prices = this.#memory.of(market.ticker);
    const watchedMs = prices.watchedMs(at);
    if (watchedMs < this.#lagMs) {
      return outOfBounds("WATCHED_TOO_SHORT", "watched", watchedMs, "min", this.#lagMs, "milliseconds");
    }
    const { moved, unfollowed } = prices.cheaper(edge.side, at, middle(market), chance);
    const within = `within ${Math.round(this.#lagMs / SECOND_MS)}s`;
    const alone = Math.round(unfollowed * PRICE_ONE);
    if (alone >= this.#maxMove) {
      const detail = `the price came nearer ${within}, the model did not follow`;
      return { ...outOfBounds("FEED_BEHIND", "moved", alone, "max", this.#maxMove, "price"), detail };
    }
    const stands = edge.worth - Math.round(moved * PRICE_ONE);
    if (stands >= edge.least) return undefined;
    const detail = `against the dearest price ${within}, ${shortPrice(moved * PRICE_ONE)} dearer`;
    return { ...outOfBounds("FEED_BEHIND", "edge", stands, "min", edge.least, "price"), detail };
  }
}

/** The middle of a book that has one, as a chance. */
function middle({ twiceMid = NaN }: MarketView): number {
  return twiceMid / (2 * PRICE_ONE);
}
