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
import type { RestingOrder } from "./matching/order_queue.ts";
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

type EndReason = Extract<OrderReport, { kind: "ended" }>["reason"];

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
  /** Whether its shard takes orders now. */
  readonly takesOrders: () => boolean;
  readonly watcher: () => MarketWatcher | undefined;
}

/** Whoever looks after orders besides matching: their expiry before it, what follows from fills after it. */
export interface MarketWatcher {
  /** Before anything is matched. */
  before(): void;
  /** After everything was; from here on it may submit and cancel. */
  after(): void;
  /** After a step of a market's life was taken. */
  stepped(life: LifeEvent, market: MarketRecord): void;
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
    // An exchange that is started again gives no id a second time.
    const tradesOf = `${market.ticker} ${openedAt}`;
    this.#engine = new MatchingEngine({ grid: GRIDS[listing.grid], book, tradesOf, orderPrefix }, {
      level: (side, price, delta, order, matched) => this.#level(side, price, delta, order, matched),
      trade: (match) => this.#trade(match),
      selfTraded: ({ id, owner }, quantity) => this.#ended(owner, id, "self_trade", quantity),
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
    const { watcher, now, takesOrders } = this.#options;
    const { status, ticker } = this.record;
    if (!this.record.isOpen(now())) {
      const is = status === "active" ? "past its close" : status;
      const message = `Cannot take order: expected an active market, "${ticker}" is ${is}`;
      return { ok: false, reason: { code: "market_inactive", message } };
    }
    if (!takesOrders()) {
      const message = `Cannot take order: trading is paused on the shard of "${ticker}"`;
      return { ok: false, reason: { code: "trading_paused", message } };
    }
    const watching = watcher();
    watching?.before();
    const sent = this.#engine.submit(order);
    if (!sent.ok) return sent;
    const { orderId, matches, filled, resting, selfTraded } = sent.value;
    const ahead = resting === 0 ? NO_QUANTITY : this.#engine.queuePosition(orderId) ?? NO_QUANTITY;
    const fills = matches.map(({ tradeId, price, quantity }) => ({ tradeId, price, quantity }));
    watching?.after();
    return succeed({ orderId, fills, filled, resting, ahead, selfTraded });
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
    const watching = this.#options.watcher();
    watching?.before();
    this.#engine.crowd(step, atMs);
    watching?.after();
  }

  /** Takes a step of the market's life. @returns whether it was taken */
  step(life: LifeEvent): boolean {
    if (this.record.status === "finalized") return false;
    this.#options.watcher()?.before();
    if (life.step === "price_level_structure_updated" && !this.#engine.regrid(GRIDS[life.grid])) return false;
    const atMs = this.#options.now();
    this.record.step(life, atMs);
    this.#options.publish(life, atMs);
    // The exchange cancels what rests when a market is activated again.
    if (life.step === "activated") this.#end("reactivated");
    if (life.step === "closed") this.#end("closed");
    this.#options.watcher()?.stepped(life, this.record);
    return true;
  }

  /** Closes, since its close time has come; no step of its life says so. */
  closeByClock(): void {
    const { status } = this.record;
    if (status !== "active" && status !== "inactive") return;
    this.record.status = "closed";
    this.#end("closed");
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
    for (const { id, owner, quantity } of ended) this.#ended(owner, id, reason, quantity);
  }

  #ended(owner: string, orderId: string, reason: EndReason, quantity: Quantity): void {
    const { listenerOf, now } = this.#options;
    const market = this.record.ticker;
    listenerOf(owner)?.({ kind: "ended", market, orderId, reason, quantity, atMs: now() });
  }

  #level(
    side: Side,
    price: Price,
    delta: Quantity,
    order: Readonly<RestingOrder> | undefined,
    matched: boolean,
  ): void {
    const { now, publish, listenerOf } = this.#options;
    const atMs = now();
    this.record.quoted(atMs);
    const level = { kind: "level", market: this.record.ticker, side, price, delta } as const;
    if (order === undefined || listenerOf(order.owner) === undefined) return publish(level, atMs);
    publish({ ...level, order: { owner: order.owner, orderId: order.id, matched } }, atMs);
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
