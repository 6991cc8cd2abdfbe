/**
 * What a model's chance is worth against a market's price: the edge of each side, before and after its cost.
 *
 * @module
 */
import { tradeFee } from "../market/fees.ts";
import type { MarketView } from "../market/market_view.ts";
import { bestAskFor, OUTCOME_SIDES, type OutcomeSide } from "../market/outcome_side.ts";
import { type Price, PRICE_ONE, type Quantity } from "../numbers/money.ts";

/** The edge of buying one side, in dollars a contract: a hundredth is a cent, or a point of probability. */
export interface Edge {
  readonly side: OutcomeSide;
  /** What a contract of the side costs now: its ask. */
  readonly price: Price;
  /** The chance that the side pays, less the middle of its book. */
  readonly before: number;
  /**
   * What is left of it for who buys at the ask and sells at the bid once the market has come to the model's chance: less the
   * spread, the fee of the purchase and the fee of the sale, both as taker and before an account's rounding.
   */
  readonly after: number;
  /** What is left for who buys at the ask and holds until the market pays: the chance, less the ask and its fee. */
  readonly held: number;
}

/** Of so many contracts a fee is computed, so that its own rounding up to the micro-dollar does not count. */
const CONTRACTS = 10_000;
const MICROS_A_DOLLAR = 1_000_000;

/**
 * The edges of both sides of a market; `undefined` where the book has not two sides that can be believed.
 *
 * @param probability the chance that YES pays, 0 to 1
 */
export function edgesOf(
  probability: number,
  market: Pick<MarketView, "book" | "fees" | "suspect" | "twiceMid">,
): Readonly<Record<OutcomeSide, Edge>> | undefined {
  const { book, suspect, twiceMid } = market;
  const { spread } = book;
  if (suspect !== undefined || twiceMid === undefined || spread === undefined || spread <= 0) {
    return undefined;
  }
  const beforeYes = probability - twiceMid / (2 * PRICE_ONE);
  const [yes, no] = OUTCOME_SIDES.map((side): Edge | undefined => {
    const price = bestAskFor(side, book);
    if (price === undefined) return undefined;
    const before = side === "yes" ? beforeYes : -beforeYes;
    const chance = side === "yes" ? probability : 1 - probability;
    const bought = feeAt(price, market);
    // A fee is the same for both sides of a price.
    const sold = feeAt(Math.round(probability * PRICE_ONE) as Price, market);
    const after = before - spread / PRICE_ONE - bought - sold;
    return { side, price, before, after, held: chance - price / PRICE_ONE - bought };
  });
  return yes === undefined || no === undefined ? undefined : { yes, no };
}

/** The side of which more is left; YES where both leave the same. */
export function betterEdge(edges: Readonly<Record<OutcomeSide, Edge>>): Edge {
  return edges.no.after > edges.yes.after ? edges.no : edges.yes;
}

/** A taker's fee for one contract, in dollars. */
function feeAt(price: Price, { fees }: Pick<MarketView, "fees">): number {
  return tradeFee(fees, "taker", price, CONTRACTS * 100 as Quantity) / (CONTRACTS * MICROS_A_DOLLAR);
}
