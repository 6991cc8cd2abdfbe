/**
 * The order manager: sends what the gate lets through, and keeps orders, account and holdings from the reports.
 *
 * @module
 */
import { boundedPlan, type ExitPlan } from "./exit_plan.ts";
import { bestBidFor, boughtOn, gridFor, inSide, sellingSide } from "../market/outcome_side.ts";
import type { Market } from "../market/market.ts";
import { nextTickDown } from "../market/ticks.ts";
import {
  formatQuantity,
  type Micros,
  NO_MONEY,
  notional,
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
  type RoundTrip,
} from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import type { SignalOutcome } from "../outcomes.ts";
import { type Reason, shortPrice } from "../reasons.ts";
import { approve } from "../risk/gate.ts";
import type { Guards } from "../risk/guards.ts";
import type { LiveFacts } from "../risk/live_facts.ts";
import type { RiskLimits } from "../risk/limits.ts";
import { type LimitsLeft, limitsLeft } from "../risk/limits_left.ts";
import type { MarketFacts, RiskContext } from "../risk/rule.ts";
import type { TradingState } from "../risk/trading_state.ts";
import type { Account } from "./account.ts";
import { AccountCommitments } from "./commitments.ts";
import { ExternalAccount } from "./external_account.ts";
import { EXTERNAL, HAND, type Holding } from "./holding.ts";
import { Holdings } from "./holdings.ts";
import { OpenOrders } from "./open_orders.ts";
import type { Portfolio } from "./portfolio.ts";

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

