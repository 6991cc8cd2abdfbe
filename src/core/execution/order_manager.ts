/**
 * The order manager: sends what the gate lets through, and keeps orders, account and holdings from the reports.
 *
 * @module
 */
import { crosses } from "../market/book.ts";
import type { Account } from "./account.ts";
import type { ExitPlan } from "./exit_plan.ts";
import { type Claim, Funds } from "./funds.ts";
import { EXTERNAL, type Holding } from "./holding.ts";
import { ExternalAccount } from "./external_account.ts";
import { Holdings } from "./holdings.ts";
import { bestBidFor, boughtOn, gridFor, inSide, sellingSide, signed } from "../market/outcome_side.ts";
import type { Market } from "../market/market.ts";
import {
  formatQuantity,
  type Micros,
  NO_MONEY,
  NO_QUANTITY,
  type Price,
  type Quantity,
} from "../numbers/money.ts";
import {
  type AccountReported,
  type CancelReason,
  Order,
  type OrderFill,
  type OrderReport,
  type OrderRequest,
} from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import type { SignalOutcome } from "../outcomes.ts";
import type { Portfolio } from "./portfolio.ts";
import { type Reason, shortPrice } from "../reasons.ts";
import { approve } from "../risk/gate.ts";
import type { RiskLimits } from "../risk/limits.ts";
import { type LimitsLeft, limitsLeft } from "../risk/limits_left.ts";
import type { Commitments, MarketFacts, RiskContext } from "../risk/rules.ts";
import type { TradingState } from "../risk/trading_state.ts";
import { nextTickDown } from "../market/ticks.ts";

/** What the order manager is set up with. */
export interface OrderManagerOptions {
  readonly limits: RiskLimits;
  /** Goes before the number in every `client_order_id`. */
  readonly orderPrefix: string;
  /** Whether a strategy reads the game. */
  needsGame(strategy: string): boolean;
}

/** What the order manager reads of the rest of the engine. */
export interface OrderManagerContext {
  readonly portfolio: Portfolio;
  readonly account: Account;
  readonly trading: TradingState;
  /** The outside. */
  readonly state: {
    market(ticker: string): Market | undefined;
    /** What the gate looks at of a market at a moment. */
    facts(ticker: string, at: number): MarketFacts;
  };
}

/** An order before it has an id. */
export type OrderWish = Omit<OrderRequest, "clientOrderId">;

/** What comes with an order. */
export interface SendOptions {
  /** Armed when the order fills. */
  readonly exits?: ExitPlan;
  /** The signal that asked for it: told when the gate has let it pass, before it is sent. */
  readonly signal?: SignalOutcome;
}

/** Orders, account and holdings. */
export class OrderManager {
  readonly portfolio: Portfolio;
  readonly holdings = new Holdings();
  readonly #options: OrderManagerOptions;
  readonly #context: OrderManagerContext;
  readonly #outbox: Outbox;
  readonly #funds: Funds;
  /** What is on the account beside what is ours. */
  readonly external: ExternalAccount;
  readonly #orders = new Map<string, Order>();
  readonly #open = new Map<string, Order[]>();
  readonly #exitPlans = new Map<string, ExitPlan>();
  #openCount = 0;
  #numbered = 0;

  constructor(options: OrderManagerOptions, context: OrderManagerContext, outbox: Outbox) {
    this.#options = options;
    this.#context = context;
    this.#outbox = outbox;
    this.portfolio = context.portfolio;
    const open = {
      markets: () => this.#open.keys(),
      claims: (market: string) => claimsOf(this.openIn(market)),
    };
    const marketOf = (ticker: string) => context.state.market(ticker);
    this.#funds = new Funds(this.portfolio, open, marketOf);
    this.external = new ExternalAccount(this.holdings, this.portfolio.precision, marketOf);
  }

  /** How many orders were sent. */
  get sent(): number {
    return this.#numbered;
  }

  /** How many orders are open. */
  get openCount(): number {
    return this.#openCount;
  }

