/**
 * The paper exchange: takes approved orders, refuses what the real one would refuse, and fills the rest by a model.
 *
 * @module
 */
import { crosses } from "../market/book.ts";
import { FeeAccumulator, tradeFee } from "../market/fees.ts";
import type { Broker, BrokerContext, BrokerFactory } from "../broker.ts";
import type { EngineEvent } from "../events.ts";
import type { Role } from "../market/fees.ts";
import type { Market } from "../market/market.ts";
import { NO_QUANTITY, type Price, type Quantity } from "../numbers/money.ts";
import type { Approved, CancelReason, OrderFill, OrderReport, OrderRequest } from "../orders.ts";
import type { Effect } from "../outcomes.ts";
import { Funds, type OpenClaims } from "../execution/funds.ts";
import { fillEffect, Portfolio } from "../execution/portfolio.ts";
import { type ExchangeChecks, exchangeRefusal } from "./exchange_checks.ts";
import { FILL_MODEL_FACTORIES } from "./mod.ts";
import { type FillModel, type FillModelName, type PaperOrder } from "./model.ts";

/** Settings of the paper exchange. */
export interface PaperOptions {
  readonly model: FillModelName;
  /** The time from decision to arrival, for orders and cancels alike. */
  readonly latencyMs: number;
}

interface Resting extends PaperOrder {
  readonly request: Approved<OrderRequest>;
  readonly fees: FeeAccumulator;
  fills: number;
  /** Contracts by which it was decreased. */
  cut: Quantity;
  /** Contracts beyond the position that it may only reduce: they end with it. */
  beyond: Quantity;
}

/** An order or a cancel on its way. */
interface Message {
  readonly dueAt: number;
  readonly effect: Effect;
}

interface MarketMatching {
  readonly market: Market;
  readonly model: FillModel;
  readonly orders: Set<Resting>;
  /** Orders that wait to meet the book, in order of arrival. */
  readonly waiting: Set<Resting>;
  wasActive: boolean;
}

/** Makes the paper exchange of an engine. */
export function paperExchange(options: PaperOptions): BrokerFactory {
  return (context) => new PaperExchange(options, context);
}

/** Nothing to report. */
const NONE: readonly OrderReport[] = Object.freeze([]);

/** Fills paper orders against the market data that passes by, and keeps the account as an exchange does. */
export class PaperExchange implements Broker {
  readonly #options: PaperOptions;
  readonly #context: BrokerContext;
  readonly #account: Portfolio;
  readonly #checks: ExchangeChecks;
  readonly #onTheWay: Message[] = [];
  #reports: OrderReport[] = [];
  readonly #markets = new Map<string, MarketMatching>();
  readonly #resting = new Map<string, Resting>();
  readonly #accepted = new Set<string>();
  #last: MarketMatching | undefined;
  #arrivals = 0;
  #at = NaN;

