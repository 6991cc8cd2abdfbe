/**
 * The two outcomes that a market's contracts are of, and what each line of the book means for either.
 *
 * A market has one book, in YES prices. A NO at q is a YES at 1 − q: who offers YES at .70 bids .30 for NO. So whatever is
 * done with a side is written once, in the price of that side, and read through here.
 *
 * @module
 */
import type { Book, Side } from "./book.ts";
import { complement, type Price, type Quantity } from "../numbers/money.ts";
import type { TickGrid } from "./ticks.ts";

/** The exchange's `outcome_side`. */
export type OutcomeSide = "yes" | "no";

/** Both. */
export const OUTCOME_SIDES = ["yes", "no"] as const;

/** A price of one side in YES, and a YES price in that of the side: the way there is the way back. */
export function inSide(side: OutcomeSide, price: Price): Price {
  return side === "yes" ? price : complement(price);
}

/** The side of the book on which a side is bought. */
export function buyingSide(side: OutcomeSide): Side {
  return side === "yes" ? "bid" : "ask";
}

/** The side of the book on which it is sold. */
export function sellingSide(side: OutcomeSide): Side {
  return side === "yes" ? "ask" : "bid";
}

/** The side that an order on a side of the book buys; of the other it sells as many. */
export function boughtOn(side: Side): OutcomeSide {
  return side === "bid" ? "yes" : "no";
}

/** The outcome of a signed quantity: + YES, − NO. */
export function outcomeOf(quantity: Quantity): OutcomeSide {
  return quantity < 0 ? "no" : "yes";
}

/** Contracts of a side as a signed quantity: + YES, − NO. */
export function signed(side: OutcomeSide, contracts: Quantity): Quantity {
  // Not −contracts, which is −0 of none.
  return side === "yes" ? contracts : 0 - contracts as Quantity;
}

/** The best price at which a side can be sold now, in its own price. */
export function bestBidFor(side: OutcomeSide, book: Pick<Book, "bestBid" | "bestAsk">): Price | undefined {
  if (side === "yes") return book.bestBid;
  const { bestAsk } = book;
  return bestAsk === undefined ? undefined : complement(bestAsk);
}

/** The best price at which a side can be bought now, in its own price. */
export function bestAskFor(side: OutcomeSide, book: Pick<Book, "bestBid" | "bestAsk">): Price | undefined {
  if (side === "yes") return book.bestAsk;
  const { bestBid } = book;
  return bestBid === undefined ? undefined : complement(bestBid);
}

/** Grids change seldom, and each is asked for with every look at a holding. */
const mirrored = new WeakMap<TickGrid, TickGrid>();

/** The tick grid in prices of a side. */
export function gridFor(side: OutcomeSide, grid: TickGrid): TickGrid {
  if (side === "yes") return grid;
  let found = mirrored.get(grid);
  if (found === undefined) {
    found = grid.map(({ start, end, step }) => ({ start: complement(end), end: complement(start), step }))
      .reverse();
    mirrored.set(grid, found);
  }
  return found;
}
