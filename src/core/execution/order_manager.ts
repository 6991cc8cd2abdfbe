/**
 * The order manager: sends what the gate lets through, and keeps orders, account and holdings from the reports.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import { bestBidFor, boughtOn } from "../market/outcome_side.ts";
import type { Quantity } from "../numbers/money.ts";
import {
  type AccountReported,
  type CancelReason,
  Order,
  type OrderReport,
  type OrderRequest,
} from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import type { SignalOutcome } from "../outcomes.ts";
import type { Reason } from "../reasons.ts";
import { approve } from "../risk/gate.ts";
import type { Guards } from "../risk/guards.ts";
import type { RiskLimits } from "../risk/limits.ts";
import { type LimitsLeft, limitsLeft } from "../risk/limits_left.ts";
import type { LiveFacts } from "../risk/live_facts.ts";
import type { MarketFacts, RiskContext } from "../risk/rule.ts";
import type { TradingState } from "../risk/trading_state.ts";
import type { Account } from "./account.ts";
import { AccountCommitments } from "./commitments.ts";
import { boundedPlan, type ExitPlan } from "./exit_plan.ts";
import { ExternalAccount } from "./external_account.ts";
import { HAND } from "./holding.ts";
import { Holdings } from "./holdings.ts";
import { OpenOrders } from "./open_orders.ts";
import { OrderBooking } from "./order_booking.ts";
import type { Portfolio } from "./portfolio.ts";
import { SalesElsewhere } from "./sales_elsewhere.ts";

/** The order manager's settings. */
export interface OrderManagerOptions {
  readonly limits: RiskLimits;
  /** Goes before the number in every `client_order_id`. */
  readonly orderPrefix: string;
  /** Whether a strategy reads the game. */
  needsGame(strategy: string): boolean;
}

/** The rest of the engine as the order manager reads it. */
export interface OrderManagerContext {
  readonly portfolio: Portfolio;
  readonly account: Account;
  readonly trading: TradingState;
  readonly guards: Guards;
  /** The facts of a live session; `undefined` on paper. */
  readonly live: LiveFacts | undefined;
  /** The outside. */
  readonly state: {
    market(ticker: string): Market | undefined;
    /** The facts about a market at a moment that the gate checks. */
    facts(ticker: string, at: number): MarketFacts;
  };
}

/** An order before it has an id. */
export type OrderWish = Omit<OrderRequest, "clientOrderId">;

/** The exits and the signal of an order. */
export interface SendOptions {
  /** Armed when the order fills. */
  readonly exits?: ExitPlan;
  /** The signal that asked for it: reported when the gate has let it pass, before it is sent. */
  readonly signal?: SignalOutcome;
}

/** Orders, account and holdings. */
export class OrderManager {
  readonly portfolio: Portfolio;
  readonly holdings = new Holdings();
  readonly open = new OpenOrders();
  /** Positions and orders of the account that are not ours. */
  readonly external: ExternalAccount;
  /** Money and sides that all of it binds. */
  readonly commitments: AccountCommitments;
  readonly #options: OrderManagerOptions;
  readonly #context: OrderManagerContext;
  readonly #outbox: Outbox;
  readonly #orders = new Map<string, Order>();
  readonly #exitPlans = new Map<string, ExitPlan>();
  readonly #booking: OrderBooking;
  readonly #salesElsewhere: SalesElsewhere;
  #numbered = 0;

