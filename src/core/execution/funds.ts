/**
 * Money that open orders set aside, and what is left. The engine's account and the paper exchange's are both
 * computed here.
 *
 * @module
 */
import type { Side } from "../market/book.ts";
import { type AccountPrecision, type FeeSchedule, worstFee } from "../market/fees.ts";
import type { Market } from "../market/market.ts";
import { complement, type Micros, NO_MONEY, notional, type Price, type Quantity } from "../numbers/money.ts";
import type { Portfolio } from "./portfolio.ts";

/** An open order of a market, as far as money is set aside for it. */
export interface Claim {
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** The open orders of an account. */
export interface OpenClaims {
  /** The markets in which there are any. */
  markets(): Iterable<string>;
  /** Those of a market, in the order they were placed. */
  claims(market: string): Claim[];
}

/**
 * Money to set aside for orders of one market, in the order they were placed: the cost of the part that would open,
 * and the highest fee.
 */
export function collateral(
  held: Quantity,
  claims: Iterable<Claim>,
  fees: FeeSchedule,
  precision: AccountPrecision,
): Micros {
  let closableByBids = Math.max(0, -held);
  let closableByAsks = Math.max(0, held);
  let total = 0;
  for (const { side, price, quantity } of claims) {
    if (quantity <= 0) continue;
    const closing = Math.min(quantity, side === "bid" ? closableByBids : closableByAsks);
    if (side === "bid") closableByBids -= closing;
    else closableByAsks -= closing;
    const opening = quantity - closing as Quantity;
    if (opening === 0) continue;
    const cost = side === "bid" ? price : complement(price);
    total += notional(cost, opening) + worstFee(fees, precision, price, opening);
  }
  return total as Micros;
}

/** The money of an account and its open orders. */
export class Funds {
  readonly #portfolio: Portfolio;
  readonly #open: OpenClaims;
  readonly #marketOf: (ticker: string) => Market | undefined;

  constructor(portfolio: Portfolio, open: OpenClaims, marketOf: (ticker: string) => Market | undefined) {
    this.#portfolio = portfolio;
    this.#open = open;
    this.#marketOf = marketOf;
  }

  /** Set aside for the open orders of a market. */
  locked(market: string): Micros {
    return this.#collateral(market, this.#open.claims(market));
  }

  /** Set aside for all open orders. */
  totalLocked(): Micros {
    let total = 0;
    for (const market of this.#open.markets()) total += this.locked(market);
    return total as Micros;
  }

  /** Money that is not set aside. */
  get free(): Micros {
    return this.#portfolio.cash - this.totalLocked() as Micros;
  }

  /** The money that one more order would set aside. @param before what is set aside in its market without it */
  needed(market: string, { side, price, quantity }: Claim, before: Micros = this.locked(market)): Micros {
    const claims = this.#open.claims(market);
    claims.push({ side, price, quantity });
    return this.#collateral(market, claims) - before as Micros;
  }

  /** Nothing for an unknown market: the gate and the exchange refuse orders there for that reason. */
  #collateral(ticker: string, claims: readonly Claim[]): Micros {
    if (claims.length === 0) return NO_MONEY;
    const fees = this.#marketOf(ticker)?.fees;
    if (fees === undefined) return NO_MONEY;
    return collateral(this.#portfolio.held(ticker), claims, fees, this.#portfolio.precision);
  }
}
