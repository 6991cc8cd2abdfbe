/**
 * What an order would do if it arrived now: what trades at once by walking the book, what stays, and the money, fees included.
 *
 * A quote is of the book as it is shown; {@linkcode OrderQuote.worst} holds whatever the book does until the order arrives.
 *
 * @module
 */
import type { Level } from "../market/book.ts";
import {
  type AccountPrecision,
  FeeAccumulator,
  type FeeSchedule,
  type Role,
  tradeFee,
} from "../market/fees.ts";
import { inSide, type OutcomeSide } from "../market/outcome_side.ts";
import {
  complement,
  type Micros,
  NO_MONEY,
  NO_QUANTITY,
  notional,
  ONE_CONTRACT,
  type Price,
  PRICE_ONE,
  type Quantity,
} from "../numbers/money.ts";
import type { TimeInForce } from "../orders.ts";

/** An order as a trader thinks of it. */
export interface QuotedOrder {
  readonly action: "buy" | "sell";
  readonly outcomeSide: OutcomeSide;
  /** The limit, a price of that side. */
  readonly price: Price;
  readonly quantity: Quantity;
  readonly timeInForce: TimeInForce;
  /** Only to stay in the book: refused where it would trade at once. */
  readonly postOnly: boolean;
}

/** The book and the fees that it meets. */
export interface QuoteMarket {
  /** YES prices, best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** Whether there may be more levels than these. */
  readonly cut: boolean;
  readonly fees: FeeSchedule;
  readonly precision: AccountPrecision;
}

/** The effect of an order. Money is the change of the account's cash: negative where it is paid. */
export interface OrderQuote {
  /** Contracts that trade at once. */
  readonly takes: Quantity;
  /** Over how many levels of the book. */
  readonly levels: number;
  /** Average price of those contracts, without fees, micro-dollars a contract; left out where none trades. */
  readonly averagePrice?: Micros;
  /** Contracts that stay in the book. */
  readonly rests: Quantity;
  /** Contracts that an immediate order gives up; all of a post-only order that would trade. */
  readonly dropped: Quantity;
  /** Whether it is post-only and would trade. */
  readonly wouldCross: boolean;
  /** Whether the limit reaches beyond the levels that are known: more of it may trade at once than `takes`. */
  readonly beyondKnown: boolean;
  /** Fees of all of it, as the exchange charges them: what trades at once as taker, what stays as maker. */
  readonly fee: Micros;
  /** All of it, fees included. */
  readonly cash: Micros;
  /** The most that it can cost, or the least that it can bring, for what trades or stays: all at the limit, as taker. */
  readonly worst: Micros;
}

/** Works out an order against a book. */
export function quoteOrder(order: QuotedOrder, market: QuoteMarket): OrderQuote {
  const { action, outcomeSide, price, quantity, timeInForce, postOnly } = order;
  const opposite = oppositeLevels(action, outcomeSide, market);
  const reaches = (level: Price) => action === "buy" ? level <= price : level >= price;
  let left = quantity;
  let levels = 0;
  const fills: { price: Price; quantity: Quantity }[] = [];
  for (const level of opposite) {
    if (left <= 0 || !reaches(level.price)) break;
    const taken = Math.min(left, level.quantity) as Quantity;
    fills.push({ price: level.price, quantity: taken });
    left = left - taken as Quantity;
    levels++;
  }
  const beyondKnown = left > 0 && market.cut && levels === opposite.length;
  if (postOnly && fills.length > 0) {
    return { ...NOTHING, dropped: quantity, wouldCross: true };
  }
  const rests = timeInForce === "immediate_or_cancel" ? NO_QUANTITY : left;
  const takes = quantity - left as Quantity;
  const sums = new Sums(action, market);
  for (const fill of fills) sums.add(fill.price, fill.quantity, "taker");
  const paid = fills.reduce((sum, fill) => sum + notional(fill.price, fill.quantity), 0);
  if (rests > 0) sums.add(price, rests, "maker");
  const stands = timeInForce === "immediate_or_cancel" && !beyondKnown ? takes : quantity;
  return {
    takes,
    levels,
    ...(takes === 0 ? {} : { averagePrice: Math.round(paid * ONE_CONTRACT / takes) as Micros }),
    rests,
    dropped: left - rests as Quantity,
    wouldCross: false,
    beyondKnown,
    fee: sums.fee,
    cash: sums.cash,
    worst: stands === 0 ? NO_MONEY : worstCash(action, price, stands, market),
  };
}

