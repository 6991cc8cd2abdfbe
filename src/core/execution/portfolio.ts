/**
 * Cash and positions: an account's fills, folded.
 *
 * Positions come from fills alone. A market's position is one signed number: + YES, − NO. Buying YES while holding NO
 * closes NO first, and the other way round. Everything is prepaid; there is no margin.
 *
 * @module
 */
import type { Side } from "../market/book.ts";
import type { AccountPrecision } from "../market/fees.ts";
import {
  complement,
  type Micros,
  MICROS_PER_DOLLAR,
  multiplyDivide,
  notional,
  ONE_CONTRACT,
  type Price,
  type Quantity,
} from "../numbers/money.ts";
import type { OrderFill } from "../orders.ts";

/** The exchange's payment for contracts of a market that has ended. */
export interface Payout {
  /** Whole cents: the value of the contracts, rounded down. */
  readonly paid: Micros;
  /** The settlement fee: the amount that rounding down took. 0 but for results below a cent. */
  readonly fee: Micros;
}

const CENT = 10_000;
const NOTHING: Payout = { paid: 0 as Micros, fee: 0 as Micros };

/**
 * The payout of a position.
 *
 * @param held + YES, − NO
 * @param yesPays what a YES contract pays, micro-dollars; a NO pays the rest of the dollar
 */
export function payoutOf(held: Quantity, yesPays: Micros): Payout {
  const pays = held > 0 ? yesPays : MICROS_PER_DOLLAR - yesPays;
  const worth = multiplyDivide(Math.abs(held), pays, ONE_CONTRACT);
  const paid = worth - worth % CENT;
  return { paid: paid as Micros, fee: worth - paid as Micros };
}

/** What is still to be paid of a payout. */
function lessPaid(whole: Payout, before: Payout | undefined): Payout {
  if (before === undefined) return whole;
  return { paid: whole.paid - before.paid as Micros, fee: whole.fee - before.fee as Micros };
}

/** The position in one market. */
export interface Position {
  readonly market: string;
  /** + YES, − NO. */
  quantity: Quantity;
  /** The cost of the open contracts, without fees. */
  cost: Micros;
  /** Gained or lost by closing, without fees. */
  realised: Micros;
  fees: Micros;
}

/** How one fill splits into closing and opening, and what it pays. */
export interface FillEffect {
  readonly closed: Quantity;
  readonly opened: Quantity;
  /** Before fees; negative when it costs. */
  readonly revenue: Micros;
}

/** The effect of a fill of `quantity` on `side` at YES `price` on a position of `held`. */
export function fillEffect(held: Quantity, side: Side, price: Price, quantity: Quantity): FillEffect {
  const against = side === "bid" ? -held : held;
  const closed = Math.min(quantity, Math.max(0, against)) as Quantity;
  const opened = quantity - closed as Quantity;
  // Closing NO by buying YES at p returns 1 − p; closing YES returns p. Opening costs the same the other way round.
  const closingPrice = side === "bid" ? complement(price) : price;
  const openingPrice = side === "bid" ? price : complement(price);
  return {
    closed,
    opened,
    revenue: notional(closingPrice, closed) - notional(openingPrice, opened) as Micros,
  };
}

/** The account. */
export class Portfolio {
  readonly precision: AccountPrecision;
  readonly #positions = new Map<string, Position>();
  readonly #tradeIds = new Set<string>();
  /** What was paid out, by market: a fill from before that may be reported after it. */
  readonly #paidOut = new Map<
    string,
    { readonly held: Quantity; readonly cost: Micros; readonly yesPays: Micros }
  >();
  #startingCash: Micros;
  #cash: Micros;
  #fees = 0;
  #realised = 0;

  constructor(startingCash: Micros, precision: AccountPrecision) {
    this.#startingCash = startingCash;
    this.precision = precision;
    this.#cash = startingCash;
  }

  /** Money at the start, with what contracts of sessions before have cost: as if this session had bought them. */
  get startingCash(): Micros {
    return this.#startingCash;
  }

  /** Money, including what is set aside for open orders. */
  get cash(): Micros {
    return this.#cash;
  }

  /** All fees paid. */
  get fees(): Micros {
    return this.#fees as Micros;
  }

  /** All gains and losses by closing, without fees. */
  get realised(): Micros {
    return this.#realised as Micros;
  }

  /** The position in a market, or `undefined` where there never was one. */
  position(market: string): Readonly<Position> | undefined {
    return this.#positions.get(market);
  }

  /** The signed quantity held in a market. */
  held(market: string): Quantity {
    return this.#positions.get(market)?.quantity ?? 0 as Quantity;
  }

  /** All markets in which something is or was held. */
  positions(): Iterable<Readonly<Position>> {
    return this.#positions.values();
  }

