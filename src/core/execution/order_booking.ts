/**
 * What reports and settlements make of orders, positions and holdings.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import { bestBidFor, boughtOn, gridFor, inSide } from "../market/outcome_side.ts";
import { nextTickDown } from "../market/ticks.ts";
import { formatQuantity, type Price, type Quantity } from "../numbers/money.ts";
import type { CancelReason, Order, OrderFill, OrderReport, OrderRequest, RoundTrip } from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import type { Guards } from "../risk/guards.ts";
import type { ExitPlan } from "./exit_plan.ts";
import { HAND } from "./holding.ts";
import type { Holdings } from "./holdings.ts";
import type { OpenOrders } from "./open_orders.ts";
import type { Portfolio } from "./portfolio.ts";

/** What is booked on. */
export interface OrderBookingParts {
  readonly portfolio: Portfolio;
  readonly holdings: Holdings;
  readonly open: OpenOrders;
  readonly guards: Guards;
  readonly outbox: Outbox;
  marketOf(ticker: string): Market | undefined;
  /** The exits that an entry was sent with. */
  exitsOf(clientOrderId: string): ExitPlan | undefined;
}

/** The exchange's words for money that is missing: documented, those that clients have seen, and the engine's own spelling. */
const NO_MONEY_CODE = /available.?balance.?too.?low|insufficient.?(balance|funds)/i;

/** Ends that the exchange itself gave an order, such as one that may only rest and would have traded. */
const ENDED_THERE: ReadonlySet<CancelReason> = new Set(["exchange", "self_trade"]);

/** Books reports and settlements. */
export class OrderBooking {
  readonly #parts: OrderBookingParts;
  #filledAt = -Infinity;

  constructor(parts: OrderBookingParts) {
    this.#parts = parts;
  }

  /** When the last fill was taken over; −∞ before the first. */
  get filledAt(): number {
    return this.#filledAt;
  }

  /**
   * Takes over a report of an order. A fill that was booked before changes nothing.
   *
   * @returns the market it concerns, or `undefined` for a report that changes nothing
   */
  report(order: Order, report: OrderReport): string | undefined {
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
          this.#parts.open.noteUnreported(order);
        }
        order.size = report.size;
        if (order.isOpen && order.state !== "unknown" && order.remaining === 0) {
          this.#end(order, order.filled > 0 ? "filled" : "cancelled", report.at);
        }
        break;
      case "rejected":
        if (!order.isOpen) return undefined;
        order.refusedFor = report.reason.code;
        this.#end(order, "rejected", report.at);
        this.#turnedAway(request, report.at);
        this.#entryTurnedAway(request, report.at);
        if (NO_MONEY_CODE.test(report.reason.code)) this.#readFirst(request, report.at);
        break;
      case "cancelled":
        if (!order.isOpen) return undefined;
        // The end may come before the fills that it counts: what they sold is not to be sold again.
        order.unreported = Math.max(0, order.remaining - report.quantity) as Quantity;
        this.#parts.open.noteUnreported(order);
        this.#end(order, "cancelled", report.at);
        if (report.reason === "self_trade") this.#turnedAway(request, report.at);
        if (order.filled + order.unreported === 0 && ENDED_THERE.has(report.reason)) {
          this.#entryTurnedAway(request, report.at);
        }
        break;
      case "fill": {
        if (this.#parts.portfolio.apply(request.market, request.side, report) === undefined) return undefined;
        this.#filledAt = Math.max(this.#filledAt, report.at);
        order.filled = order.filled + report.quantity as Quantity;
        if (request.purpose === "entry") this.#parts.guards.traded(request.strategy, request.market);
        if (order.unreported > 0) {
          order.unreported = Math.max(0, order.unreported - report.quantity) as Quantity;
          this.#parts.open.noteUnreported(order);
        }
        if (order.isOpen) {
          if (order.remaining <= 0) this.#end(order, "filled", report.at);
          else order.state = "resting";
        }
        this.#parts.outbox.add({ kind: "report", at: report.at, request, report });
        this.#warnOfOverfill(order, report.at);
        const trade = this.#parts.holdings.apply(
          request,
          report,
          this.#parts.exitsOf(request.clientOrderId),
          this.#entryBid(order, report),
        );
        if (trade !== undefined) this.closed(trade, report.at);
        return request.market;
      }
    }
    this.#parts.outbox.add({ kind: "report", at: report.at, request, report });
    return request.market;
  }

  /** Pays out a market that has ended. */
  settle(market: Market, at: number): void {
    const { result, ticker } = market;
    if (result === undefined) return;
    const held = this.#parts.portfolio.held(ticker);
    if (held === 0 && this.#parts.holdings.inMarket(ticker).length === 0) return;
    const { yesPays } = result;
    const payout = this.#parts.portfolio.settle(ticker, yesPays);
    const trades = this.#parts.holdings.settle(ticker, payout, yesPays, at);
    if (held === 0 && trades.length === 0) return;
    this.#parts.outbox.add({
      kind: "settled",
      at,
      market: ticker,
      yesPays,
      payout: payout.paid,
      fee: payout.fee,
    });
    for (const trade of trades) this.closed(trade, at);
  }

  /** A holding is closed: its gain counts, and is given out. */
  closed(trade: RoundTrip, at: number): void {
    this.#parts.guards.closed(trade.pnl, at);
    this.#parts.outbox.add({ kind: "closed", at, trade });
  }

  /** What is reported is booked, since it is the exchange's word; more than was ordered is said to be wrong. */
  #warnOfOverfill({ request, filled }: Order, at: number): void {
    const { clientOrderId, quantity, market } = request;
    if (filled <= quantity) return;
    const text =
      `${clientOrderId}: ${formatQuantity(filled)} reported filled of ${formatQuantity(quantity)} ` +
      "ordered: all of it is booked; compare with the exchange";
    this.#parts.outbox.add({ kind: "note", at, level: "warning", text, market });
  }

  /**
   * The best bid that an entry was made over, for the side that it bought. An order that rested is often filled because the
   * price falls through it: then the bid of now is of after that fall, and the one that it was sent over counts, below its own
   * price.
   */
  #entryBid({ bidThen, request }: Order, { role, price }: OrderFill): Price | undefined {
    const market = this.#parts.marketOf(request.market);
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
      : this.#parts.holdings.find(strategy, market);
    if (holding !== undefined) holding.readSince = at;
  }

  #turnedAway({ purpose, strategy, market }: OrderRequest, at: number): void {
    const holding = purpose === "entry" ? undefined : this.#parts.holdings.find(strategy, market);
    if (holding !== undefined) holding.turnedAwayAt = at;
  }

  /** A rule asks again with every event; a person does not. */
  #entryTurnedAway({ purpose, strategy, market }: OrderRequest, at: number): void {
    if (purpose === "entry" && strategy !== HAND) this.#parts.guards.turnAway(strategy, market, at);
  }

  #end(order: Order, state: "filled" | "cancelled" | "rejected", at: number): void {
    order.state = state;
    order.endedAt = at;
    this.#parts.open.remove(order);
  }
}