const NOTHING: OrderQuote = {
  takes: NO_QUANTITY,
  levels: 0,
  rests: NO_QUANTITY,
  dropped: NO_QUANTITY,
  wouldCross: false,
  beyondKnown: false,
  fee: NO_MONEY,
  cash: NO_MONEY,
  worst: NO_MONEY,
};

/** What a side's buyer or seller meets, in prices of that side, best first. */
function oppositeLevels(
  action: "buy" | "sell",
  side: OutcomeSide,
  { bids, asks }: QuoteMarket,
): readonly Level[] {
  const levels = (action === "buy") === (side === "yes") ? asks : bids;
  return side === "yes" ? levels : levels.map(({ price, quantity }) => ({
    price: complement(price),
    quantity,
  }));
}

/** The fills of one order, charged as the exchange does. */
class Sums {
  readonly #action: "buy" | "sell";
  readonly #fees: FeeSchedule;
  readonly #charged: FeeAccumulator;
  #fee = 0;
  #cash = 0;

  constructor(action: "buy" | "sell", { fees, precision }: QuoteMarket) {
    this.#action = action;
    this.#fees = fees;
    this.#charged = new FeeAccumulator(precision);
  }

  get fee(): Micros {
    return this.#fee as Micros;
  }

  get cash(): Micros {
    return this.#cash as Micros;
  }

  add(price: Price, quantity: Quantity, role: Role): void {
    const value = notional(price, quantity);
    const revenue = this.#action === "buy" ? -value : value;
    const { fee, balanceChange } = this.#charged.charge(
      revenue as Micros,
      tradeFee(this.#fees, role, price, quantity),
    );
    this.#fee += fee;
    this.#cash += balanceChange;
  }
}

/**
 * All of an order at its limit as taker. A better price never costs more with its fee: a cent of price outweighs what it adds
 * to a fee of at most 7 %, at multipliers of up to 14.
 */
function worstCash(
  action: "buy" | "sell",
  price: Price,
  quantity: Quantity,
  { fees, precision }: QuoteMarket,
): Micros {
  const value = notional(price, quantity);
  return (action === "buy" ? -value : value) - tradeFee(fees, "taker", price, quantity) - precision as Micros;
}

/** The outcomes of what an order buys: what it pays if its side wins, and what is lost if it does not. */
export interface BuyOutcomes {
  /** Gain if the side wins, micro-dollars. */
  readonly win: Micros;
  /** Loss if it does not, above 0. */
  readonly lose: Micros;
}

/** The outcomes of a buy that is filled as far as it trades or stays. */
export function buyOutcomes({ takes, rests, cash }: OrderQuote): BuyOutcomes {
  return { win: notional(PRICE_ONE, takes + rests as Quantity) + cash as Micros, lose: 0 - cash as Micros };
}

/**
 * The most whole hundredths of a contract that an amount of money buys at a limit, the highest fee included.
 *
 * @param price the limit, of the side that is bought
 */
export function contractsFor(
  money: Micros,
  price: Price,
  market: Pick<QuoteMarket, "fees" | "precision">,
): Quantity {
  if (money <= 0 || price <= 0) return NO_QUANTITY;
  const cost = (quantity: number) =>
    notional(price, quantity as Quantity) + tradeFee(market.fees, "taker", price, quantity as Quantity) +
    market.precision;
  let least = 0;
  let most = Math.floor(money / price);
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (cost(middle) <= money) least = middle;
    else most = middle - 1;
  }
  return least as Quantity;
}

/** The best price that an order of a side meets, in the price of that side. */
export function opposingPrice(
  action: "buy" | "sell",
  side: OutcomeSide,
  { bid, ask }: { readonly bid?: Price; readonly ask?: Price },
): Price | undefined {
  const yes = (action === "buy") === (side === "yes") ? ask : bid;
  return yes === undefined ? undefined : inSide(side, yes);
}
