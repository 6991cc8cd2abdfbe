/**
 * Keeps one market of the exchange: matches what is submitted to it, records what comes of it, and publishes that.
 *
 * @module
 */
import { Book, type Level, oppositeSide, type Side } from "../../core/market/book.ts";
import type { TickGrid } from "../../core/market/ticks.ts";
import { NO_QUANTITY, type Price, type Quantity } from "../../core/numbers/money.ts";
import { type Result, succeed } from "../../core/result.ts";
import { type EventListing, GRIDS, type MarketListing } from "../listing.ts";
import { MarketRecord } from "./market_record.ts";
import type { Match } from "./matching/match.ts";
import { MatchingEngine } from "./matching/matching_engine.ts";
import type { LifeEvent, SimulatedEvent } from "./simulated_event.ts";
import type {
  Acceptance,
  CrowdSeam,
  CrowdStep,
  NewOrder,
  OrderRefusal,
  OrderReport,
  TradingSeam,
} from "./submission.ts";

/** Takes what happens, in order. @param atMs Unix milliseconds */
export type Publish = (event: SimulatedEvent, atMs: number) => void;

/** Takes what is reported of one owner's orders. */
export type HearReport = (report: OrderReport) => void;

/** Everything that a market is started with. */
export interface SimulatedMarketOptions {
  readonly listing: EventListing;
  readonly market: MarketListing;
  /** Begins the ids of its orders; no other market has it. */
  readonly orderPrefix: string;
  /** Unix milliseconds. */
  readonly openedAt: number;
  readonly closeAt: number;
  /** Unix milliseconds, whole. */
  readonly now: () => number;
  readonly publish: Publish;
  /** The listener of an owner's order reports, where there is one. */
  readonly listenerOf: (owner: string) => HearReport | undefined;
}

/** A market. */
export class SimulatedMarket implements TradingSeam, CrowdSeam {
  readonly record: MarketRecord;
  readonly #options: SimulatedMarketOptions;
  readonly #engine: MatchingEngine;

  constructor(options: SimulatedMarketOptions) {
    const { listing, market, orderPrefix, openedAt, closeAt } = options;
    const book = new Book();
    this.#options = options;
    this.record = new MarketRecord(listing, market, book, openedAt, closeAt);
    const { ticker } = market;
    this.#engine = new MatchingEngine({ grid: GRIDS[listing.grid], book, ticker, orderPrefix }, {
      level: (side, price, delta) => this.#level(side, price, delta),
      trade: (match) => this.#trade(match),
      replaced: () => this.#replaced(),
    });
  }

  get grid(): TickGrid {
    return this.#engine.grid;
  }

  best(side: Side): Price | undefined {
    return this.record.book.best(side);
  }

  levels(side: Side): Level[] {
    return this.record.book.levels(side);
  }

  sizeAt(side: Side, price: Price): Quantity {
    return this.record.book.sizeAt(side, price);
  }

  submit(order: NewOrder): Result<Acceptance, OrderRefusal> {
    const { status } = this.record;
    if (status !== "active") {
      const message = `Cannot take order: expected an active market, "${this.record.ticker}" is ${status}`;
      return { ok: false, reason: { code: "market_inactive", message } };
    }
    const sent = this.#engine.submit(order);
    if (!sent.ok) return sent;
    const { orderId, matches, filled, resting } = sent.value;
    const ahead = resting === 0 ? NO_QUANTITY : this.#engine.queuePosition(orderId) ?? NO_QUANTITY;
    const fills = matches.map(({ tradeId, price, quantity }) => ({ tradeId, price, quantity }));
    return succeed({ orderId, fills, filled, resting, ahead });
  }

  cancel(owner: string, orderId: string): Quantity {
    return this.#engine.order(orderId)?.owner === owner ? this.#engine.cancel(orderId) : NO_QUANTITY;
  }

  decrease(owner: string, orderId: string, by: Quantity): Quantity {
    return this.#engine.order(orderId)?.owner === owner ? this.#engine.decrease(orderId, by) : NO_QUANTITY;
  }

  remaining(orderId: string): Quantity {
    return this.#engine.remaining(orderId);
  }

  queuePosition(orderId: string): Quantity | undefined {
    return this.#engine.queuePosition(orderId);
  }

  crowd(step: CrowdStep, atMs: number): void {
    this.#engine.crowd(step, atMs);
  }

  /** Takes a step of the market's life. @returns whether it was taken */
  step(life: LifeEvent): boolean {
    if (life.step === "price_level_structure_updated" && !this.#engine.regrid(GRIDS[life.grid])) return false;
    const atMs = this.#options.now();
    this.record.step(life, atMs);
    this.#options.publish(life, atMs);
    // The exchange cancels what rests when a market is activated again.
    if (life.step === "activated") this.#end("reactivated");
    if (life.step === "closed") this.#end("closed");
    return true;
  }

  #end(reason: "reactivated" | "closed"): void {
    const ended = this.#engine.orders().map((order) => ({ ...order, quantity: order.remaining }));
    const { book } = this.record;
    const empty = book.bestBid === undefined && book.bestAsk === undefined;
    if (reason === "reactivated") this.#engine.cancelAll();
    else {
      this.#engine.clear();
      if (!empty) this.#replaced();
    }
    const { listenerOf, now } = this.#options;
    const market = this.record.ticker;
    for (const { id: orderId, owner, quantity } of ended) {
      listenerOf(owner)?.({ kind: "ended", market, orderId, reason, quantity, atMs: now() });
    }
  }

  #level(side: Side, price: Price, delta: Quantity): void {
    const atMs = this.#options.now();
    this.record.quoted(atMs);
    this.#options.publish({ kind: "level", market: this.record.ticker, side, price, delta }, atMs);
  }

  #replaced(): void {
    const atMs = this.#options.now();
    this.record.quoted(atMs);
    const bids = this.levels("bid");
    const asks = this.levels("ask");
    this.#options.publish({ kind: "book", market: this.record.ticker, bids, asks }, atMs);
  }

  #trade({ tradeId, maker, taker, takerSide, price, quantity }: Match): void {
    const { now, publish, listenerOf } = this.#options;
    const atMs = now();
    const market = this.record.ticker;
    const trade = { kind: "trade", market, price, quantity, takerSide, tradeId } as const;
    this.record.trade(trade, atMs);
    publish(trade, atMs);
    const fill = { kind: "fill", market, tradeId, price, quantity, atMs } as const;
    if (maker !== undefined) {
      const { owner, orderId } = maker;
      listenerOf(owner)?.({ ...fill, orderId, side: oppositeSide(takerSide), role: "maker" });
    }
    if (taker !== undefined) {
      listenerOf(taker.owner)?.({ ...fill, orderId: taker.orderId, side: takerSide, role: "taker" });
    }
  }
}