  constructor(options: OrderManagerOptions, context: OrderManagerContext, outbox: Outbox) {
    this.#options = options;
    this.#context = context;
    this.#outbox = outbox;
    this.portfolio = context.portfolio;
    const marketOf = (ticker: string) => context.state.market(ticker);
    this.external = new ExternalAccount(this.holdings, this.portfolio.precision, marketOf);
    this.commitments = new AccountCommitments({
      portfolio: this.portfolio,
      account: context.account,
      holdings: this.holdings,
      open: this.open,
      external: this.external,
      guards: context.guards,
      live: context.live,
      marketOf,
    });
    this.#booking = new OrderBooking({
      portfolio: this.portfolio,
      holdings: this.holdings,
      open: this.open,
      guards: context.guards,
      outbox,
      marketOf,
      exitsOf: (clientOrderId) => this.exitsOf(clientOrderId),
    });
    this.#salesElsewhere = new SalesElsewhere({
      external: this.external,
      holdings: this.holdings,
      open: this.open,
      portfolio: this.portfolio,
      account: context.account,
      outbox,
      onClosed: (trade, at) => this.#booking.closed(trade, at),
    });
  }

  /** How many orders were sent. */
  get sent(): number {
    return this.#numbered;
  }

  /** An order by its id. */
  order(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** The exits that an entry was sent with. */
  exitsOf(clientOrderId: string): ExitPlan | undefined {
    return this.#exitPlans.get(clientOrderId);
  }

  /** The room that the gate's limits still leave for entries in a market. */
  limitsLeft(market: string): LimitsLeft {
    const { limits } = this.#options;
    const context = { ...this.commitments.in(market), market: this.#context.state.market(market) };
    return limitsLeft(context, limits, this.portfolio.precision, market);
  }

  /**
   * Takes over what the exchange says of the account. An open order of ours that it names is there, whatever was known of it;
   * one that has ended here, and is named all the same, counts like somebody else's.
   *
   * @returns the markets whose orders it has changed something about
   */
  onAccount(event: AccountReported): readonly string[] {
    const { at, orders, asOf } = event;
    // A list from before our last fill knows less than we do.
    if (asOf !== undefined && asOf < this.#booking.filledAt) {
      const { kind, balances = [], fills = [] } = event;
      return this.onAccount({ kind, at, balances, fills });
    }
    const touched = orders?.items.flatMap(({ clientOrderId }) =>
      clientOrderId === undefined ? [] : this.onReport({ kind: "accepted", at, clientOrderId }) ?? []
    );
    const isOurs = (id: string | undefined) => id !== undefined && this.#orders.get(id)?.isOpen === true;
    for (const { market, what } of this.external.take(event, ({ clientOrderId }) => isOurs(clientOrderId))) {
      const text = `beside our own orders: ${what}; counted in the limits, left alone`;
      this.#outbox.add({ kind: "note", at, level: "info", text, market });
    }
    // What rests there is to be made smaller at once.
    const short = [...this.external.shortMarkets()];
    return [...touched ?? [], ...short, ...this.#salesElsewhere.book(at)];
  }

  /** Why the gate would hold an order back now; `undefined` where it would not. Nothing is sent. */
  objection(wish: OrderWish, at: number): Reason | undefined {
    const request: OrderRequest = { clientOrderId: "", ...wish };
    const context = this.#riskContext(wish.market, at);
    const verdict = approve(request, wish.purpose === "entry", context, this.#options.limits);
    return verdict.passed ? undefined : verdict.reason;
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
    this.open.add(order);
    if (opening) this.#context.guards.entered(at);
    const plan = opening ? this.#planOf(wish, options.exits) : options.exits;
    if (plan !== undefined) this.#exitPlans.set(clientOrderId, plan);
    if (options.signal !== undefined) this.#outbox.add(options.signal);
    this.#outbox.add({ kind: "order", at, request: verdict.order });
    return undefined;
  }

  /** The limits end what a rule holds; what the trader bought the trader sells. */
  #planOf({ strategy }: OrderWish, exits: ExitPlan | undefined): ExitPlan | undefined {
    const { maxHoldMs, maxAdverseMove } = this.#options.limits;
    return strategy === HAND ? exits : boundedPlan(exits, maxHoldMs, maxAdverseMove);
  }

  #riskContext(market: string, at: number): RiskContext {
    const facts = this.#context.state.facts(market, at);
    const commitments = this.commitments.in(market);
    // Field by field: spreading both is dearer, and this is made for every order.
    return {
      at,
      marketDataDown: facts.marketDataDown,
      marketDataAgeMs: facts.marketDataAgeMs,
      delayMs: facts.delayMs,
      market: facts.market,
      scoreAgeMs: facts.scoreAgeMs,
      scoreHeld: facts.scoreHeld,
      tradingActive: facts.tradingActive,
      leaving: commitments.leaving,
      unknown: commitments.unknown,
      exposure: commitments.exposure,
      freeCash: commitments.freeCash,
      needed: commitments.needed,
      meetsOtherSide: commitments.meetsOtherSide,
      meetsOwn: commitments.meetsOwn,
      openOrders: commitments.openOrders,
      dayPnl: commitments.dayPnl,
      drawdown: commitments.drawdown,
      gameExposure: commitments.gameExposure,
      live: this.#context.live,
      guards: this.#context.guards,
      trading: this.#context.trading,
      needsGame: this.#options.needsGame,
    };
  }

  /** Asks for an order to be cancelled, once. */
  cancel(order: Order, at: number, reason: CancelReason): void {
    if (!order.isOpen || order.cancelSentAt !== undefined) return;
    order.cancelSentAt = at;
    this.#outbox.add({ kind: "cancel", at, clientOrderId: order.request.clientOrderId, reason });
  }

  /** Asks for what the exchange says of a market to be read, where somebody carries that out. */
  read(market: string, why: string, at: number): void {
    if (this.#context.live !== undefined) this.#outbox.add({ kind: "read_account", at, market, why });
  }

  /** Asks for an order to be made smaller, so that only so much of it still rests. One that is asked to end is left alone. */
  decrease(order: Order, to: Quantity, at: number): void {
    if (!order.isOpen || order.cancelSentAt !== undefined) return;
    const size = order.filled + to as Quantity;
    if (size >= (order.decreasedTo ?? order.size)) return;
    order.decreasedTo = size;
    this.#outbox.add({ kind: "decrease", at, clientOrderId: order.request.clientOrderId, to });
  }

  /**
   * Takes over a report. A fill that was booked before changes nothing.
   *
   * @returns the market it concerns, or `undefined` for a report that changes nothing
   */
  onReport(report: OrderReport): string | undefined {
    const order = this.#orders.get(report.clientOrderId);
    return order === undefined ? undefined : this.#booking.report(order, report);
  }

  /** Pays out a market that has ended. */
  settle(market: Market, at: number): void {
    this.#booking.settle(market, at);
  }
}
