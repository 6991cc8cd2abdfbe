/**
 * The rest of the account: positions and orders that no order of ours explains, and money as the exchange
 * reports it.
 *
 * They are somebody's, made by hand or by another program: counted into every limit, shown, and left alone. Positions are
 * holdings of {@linkcode EXTERNAL}; the orders and the balances are kept here.
 *
 * @module
 */
import { crosses, type Side } from "../market/book.ts";
import type { AccountPrecision } from "../market/fees.ts";
import type { Market } from "../market/market.ts";
import { type OutcomeSide, signed } from "../market/outcome_side.ts";
import {
  complement,
  formatQuantity,
  type Micros,
  MICROS_PER_DOLLAR,
  NO_MONEY,
  NO_QUANTITY,
  notional,
  ONE_CONTRACT,
  type Price,
  type Quantity,
} from "../numbers/money.ts";
import type { AccountList, AccountOrder, AccountPosition, AccountReported, OrderRequest } from "../orders.ts";
import { shortPrice } from "../reasons.ts";
import { collateral } from "./funds.ts";
import { EXTERNAL } from "./holding.ts";
import type { Holdings } from "./holdings.ts";

/** A list that said less of a market than strategies hold there. */
interface ShortList {
  /** What strategies held then: + YES, − NO. */
  readonly own: Quantity;
  /** What the account held. */
  readonly account: Quantity;
  readonly at: number;
  /** Whether a second list said so, long enough after the first. */
  readonly isSure: boolean;
}

/** How long after a list that says less than our fills another must say so, before what is missing is booked as sold. */
const SURE_AFTER_MS = 1_000;

/** Positions, orders and money of the account that are not ours. */
export class ExternalAccount {
  readonly #holdings: Holdings;
  readonly #precision: AccountPrecision;
  readonly #marketOf: (ticker: string) => Market | undefined;
  /** By the exchange's id. */
  readonly #orders = new Map<string, AccountOrder>();
  /** By shard of the exchange. */
  readonly #balances = new Map<number, Micros>();
  /** Contracts of strategies, by market, where the account's last list said less. */
  readonly #shortOf = new Map<string, ShortList>();
  /** The last price at which somebody else sold, by market and side of the book. */
  readonly #soldAt = new Map<string, Price>();

  constructor(
    holdings: Holdings,
    precision: AccountPrecision,
    marketOf: (ticker: string) => Market | undefined,
  ) {
    this.#holdings = holdings;
    this.#precision = precision;
    this.#marketOf = marketOf;
  }

  /** Open orders, in the order they became known. */
  orders(): Iterable<AccountOrder> {
    return this.#orders.values();
  }