  constructor(options: PaperOptions, context: BrokerContext) {
    this.#options = options;
    this.#context = context;
    this.#account = new Portfolio(context.startingCash, context.precision);
    const open: OpenClaims = {
      markets: () => this.#markets.keys(),
      claims: (ticker) =>
        [...this.#markets.get(ticker)?.orders ?? []].map(({ side, price, remaining }) => ({
          side,
          price,
          quantity: remaining,
        })),
    };
    this.#checks = {
      context,
      funds: new Funds(this.#account, open, (ticker) => context.market(ticker)),
      wasAccepted: (id) => this.#accepted.has(id),
    };
  }

  carryOut(effect: Effect): void {
    this.#onTheWay.push({ dueAt: effect.at + this.#options.latencyMs, effect });
  }

  queueAhead(id: string): Quantity | undefined {
    const order = this.#resting.get(id);
    return order === undefined ? undefined : this.#markets.get(order.request.market)?.model.ahead(order);
  }

  get dueAt(): number {
    return this.#onTheWay[0]?.dueAt ?? Infinity;
  }

  advance(at: number): readonly OrderReport[] {
    if (this.#onTheWay.length > 0) this.#deliver(at);
    this.#at = at;
    return this.#takeReports();
  }

  #deliver(at: number): void {
    while (this.#onTheWay.length > 0) {
      const message = this.#onTheWay[0];
      if (message === undefined || message.dueAt > at) return;
      this.#onTheWay.shift();
      this.#at = message.dueAt;
      const { effect } = message;
      if (effect.kind === "order") this.#arrive(effect.request);
      else if (effect.kind === "cancel") this.#cancelled(effect.clientOrderId, effect.reason);
      else if (effect.kind === "decrease") this.#decreased(effect.clientOrderId, effect.to);
    }
  }

  onEvent(event: EngineEvent): readonly OrderReport[] {
    this.#look(event);
    return this.#takeReports();
  }

  #takeReports(): readonly OrderReport[] {
    if (this.#reports.length === 0) return NONE;
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  #look(event: EngineEvent): void {
    switch (event.kind) {
      case "book_change": {
        const matching = this.#tradingIn(event.market);
        if (matching === undefined) return;
        matching.model.change(event.at, event.side, event.price, event.delta, this.#grant);
        this.#meetWaiting(matching);
        return;
      }
      case "trade":
        this.#tradingIn(event.market)?.model.trade(event, this.#grant);
        return;
      case "book_snapshot": {
        const matching = this.#tradingIn(event.market);
        if (matching === undefined) return;
        matching.model.snapshot(event.at, this.#grant);
        this.#meetWaiting(matching);
        return;
      }
      case "market":
        this.#watchStatus(this.#markets.get(event.info.ticker));
        this.#payOut(event.info.ticker);
        return;
      case "market_life":
        this.#watchStatus(this.#markets.get(event.market));
        this.#payOut(event.market);
        return;
      case "clock":
        for (const matching of this.#markets.values()) this.#watchStatus(matching);
        return;
      default:
        return;
    }
  }

  /**
   * The matching of a market that trades now and whose book can be believed.
   *
   * Markets without orders hear of everything too: a model must know when a level that was taken goes away,
   * and what happened just before an order joins.
   */
  #tradingIn(ticker: string): MarketMatching | undefined {
    const known = this.#known(ticker);
    const market = known?.market ?? this.#context.market(ticker);
    if (market === undefined || market.suspect !== undefined) return undefined;
    if (!market.isOpen(this.#at) || !this.#context.tradingActive(market.exchangeIndex)) return undefined;
    return known ?? this.#matchingOf(market);
  }

  /** Events come in runs about the same market, so the last answer is often the next. */
  #known(ticker: string): MarketMatching | undefined {
    if (this.#last?.market.ticker !== ticker) this.#last = this.#markets.get(ticker);
    return this.#last;
  }

  #arrive(request: Approved<OrderRequest>): void {
    const at = this.#at;
    const clientOrderId = request.clientOrderId;
    const market = this.#context.market(request.market);
    if (market === undefined) {
      const reason = { code: "MARKET_NOT_FOUND", detail: request.market };
      return void this.#reports.push({ kind: "rejected", at, clientOrderId, reason });
    }
    const reason = exchangeRefusal(request, market, at, this.#checks);
    if (reason !== undefined) return void this.#reports.push({ kind: "rejected", at, clientOrderId, reason });
    this.#reports.push({ kind: "accepted", at, clientOrderId });
    const order: Resting = {
      id: clientOrderId,
      side: request.side,
      price: request.price,
      remaining: request.quantity,
      arrival: this.#arrivals++,
      request,
      fees: new FeeAccumulator(this.#context.precision),
      fills: 0,
      cut: NO_QUANTITY,
      beyond: NO_QUANTITY,
    };
    const matching = this.#matchingOf(market);
    this.#accepted.add(order.id);
    this.#resting.set(order.id, order);
    if (request.reduceOnly === true) this.#reduceOnly(order);
    if (order.remaining === 0) return this.#end(order, "immediate_or_cancel");
    if (canMeet(market)) {
      this.#meetWaiting(matching);
      matching.orders.add(order);
      return this.#meet(order, matching);
    }
    matching.orders.add(order);
    if (this.#ownInTheWay(matching, order) !== undefined) return this.#end(order, "self_trade");
    if (request.timeInForce === "immediate_or_cancel") return this.#end(order, "immediate_or_cancel");
    matching.waiting.add(order);
  }

  /** An order meets the book: takes what it may, then rests or ends. */
  #meet(order: Resting, matching: MarketMatching): void {
    matching.waiting.delete(order);
    const own = this.#ownInTheWay(matching, order);
    if (!order.request.postOnly) matching.model.arrive(order, this.#grant, own);
    if (order.remaining === 0 && order.beyond === 0) return;
    if (own !== undefined) this.#end(order, "self_trade");
    else if (order.request.timeInForce === "immediate_or_cancel") this.#end(order, "immediate_or_cancel");
    else matching.model.rest(order);
  }

  #meetWaiting(matching: MarketMatching): void {
    if (matching.waiting.size === 0 || !canMeet(matching.market)) return;
    for (const order of [...matching.waiting]) this.#meet(order, matching);
  }

  /**
   * The best price on the other side at which an own order rests that this one would trade with.
   *
   * With `taker_at_cross` the incoming order fills against others before it gets there, and the rest of it is cancelled.
   */
  #ownInTheWay(matching: MarketMatching, order: Resting): Price | undefined {
    let best: Price | undefined;
    for (const own of matching.orders) {
      if (own === order || own.side === order.side || !crosses(order.side, order.price, own.price)) continue;
      if (best === undefined || crosses(order.side, best, own.price)) best = own.price;
    }
    return best;
  }

  readonly #grant = (paper: PaperOrder, price: Price, quantity: Quantity, role: Role): void => {
    const order = this.#resting.get(paper.id);
    const market = order === undefined ? undefined : this.#context.market(order.request.market);
    if (order === undefined || market === undefined) return;
    const held = this.#account.held(market.ticker);
    const { revenue } = fillEffect(held, order.side, price, quantity);
    const charge = order.fees.charge(revenue, tradeFee(market.fees, role, price, quantity));
    order.remaining = order.remaining - quantity as Quantity;
    order.fills++;
    if (order.remaining === 0 && order.beyond === 0) this.#forget(order);
    const fill: OrderFill = {
      kind: "fill",
      at: this.#at,
      clientOrderId: order.id,
      tradeId: `${order.id}-f${order.fills}`,
      price,
      quantity,
      role,
      fee: charge.fee,
      balanceChange: charge.balanceChange,
    };
    this.#account.apply(market.ticker, order.side, fill);
    this.#reports.push(fill);
  };

  #cancelled(id: string, reason: CancelReason): void {
    const order = this.#resting.get(id);
    if (order !== undefined) this.#end(order, reason);
  }

  /** What would go beyond the position is no part of the order. */
  #reduceOnly(order: Resting): void {
    const held = this.#account.held(order.request.market);
    const reducible = Math.max(0, order.side === "ask" ? held : -held);
    order.remaining = Math.min(order.remaining, reducible) as Quantity;
    order.beyond = order.request.quantity - order.remaining as Quantity;
  }

  /** One that has ended, or is as small already, stays as it is. */
  #decreased(id: string, to: Quantity): void {
    const order = this.#resting.get(id);
    if (order === undefined || order.remaining <= to) return;
    if (to <= 0) return this.#end(order, "requested");
    order.cut = order.cut + order.remaining - to as Quantity;
    order.remaining = to;
    const size = order.request.quantity - order.cut as Quantity;
    this.#reports.push({ kind: "decreased", at: this.#at, clientOrderId: id, size });
  }

  #end(order: Resting, reason: CancelReason): void {
    this.#forget(order);
    const { id, remaining, beyond } = order;
    const quantity = remaining + beyond as Quantity;
    this.#reports.push({ kind: "cancelled", at: this.#at, clientOrderId: id, reason, quantity });
  }

  #forget(order: Resting): void {
    this.#resting.delete(order.id);
    const matching = this.#markets.get(order.request.market);
    matching?.orders.delete(order);
    matching?.waiting.delete(order);
    matching?.model.remove(order);
  }

  /** Resting orders end when their market closes, and when it is opened again after a stop. */
  #watchStatus(matching: MarketMatching | undefined): void {
    if (matching === undefined) return;
    const { market } = matching;
    const active = market.status === "active";
    const reactivated = active && !matching.wasActive;
    matching.wasActive = active;
    const closed = market.closeAt !== undefined && this.#at >= market.closeAt;
    const over = closed || (!active && market.status !== "inactive");
    if (!over && !reactivated) return;
    const reason = over ? "market_closed" : "market_reactivated";
    for (const order of [...matching.orders]) this.#end(order, reason);
  }

  /** A market that has ended pays into the account. */
  #payOut(ticker: string): void {
    const market = this.#context.market(ticker);
    if (market?.result !== undefined && market.isSettled) {
      this.#account.settle(ticker, market.result.yesPays);
    }
  }

  #matchingOf(market: Market): MarketMatching {
    const found = this.#markets.get(market.ticker);
    if (found !== undefined) return found;
    const model = FILL_MODEL_FACTORIES[this.#options.model](market);
    const made: MarketMatching = {
      market,
      model,
      orders: new Set(),
      waiting: new Set(),
      wasActive: market.status === "active",
    };
    this.#markets.set(market.ticker, made);
    return made;
  }
}

/**
 * Whether an order can be matched against this book: not when messages were lost, nor in the moments between the two
 * halves of a change, when one of the crossing sides is already gone.
 */
function canMeet({ suspect, book }: Market): boolean {
  return suspect === undefined && (book.spread === undefined || book.spread > 0);
}
