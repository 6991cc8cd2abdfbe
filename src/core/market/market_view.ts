/**
 * A market and its book as strategies and fill models may see them, and the readers through which strategies do.
 *
 * A reader is made once a market and shows what is so at the moment of asking. The market behind it cannot be reached
 * through it, by no cast and not in plain JavaScript either: what one rule does is never seen by another.
 *
 * @module
 */
import type { MarketResult, MarketStatus } from "./events.ts";
import type { Level, Side } from "./book.ts";
import type { FeeSchedule } from "./fees.ts";
import { deepFreeze } from "../freeze.ts";
import type { Price, Quantity } from "../numbers/money.ts";
import type { Reason } from "../reasons.ts";
import type { TickGrid } from "./ticks.ts";

/** An order book for reading; `book.ts` explains each. */
export interface BookView {
  readonly bestBid: Price | undefined;
  readonly bestAsk: Price | undefined;
  readonly bestBidSize: Quantity;
  readonly bestAskSize: Quantity;
  readonly spread: number | undefined;
  readonly faults: number;
  best(side: Side): Price | undefined;
  sizeAt(side: Side, price: Price): Quantity;
  next(side: Side, after?: Price): Price | undefined;
  levels(side: Side, count?: number): Level[];
}

/** A market for reading; `market.ts` explains each. */
export interface MarketView {
  readonly ticker: string;
  readonly book: BookView;
  readonly event: string;
  readonly series: string;
  readonly title: string;
  readonly label: string;
  readonly teamId: string | undefined;
  readonly exchangeIndex: number;
  readonly grid: TickGrid;
  readonly fees: FeeSchedule;
  readonly status: MarketStatus;
  readonly closeAt: number | undefined;
  readonly result: MarketResult | undefined;
  readonly resultNotUnderstood: string | undefined;
  readonly last: Price | undefined;
  readonly currentLast: Price | undefined;
  readonly lastDoubt: Reason | undefined;
  readonly previousLast: Price | undefined;
  readonly volume: Quantity;
  readonly openInterest: Quantity | undefined;
  readonly suspect: string | undefined;
  readonly trades: number;
  readonly bookAt: number | undefined;
  readonly lastTradeAt: number | undefined;
  readonly twiceMid: number | undefined;
  readonly isSettled: boolean;
  readonly isJudged: boolean;
  isOpen(at: number): boolean;
}

/** Reads a book. */
class BookReader implements BookView {
  readonly #book: BookView;

  static {
    Object.freeze(this.prototype);
  }

  constructor(book: BookView) {
    this.#book = book;
    Object.freeze(this);
  }

  get bestBid(): Price | undefined {
    return this.#book.bestBid;
  }

  get bestAsk(): Price | undefined {
    return this.#book.bestAsk;
  }

  get bestBidSize(): Quantity {
    return this.#book.bestBidSize;
  }

  get bestAskSize(): Quantity {
    return this.#book.bestAskSize;
  }

  get spread(): number | undefined {
    return this.#book.spread;
  }

  get faults(): number {
    return this.#book.faults;
  }

  best(side: Side): Price | undefined {
    return this.#book.best(side);
  }

  sizeAt(side: Side, price: Price): Quantity {
    return this.#book.sizeAt(side, price);
  }

  next(side: Side, after?: Price): Price | undefined {
    return this.#book.next(side, after);
  }

  levels(side: Side, count?: number): Level[] {
    return this.#book.levels(side, count);
  }
}

/** Reads a market. */
export class MarketReader implements MarketView {
  readonly ticker: string;
  readonly book: BookView;
  readonly #market: MarketView;

  static {
    Object.freeze(this.prototype);
  }

  constructor(market: MarketView) {
    this.ticker = market.ticker;
    this.book = new BookReader(market.book);
    this.#market = market;
    Object.freeze(this);
  }

  get event(): string {
    return this.#market.event;
  }

  get series(): string {
    return this.#market.series;
  }

  get title(): string {
    return this.#market.title;
  }

  get label(): string {
    return this.#market.label;
  }

  get teamId(): string | undefined {
    return this.#market.teamId;
  }

  get exchangeIndex(): number {
    return this.#market.exchangeIndex;
  }

  get grid(): TickGrid {
    return deepFreeze(this.#market.grid);
  }

  get fees(): FeeSchedule {
    return deepFreeze(this.#market.fees);
  }

  get status(): MarketStatus {
    return this.#market.status;
  }

  get closeAt(): number | undefined {
    return this.#market.closeAt;
  }

  get result(): MarketResult | undefined {
    return deepFreeze(this.#market.result);
  }

  get resultNotUnderstood(): string | undefined {
    return this.#market.resultNotUnderstood;
  }

  get last(): Price | undefined {
    return this.#market.last;
  }

  get currentLast(): Price | undefined {
    return this.#market.currentLast;
  }

  get lastDoubt(): Reason | undefined {
    return this.#market.lastDoubt;
  }

  get previousLast(): Price | undefined {
    return this.#market.previousLast;
  }

  get volume(): Quantity {
    return this.#market.volume;
  }

  get openInterest(): Quantity | undefined {
    return this.#market.openInterest;
  }

  get suspect(): string | undefined {
    return this.#market.suspect;
  }

  get trades(): number {
    return this.#market.trades;
  }

  get bookAt(): number | undefined {
    return this.#market.bookAt;
  }

  get lastTradeAt(): number | undefined {
    return this.#market.lastTradeAt;
  }

  get twiceMid(): number | undefined {
    return this.#market.twiceMid;
  }

  get isSettled(): boolean {
    return this.#market.isSettled;
  }

  get isJudged(): boolean {
    return this.#market.isJudged;
  }

  isOpen(at: number): boolean {
    return this.#market.isOpen(at);
  }
}