  /** The markets in which something of it is held or ordered, some of them twice. */
  *markets(): Iterable<string> {
    for (const { market } of this.#orders.values()) yield market;
    for (const { strategy, market } of this.#holdings.all()) if (strategy === EXTERNAL) yield market;
  }

  /** How many orders are open. */
  get openCount(): number {
    return this.#orders.size;
  }

  /** Money on a shard of the exchange, where the exchange has said. */
  balance(exchangeIndex: number): Micros | undefined {
    return this.#balances.get(exchangeIndex);
  }

  /** Money on all shards that the exchange has named; `undefined` where it has named none. */
  get totalBalance(): Micros | undefined {
    if (this.#balances.size === 0) return undefined;
    return [...this.#balances.values()].reduce((sum, balance) => sum + balance, 0) as Micros;
  }

  /** Whether an order would trade with one of these: on one account the exchange forbids that. */
  meets({ market, side, price }: Pick<OrderRequest, "market" | "side" | "price">): boolean {
    return this.#ordersIn(market).some((other) => other.side !== side && crosses(side, price, other.price));
  }

  /** Money set aside for the open orders. @param market left out: of all markets */
  locked(market?: string): Micros {
    if (this.#orders.size === 0) return 0 as Micros;
    const markets = market === undefined
      ? new Set([...this.#orders.values()].map((order) => order.market))
      : [market];
    let total = 0;
    for (const each of markets) total += this.#lockedIn(each);
    return total as Micros;
  }

  /** The cost of the positions, with what the orders may add. @param market left out: of all markets */
  exposure(market?: string): Micros {
    let cost = 0;
    for (const holding of market === undefined ? this.#holdings.all() : this.#holdings.inMarket(market)) {
      if (holding.strategy === EXTERNAL) cost += holding.cost;
    }
    return cost + this.locked(market) as Micros;
  }

  /**
   * Takes over what the exchange says of the account.
   *
   * @param isOurs whether an order is one of ours
   * @returns what is new, in words
   */
  take(
    { at, balances = [], positions, orders, fills = [] }: AccountReported,
    isOurs: (order: AccountOrder) => boolean,
  ): { readonly market: string; readonly what: string }[] {
    for (const { market, side, price } of fills) this.#soldAt.set(`${market} ${side}`, price);
    for (const { exchangeIndex, balance } of balances) this.#balances.set(exchangeIndex, balance);
    const before = this.#held();
    if (positions !== undefined) this.#takePositions(positions, at);
    const after = this.#held();
    const changed = [...new Set([...before.keys(), ...after.keys()])].flatMap((market) => {
      const held = after.get(market) ?? NO_QUANTITY;
      if (held === (before.get(market) ?? NO_QUANTITY)) return [];
      return [{ market, what: held === 0 ? "nothing is held any more" : `${formatQuantity(held)} held` }];
    });
    const fresh = orders === undefined ? [] : this.#takeOrders(orders, isOurs);
    return [
      ...changed,
      ...fresh.map(({ market, orderId, side, remaining, price }) => ({
        market,
        what: `order ${orderId}, ${side} ${formatQuantity(remaining)} at ${shortPrice(price)}`,
      })),
    ];
  }

  #held(): Map<string, Quantity> {
    const external = this.#holdings.open().filter(({ strategy }) => strategy === EXTERNAL);
    return new Map(external.map(({ market, quantity }) => [market, quantity]));
  }

  /** A list that was not read to its end shows what is there, and never that something is not. */
  #takePositions({ whole, items }: AccountList<AccountPosition>, at: number): void {
    for (const { market, quantity, cost } of items) {
      this.#takePosition(market, quantity, cost ?? this.#mostCost(market, quantity), at);
    }
    if (!whole) return;
    const named = new Set(items.map(({ market }) => market));
    for (const { market } of this.#holdings.open()) {
      if (!named.has(market)) this.#takePosition(market, NO_QUANTITY, NO_MONEY, at);
    }
  }

  /**
   * That somebody else sold what a strategy holds would hold its exits back, and a list may be older than our last fills. So it
   * is believed when a second list says so, of the same holding.
   */
  #takePosition(market: string, quantity: Quantity, cost: Micros, at: number): void {
    const own = this.#ownIn(market);
    const isShort = own > 0 ? quantity < own : own < 0 && quantity > own;
    const before = this.#shortOf.get(market);
    const saidBefore = before?.own === own;
    if (!isShort) this.#shortOf.delete(market);
    else {
      const isSure = saidBefore && before.account === quantity && at - before.at >= SURE_AFTER_MS;
      this.#shortOf.set(market, {
        own,
        account: quantity,
        at: saidBefore && before.account === quantity ? before.at : at,
        isSure,
      });
    }
    if (!isShort || saidBefore) this.#holdings.reconcile(market, quantity, cost, at);
  }

  /**
   * How many contracts fewer the account's last list has of a market than strategies held there. What orders of ours have traded since
   * then has changed both alike.
   */
  shortBy(market: string): Quantity {
    const short = this.#shortOf.size === 0 ? undefined : this.#shortOf.get(market);
    if (short === undefined) return NO_QUANTITY;
    const own = this.#ownIn(market);
    if (Math.sign(own) !== Math.sign(short.own)) return NO_QUANTITY;
    const left = short.own > 0 ? Math.max(0, short.account) : Math.max(0, -short.account);
    return Math.min(Math.abs(own), Math.max(0, Math.abs(short.own) - left)) as Quantity;
  }

  /** The least that the account may have of a side in a market: by its holdings, and by its last list where that has less. */
  leastOf(market: string, outcomeSide: OutcomeSide): Quantity {
    let account = 0;
    for (const { quantity } of this.#holdings.inMarket(market)) account += quantity;
    // What is short may be in the holdings already, as what somebody else holds of the other side: it counts once.
    const listed = signed(outcomeSide, this.#ownIn(market)) - this.shortBy(market);
    return Math.max(0, Math.min(signed(outcomeSide, account as Quantity), listed)) as Quantity;
  }

  /** Whether the account's last list has less of a market than strategies hold. */
  get isShort(): boolean {
    return this.#shortOf.size > 0;
  }

  /** The markets of which the account's last list has less than strategies hold. */
  shortMarkets(): Iterable<string> {
    return this.#shortOf.keys();
  }

  /** The markets in which somebody else has sold what strategies hold, as lists have said long enough. */
  *soldElsewhere(): Iterable<{ readonly market: string; readonly account: Quantity }> {
    for (const [market, { own, account, isSure }] of this.#shortOf) {
      if (isSure && own === this.#ownIn(market)) yield { market, account };
    }
  }

  /** What is short there is booked. */
  settled(market: string): void {
    this.#shortOf.delete(market);
  }

  /** The YES price at which somebody else last traded on a side of a market's book, where that was reported. */
  tradedAt(market: string, side: Side): Price | undefined {
    return this.#soldAt.get(`${market} ${side}`);
  }

  /** Contracts that strategies hold in a market: + YES, − NO. */
  #ownIn(market: string): Quantity {
    return this.#holdings.inMarket(market).reduce(
      (sum, { strategy, quantity }) => strategy === EXTERNAL ? sum : sum + quantity,
      0,
    ) as Quantity;
  }

  /** Where the exchange does not say what a position cost, what is not ours of it counts with the most that it can lose. */
  #mostCost(market: string, quantity: number): Micros {
    let ours = 0;
    let cost = 0;
    for (const holding of this.#holdings.inMarket(market)) {
      if (holding.strategy === EXTERNAL) continue;
      ours += holding.quantity;
      cost += holding.cost;
    }
    return cost + Math.abs(quantity - ours) * MICROS_PER_DOLLAR / ONE_CONTRACT as Micros;
  }

  #takeOrders({ whole, items }: AccountList<AccountOrder>, isOurs: (order: AccountOrder) => boolean) {
    const others = items.filter((order) => !isOurs(order));
    const fresh = others.filter(({ orderId }) => !this.#orders.has(orderId));
    if (whole) this.#orders.clear();
    for (const order of others) this.#orders.set(order.orderId, order);
    return fresh;
  }

  #ordersIn(market: string): AccountOrder[] {
    return this.#orders.size === 0
      ? []
      : [...this.#orders.values()].filter((order) => order.market === market);
  }

  #lockedIn(ticker: string): Micros {
    const claims = this.#ordersIn(ticker).map(({ side, price, remaining }) => ({
      side,
      price,
      quantity: remaining,
    }));
    const fees = this.#marketOf(ticker)?.fees;
    const held = this.#holdings.find(EXTERNAL, ticker)?.quantity ?? NO_QUANTITY;
    if (fees !== undefined) return collateral(held, claims, fees, this.#precision);
    // Of a market that is not followed neither the fees are known nor what would close.
    const costs = claims.map(({ side, price, quantity }) =>
      notional(side === "bid" ? price : complement(price), quantity)
    );
    return costs.reduce((sum, cost) => sum + cost, 0) as Micros;
  }
}