  /** An order by its id. */
  order(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** Open orders of a market, oldest first. */
  openIn(market: string): readonly Order[] {
    return this.#openCount === 0 ? NO_ORDERS : this.#open.get(market) ?? NO_ORDERS;
  }

  /** How many orders of a strategy are open in a market. */
  openOf(strategy: string, market: string): number {
    let count = 0;
    for (const { request } of this.openIn(market)) if (request.strategy === strategy) count++;
    return count;
  }

  /** All open orders, by market, oldest first. */
  *allOpen(): Iterable<Order> {
    for (const orders of this.#open.values()) yield* orders;
  }

  /** The open orders of which something is true, in the order of {@linkcode OrderManager.allOpen}. */
  openWhere(isTrue: (order: Order) => boolean): readonly Order[] {
    let found = NO_ORDERS;
    for (const orders of this.#open.values()) {
      for (const order of orders) if (isTrue(order)) found = [...found, order];
    }
    return found;
  }

  /** Money set aside for the open orders of a market. */
  locked(market: string): Micros {
    return this.#openCount === 0 ? NO_MONEY : this.#funds.locked(market);
  }

  /** Money set aside for all open orders. */
  totalLocked(): Micros {
    return this.#funds.totalLocked();
  }

  /** Money that is not set aside. */
  get freeCash(): Micros {
    return this.#funds.free;
  }

  /** What the gate's limits still leave for entries in a market. */
  limitsLeft(market: string): LimitsLeft {
    const { limits } = this.#options;
    const context = { ...this.#commitments(market), market: this.#context.state.market(market) };
    return limitsLeft(context, limits, this.portfolio.precision, market);
  }

  /** Whether one more order would trade with an open one of the account. */
  meetsOwn(wish: OrderWish): boolean {
    const { market, side, price } = wish;
    return this.external.meets(wish) ||
      this.openIn(market).some(({ request }) => request.side !== side && crosses(side, price, request.price));
  }

  /** Whether the other side than one more entry would buy is held in its market, or an entry that buys it is open. */
  meetsOtherSide({ market, side }: OrderWish): boolean {
    const bought = boughtOn(side);
    return this.holdings.inMarket(market).some(({ outcomeSide }) => outcomeSide !== bought) ||
      this.openIn(market).some(({ request }) => request.purpose === "entry" && request.side !== side);
  }

  /**
   * How much of a wished sale the account can make good: all of it, but where somebody else sold what a strategy holds. More
   * would open the other side.
   */
  sellable({ market, outcomeSide }: Holding, wished: Quantity): Quantity {
    if (this.holdings.find(EXTERNAL, market) === undefined) return wished;
    const held = this.holdings.inMarket(market).reduce((sum, { quantity }) => sum + quantity, 0);
    const sells = sellingSide(outcomeSide);
    const offered = this.openIn(market).reduce(
      (sum, { request, remaining }) => request.side === sells ? sum + remaining : sum,
      0,
    );
    return Math.max(0, Math.min(wished, signed(outcomeSide, held as Quantity) - offered)) as Quantity;
  }

  /** Cost of what is held and of what open orders may add, on the whole account. */
  exposure(market?: string): Micros {
    const [cost, locked] = market === undefined
      ? [this.portfolio.totalCost(), this.#funds.totalLocked()]
      : [this.portfolio.position(market)?.cost ?? NO_MONEY, this.locked(market)];
    return cost + locked + this.external.exposure(market) as Micros;
  }

  /**
   * Money for an order in a market: by our own books, and by what the exchange said is on the market's shard. Whether that has
   * what is set aside in it is not known, so that it counts as if it had.
   */
  #spendable(ticker: string): Micros {
    const { exchangeIndex } = this.#context.state.market(ticker) ?? {};
    const balance = exchangeIndex === undefined ? undefined : this.external.balance(exchangeIndex);
    const { cash } = this.portfolio;
    const money = balance === undefined ? cash : Math.min(cash, balance);
    return money - this.#funds.totalLocked() - this.external.locked() as Micros;
  }

  /**
   * Takes over what the exchange says of the account. An order of ours that it names is there, whatever was known of it.
   *
   * @returns the markets whose orders it has changed something about
   */
  onAccount(event: AccountReported): readonly string[] {
    const { at, orders } = event;
    const touched = orders?.items.flatMap(({ clientOrderId }) =>
      clientOrderId === undefined ? [] : this.onReport({ kind: "accepted", at, clientOrderId }) ?? []
    );
    const before = new Map(this.#externalHeld());
    const fresh = this.external.take(
      event,
      ({ clientOrderId }) => clientOrderId !== undefined && this.#orders.has(clientOrderId),
    );
    const after = new Map(this.#externalHeld());
    for (const market of new Set([...before.keys(), ...after.keys()])) {
      const held = after.get(market) ?? NO_QUANTITY;
      if (held === (before.get(market) ?? NO_QUANTITY)) continue;
      this.#adopt(at, market, held === 0 ? "nothing is held any more" : `${formatQuantity(held)} held`);
    }
    for (const { market, orderId, side, remaining, price } of fresh) {
      const text = `order ${orderId}, ${side} ${formatQuantity(remaining)} at ${shortPrice(price)}`;
      this.#adopt(at, market, text);
    }
    return touched ?? [];
  }

  *#externalHeld(): Iterable<[market: string, quantity: Quantity]> {
    for (const { strategy, market, quantity } of this.holdings.open()) {
      if (strategy === EXTERNAL) yield [market, quantity];
    }
  }

  #adopt(at: number, market: string, what: string): void {
    const text = `beside our own orders: ${what}; counted in the limits, left alone`;
    this.#outbox.add({ kind: "note", at, level: "info", text, market });
  }

  /**
   * Asks the gate and sends the order: it is in the outbox then.
   *
   * @returns why it was not sent, or `undefined` when it was
   */
  send(wish: OrderWish, at: number, options: SendOptions = {}): Reason | undefined {
    const opening = wish.purpose === "entry";
    const clientOrderId = `${this.#options.orderPrefix}-${this.#numbered + 1}`;
    const request: OrderRequest = { clientOrderId, ...wish };
    const verdict = approve(request, opening, this.#riskContext(wish.market, at), this.#options.limits);
    if (!verdict.passed) return verdict.reason;
    this.#numbered++;
    const book = this.#context.state.market(wish.market)?.book;
    const order = new Order(verdict.order, at, book && bestBidFor(boughtOn(wish.side), book));
    this.#orders.set(clientOrderId, order);
    this.#open.set(wish.market, [...this.openIn(wish.market), order]);
    this.#openCount++;
    if (options.exits !== undefined) this.#exitPlans.set(clientOrderId, options.exits);
    if (options.signal !== undefined) this.#outbox.add(options.signal);
    this.#outbox.add({ kind: "order", at, request: verdict.order });
    return undefined;
  }

  #riskContext(market: string, at: number): RiskContext {
    return {
      ...this.#context.state.facts(market, at),
      ...this.#commitments(market),
      trading: this.#context.trading,
      needsGame: (strategy) => this.#options.needsGame(strategy),
    };
  }

  #commitments(market: string): Commitments {
    return {
      leaving: this.holdings.inMarket(market).some(({ exiting }) => exiting !== undefined),
      exposure: (of) => this.exposure(of),
      unknown: this.openIn(market).some(({ state }) => state === "unknown"),
      freeCash: () => this.#spendable(market),
      needed: (request) => this.#funds.needed(request.market, request),
      meetsOwn: (request) => this.meetsOwn(request),
      meetsOtherSide: (request) => this.meetsOtherSide(request),
      openOrders: () => this.openCount + this.external.openCount,
      dayPnl: () => this.#context.account.dayPnl(),
    };
  }

  /** Asks for an order to be cancelled, once. */
  cancel(order: Order, at: number, reason: CancelReason): void {
    if (!order.isOpen || order.cancelSentAt !== undefined) return;
    order.cancelSentAt = at;
    this.#outbox.add({ kind: "cancel", at, clientOrderId: order.request.clientOrderId, reason });
  }

  /**
   * Takes over a report. A fill that was booked before changes nothing.
   *
   * @returns the market it concerns, or `undefined` for a report that changes nothing
   */
  onReport(report: OrderReport): string | undefined {
    const order = this.#orders.get(report.clientOrderId);
    if (order === undefined) return undefined;
    const { request } = order;
    switch (report.kind) {
      case "accepted":
        if (order.state !== "submitting" && order.state !== "unknown") return undefined;
        order.state = "resting";
        break;
      case "unknown":
        // What is known to be there is not doubted again.
        if (order.state !== "submitting") return undefined;
        order.state = "unknown";
        break;
      case "rejected":
        if (!order.isOpen) return undefined;
        this.#end(order, "rejected", report.at);
        this.#turnedAway(request, report.at);
        break;
      case "cancelled":
        if (!order.isOpen) return undefined;
        this.#end(order, "cancelled", report.at);
        if (report.reason === "self_trade") this.#turnedAway(request, report.at);
        break;
      case "fill": {
        if (this.portfolio.apply(request.market, request.side, report) === undefined) return undefined;
        order.filled = order.filled + report.quantity as Quantity;
        if (order.isOpen) {
          if (order.remaining <= 0) this.#end(order, "filled", report.at);
          else order.state = "resting";
        }
        this.#outbox.add({ kind: "report", at: report.at, request, report });
        const trade = this.holdings.apply(
          request,
          report,
          this.#exitPlans.get(request.clientOrderId),
          this.#entryBid(order, report),
        );
        if (trade !== undefined) this.#outbox.add({ kind: "closed", at: report.at, trade });
        return request.market;
      }
    }
    this.#outbox.add({ kind: "report", at: report.at, request, report });
    return request.market;
  }

  /** Pays out a market that has ended. */
  settle(market: Market, at: number): void {
    const { result, ticker } = market;
    if (result === undefined) return;
    if (this.portfolio.held(ticker) === 0 && this.holdings.inMarket(ticker).length === 0) return;
    const { yesPays } = result;
    const payout = this.portfolio.settle(ticker, yesPays);
    this.#outbox.add({ kind: "settled", at, market: ticker, yesPays, payout: payout.paid, fee: payout.fee });
    for (const trade of this.holdings.settle(ticker, payout, yesPays, at)) {
      this.#outbox.add({ kind: "closed", at, trade });
    }
  }

  /**
   * The best bid that an entry was made over, for the side that it bought. An order that rested is often filled because the
   * price falls through it: then the bid of now is of after that fall, and the one that it was sent over counts, below its own
   * price.
   */
  #entryBid({ bidThen, request }: Order, { role, price }: OrderFill): Price | undefined {
    const market = this.#context.state.market(request.market);
    if (market === undefined) return undefined;
    const side = boughtOn(request.side);
    const bid = bestBidFor(side, market.book);
    if (role === "taker") return bid;
    const paid = inSide(side, price);
    const before = Math.min(bidThen ?? paid, nextTickDown(gridFor(side, market.grid), paid) ?? paid);
    return Math.max(bid ?? 0, before) as Price;
  }

  #turnedAway({ purpose, strategy, market }: OrderRequest, at: number): void {
    const holding = purpose === "entry" ? undefined : this.holdings.find(strategy, market);
    if (holding !== undefined) holding.turnedAwayAt = at;
  }

  #end(order: Order, state: "filled" | "cancelled" | "rejected", at: number): void {
    order.state = state;
    order.endedAt = at;
    this.#openCount--;
    const { market } = order.request;
    const left = this.openIn(market).filter((other) => other !== order);
    if (left.length === 0) this.#open.delete(market);
    else this.#open.set(market, left);
  }
}

const NO_ORDERS: readonly Order[] = [];

/**
 * The claims of open orders on the account's money. One whose outcome is unknown may be filled and may rest, and nobody can say
 * how much of it: its whole size counts as both.
 */
function claimsOf(orders: readonly Order[]): Claim[] {
  return orders.flatMap(({ request: { side, price, quantity }, remaining, state }) =>
    state === "unknown"
      ? [{ side, price, quantity }, { side, price, quantity }]
      : [{ side, price, quantity: remaining }]
  );
}