/** The exchange's words for money that is missing: documented, those that clients have seen, and the engine's own spelling. */
const NO_MONEY_CODE = /available.?balance.?too.?low|insufficient.?(balance|funds)/i;

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
  #numbered = 0;
  #soldElsewhere = 0;
  /** When the last fill was taken over. */
  #filledAt = -Infinity;

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
    if (asOf !== undefined && asOf < this.#filledAt) {
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
    return [...touched ?? [], ...short, ...this.#bookSoldElsewhere(at)];
  }

  /**
   * Somebody else has sold what strategies hold, or has bought so much of the other side that it is gone: what is left of theirs
   * is theirs, the rest is booked as sold, at the price of that trade where it is known. The newest holding goes first.
   */
  #bookSoldElsewhere(at: number): string[] {
    const booked: string[] = [];
    for (const { market, account } of [...this.external.soldElsewhere()]) {
      const isMoving = ({ state, request }: Order) => state !== "resting" || request.reduceOnly === true;
      if (this.open.unreported(market).length > 0 || this.open.in(market).some(isMoving)) continue;
      const own = this.holdings.inMarket(market).filter(({ strategy }) => strategy !== EXTERNAL);
      let gone = this.external.shortBy(market);
      for (const holding of [...own].reverse()) {
        const quantity = Math.min(gone, holding.contracts) as Quantity;
        if (quantity === 0) continue;
        gone = gone - quantity as Quantity;
        this.#bookSale(holding, quantity, at);
      }
      this.external.settled(market);
      const cost = this.holdings.inMarket(market).reduce((sum, each) => sum + each.cost, 0) as Micros;
      this.holdings.reconcile(market, account, cost, at);
      booked.push(market);
    }
    return booked;
  }

  #bookSale(holding: Holding, quantity: Quantity, at: number): void {
    const { market, strategy, outcomeSide, averagePrice } = holding;
    const side = sellingSide(outcomeSide);
    const traded = this.external.tradedAt(market, side);
    const yesPrice = traded ?? this.#context.account.mark(market, holding.quantity) ??
      inSide(outcomeSide, averagePrice);
    const price = inSide(outcomeSide, yesPrice);
    this.portfolio.apply(market, side, {
      kind: "fill",
      at,
      clientOrderId: EXTERNAL,
      tradeId: `${EXTERNAL}-${++this.#soldElsewhere}`,
      price: yesPrice,
      quantity,
      role: "taker",
      fee: NO_MONEY,
      balanceChange: notional(price, quantity),
    });
    const trade = this.holdings.soldElsewhere(holding, price, quantity, at);
    const worth = traded === undefined ? `valued at ${shortPrice(price)}` : `at ${shortPrice(price)}`;
    const text =
      `${strategy}: ${
        formatQuantity(quantity)
      } ${outcomeSide.toUpperCase()} were sold outside of this program, ` +
      `${worth}: booked as closed, no exit is sent for them`;
    this.#outbox.add({ kind: "note", at, level: "warning", text, market });
    if (trade !== undefined) this.#closed(trade, at);
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
      case "decreased":
        order.decreasedTo = undefined;
        if (report.size >= order.size) return undefined;
        if (!order.isOpen) {
          // What a decrease had taken away was not filled.
          order.unreported = Math.max(0, order.unreported - (order.size - report.size)) as Quantity;
          this.open.noteUnreported(order);
        }
        order.size = report.size;
        if (order.isOpen && order.state !== "unknown" && order.remaining === 0) {
          this.#end(order, order.filled > 0 ? "filled" : "cancelled", report.at);
        }
        break;
      case "rejected":
        if (!order.isOpen) return undefined;
        this.#end(order, "rejected", report.at);
        this.#turnedAway(request, report.at);
        if (NO_MONEY_CODE.test(report.reason.code)) this.#readFirst(request, report.at);
        break;
      case "cancelled":
        if (!order.isOpen) return undefined;
        // The end may come before the fills that it counts: what they sold is not to be sold again.
        order.unreported = Math.max(0, order.remaining - report.quantity) as Quantity;
        this.open.noteUnreported(order);
        this.#end(order, "cancelled", report.at);
        if (report.reason === "self_trade") this.#turnedAway(request, report.at);
        break;
      case "fill": {
        if (this.portfolio.apply(request.market, request.side, report) === undefined) return undefined;
        this.#filledAt = Math.max(this.#filledAt, report.at);
        order.filled = order.filled + report.quantity as Quantity;
        if (order.unreported > 0) {
          order.unreported = Math.max(0, order.unreported - report.quantity) as Quantity;
          this.open.noteUnreported(order);
        }
        if (order.isOpen) {
          if (order.remaining <= 0) this.#end(order, "filled", report.at);
          else order.state = "resting";
        }
        this.#outbox.add({ kind: "report", at: report.at, request, report });
        this.#warnOfOverfill(order, report.at);
        const trade = this.holdings.apply(
          request,
          report,
          this.#exitPlans.get(request.clientOrderId),
          this.#entryBid(order, report),
        );
        if (trade !== undefined) this.#closed(trade, report.at);
        return request.market;
      }
    }
    this.#outbox.add({ kind: "report", at: report.at, request, report });
    return request.market;
  }

  /** What is reported is booked, since it is the exchange's word; more than was ordered is said to be wrong. */
  #warnOfOverfill({ request, filled }: Order, at: number): void {
    const { clientOrderId, quantity, market } = request;
    if (filled <= quantity) return;
    const text =
      `${clientOrderId}: ${formatQuantity(filled)} reported filled of ${formatQuantity(quantity)} ` +
      "ordered: all of it is booked; compare with the exchange";
    this.#outbox.add({ kind: "note", at, level: "warning", text, market });
  }

  /** Pays out a market that has ended. */
  settle(market: Market, at: number): void {
    const { result, ticker } = market;
    if (result === undefined) return;
    const held = this.portfolio.held(ticker);
    if (held === 0 && this.holdings.inMarket(ticker).length === 0) return;
    const { yesPays } = result;
    const payout = this.portfolio.settle(ticker, yesPays);
    const trades = this.holdings.settle(ticker, payout, yesPays, at);
    if (held === 0 && trades.length === 0) return;
    this.#outbox.add({ kind: "settled", at, market: ticker, yesPays, payout: payout.paid, fee: payout.fee });
    for (const trade of trades) {
      this.#closed(trade, at);
    }
  }

  #closed(trade: RoundTrip, at: number): void {
    this.#context.guards.closed(trade.pnl, at);
    this.#outbox.add({ kind: "closed", at, trade });
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

  /** A close needs no money: where the exchange says that it does, the position is not what is believed. */
  #readFirst({ purpose, strategy, market, reduceOnly }: OrderRequest, at: number): void {
    const holding = purpose === "entry" || reduceOnly !== true
      ? undefined
      : this.holdings.find(strategy, market);
    if (holding !== undefined) holding.readSince = at;
  }

  #turnedAway({ purpose, strategy, market }: OrderRequest, at: number): void {
    const holding = purpose === "entry" ? undefined : this.holdings.find(strategy, market);
    if (holding !== undefined) holding.turnedAwayAt = at;
  }

  #end(order: Order, state: "filled" | "cancelled" | "rejected", at: number): void {
    order.state = state;
    order.endedAt = at;
    this.open.remove(order);
  }
}