  /**
   * Books a fill.
   *
   * @returns how it split, or `undefined` where this trade was booked before
   */
  apply(market: string, side: Side, fill: OrderFill): FillEffect | undefined {
    if (this.#tradeIds.has(fill.tradeId)) return undefined;
    this.#tradeIds.add(fill.tradeId);
    const position = this.#open(market);
    if (this.#paidOut.size > 0) this.#takeBack(position, side, fill.quantity);
    const effect = fillEffect(position.quantity, side, fill.price, fill.quantity);
    if (effect.closed > 0) {
      const size = Math.abs(position.quantity);
      const costOfClosed = multiplyDivide(position.cost, effect.closed, size);
      const proceeds = effect.closed * (side === "bid" ? complement(fill.price) : fill.price);
      position.cost = position.cost - costOfClosed as Micros;
      this.#realise(position, proceeds - costOfClosed);
    }
    if (effect.opened > 0) {
      const paid = effect.opened * (side === "bid" ? fill.price : complement(fill.price));
      position.cost = position.cost + paid as Micros;
    }
    position.quantity = position.quantity + (side === "bid" ? fill.quantity : -fill.quantity) as Quantity;
    position.fees = position.fees + fill.fee as Micros;
    this.#fees += fill.fee;
    this.#cash = this.#cash + fill.balanceChange as Micros;
    return effect;
  }

  /**
   * Takes over contracts that were paid for before this account began.
   *
   * @param quantity + YES, − NO: of a side that nothing is held against
   * @param cost what they have cost, without fees
   * @param fees what buying them has cost
   */
  takeOver(market: string, quantity: Quantity, cost: Micros, fees: Micros): void {
    const position = this.#open(market);
    position.quantity = position.quantity + quantity as Quantity;
    position.cost = position.cost + cost as Micros;
    position.fees = position.fees + fees as Micros;
    this.#fees += fees;
    this.#startingCash = this.#startingCash + cost + fees as Micros;
  }

  /**
   * Pays out a market that has ended.
   *
   * @param yesPays what a YES contract pays, micro-dollars
   * @returns what was paid out, and the settlement fee
   */
  settle(market: string, yesPays: Micros): Payout {
    const position = this.#positions.get(market);
    if (position === undefined || position.quantity === 0) return NOTHING;
    // Of what an entry bought that was reported only now, the exchange paid the whole at once.
    const before = this.#paidOut.get(market);
    const held = position.quantity + (before?.held ?? 0) as Quantity;
    const payout = lessPaid(payoutOf(held, yesPays), before && payoutOf(before.held, before.yesPays));
    this.#realise(position, payout.paid + payout.fee - position.cost);
    this.#paidOut.set(market, { held, cost: position.cost + (before?.cost ?? 0) as Micros, yesPays });
    position.cost = 0 as Micros;
    position.quantity = 0 as Quantity;
    position.fees = position.fees + payout.fee as Micros;
    this.#fees += payout.fee;
    this.#cash = this.#cash + payout.paid as Micros;
    return payout;
  }

  /**
   * Undoes the payout of contracts that a fill had sold before, as is reported only now: the exchange paid nothing for them.
   */
  #takeBack(position: Position, side: Side, quantity: Quantity): void {
    const paid = this.#paidOut.get(position.market);
    if (paid === undefined || paid.held === 0 || (paid.held > 0) === (side === "bid")) return;
    const { held, cost, yesPays } = paid;
    const back = Math.min(quantity, Math.abs(held)) * Math.sign(held);
    const left = held - back as Quantity;
    const [before, after] = [payoutOf(held, yesPays), payoutOf(left, yesPays)];
    const [money, fee] = [before.paid - after.paid, before.fee - after.fee];
    const costBack = multiplyDivide(cost, back, held);
    this.#paidOut.set(position.market, { held: left, cost: cost - costBack as Micros, yesPays });
    position.quantity = position.quantity + back as Quantity;
    position.cost = position.cost + costBack as Micros;
    position.fees = position.fees - fee as Micros;
    this.#fees -= fee;
    this.#cash = this.#cash - money as Micros;
    this.#realise(position, costBack - money - fee);
  }

  /** The cost of all open contracts. */
  totalCost(): Micros {
    let total = 0;
    for (const position of this.#positions.values()) total += position.cost;
    return total as Micros;
  }

  /**
   * The value of the open contracts now.
   *
   * @param markOf the YES price to value a market at; where there is none they count at cost
   */
  marketValue(markOf: (market: string, quantity: Quantity) => Price | undefined): Micros {
    let total = 0;
    for (const { market, quantity, cost } of this.#positions.values()) {
      if (quantity === 0) continue;
      const mark = markOf(market, quantity);
      if (mark === undefined) total += cost;
      else total += quantity > 0 ? mark * quantity : complement(mark) * -quantity;
    }
    return total as Micros;
  }

  #open(market: string): Position {
    const found = this.#positions.get(market);
    if (found !== undefined) return found;
    const made: Position = {
      market,
      quantity: 0 as Quantity,
      cost: 0 as Micros,
      realised: 0 as Micros,
      fees: 0 as Micros,
    };
    this.#positions.set(market, made);
    return made;
  }

  #realise(position: Position, gain: number): void {
    position.realised = position.realised + gain as Micros;
    this.#realised += gain;
  }
}
