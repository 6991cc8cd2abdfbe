/**
 * What is known of one market: a fold over its events.
 *
 * @module
 */
import { Book } from "./book.ts";
import type {
  BookChange,
  BookSnapshot,
  MarketInfo,
  MarketLife,
  MarketResult,
  Ticker,
  TradePrint,
} from "./events.ts";
import type { MarketStatus } from "./events.ts";
import type { FeeSchedule } from "./fees.ts";
import { MarketReader, type MarketView } from "./market_view.ts";
import { MOST_QUANTITY, type Price, type Quantity } from "./money.ts";
import type { TickGrid } from "./ticks.ts";

const JUDGED: ReadonlySet<MarketStatus> = new Set(["determined", "disputed", "amended", "finalized"]);

/** One market's state. */
export class Market implements MarketView {
  readonly ticker: string;
  readonly book: Book = new Book();
  event: string;
  series: string;
  title: string;
  /** What YES stands for. */
  label: string;
  teamId: string | undefined;
  exchangeIndex: number;
  grid: TickGrid;
  fees: FeeSchedule;
  status: MarketStatus;
  /** Unix milliseconds. */
  closeAt: number | undefined;
  result: MarketResult | undefined;
  /** What the exchange said of the result, where that is not understood. */
  resultNotUnderstood: string | undefined;
  /** Price of the last trade. */
  last: Price | undefined;
  /** Price of the last trade at another price: tells which way the market moved. */
  previousLast: Price | undefined;
  /** Contracts traded, as the exchange counts them, or as printed since the start where it has not said. */
  volume: Quantity = 0 as Quantity;
  openInterest: Quantity | undefined;
  /** Why the book cannot be believed; `undefined` when it can. A book never seen is suspect. */
  suspect: string | undefined = "no snapshot yet";
  /** Whether there was ever a level in a book that could be believed. */
  hadBook = false;
  /** How many trades were printed. */
  trades = 0;
  // NaN and not undefined: a field that is always a number is written in place, some million times a second.
  #bookAt = NaN;
  #lastTradeAt = NaN;
  /** What strategies are given in its place. */
  readonly view: MarketView;

  /** A market is made of its listing: nothing of it is taken for granted. */
  constructor(info: MarketInfo) {
    this.ticker = info.ticker;
    this.event = info.event;
    this.series = info.series;
    this.title = info.title;
    this.label = info.yesLabel;
    this.exchangeIndex = info.exchangeIndex;
    this.grid = info.grid;
    this.fees = info.fees;
    this.status = info.status;
    this.list(info);
    this.view = new MarketReader(this);
  }

  /** Arrival of the last book message. */
  get bookAt(): number | undefined {
    return Number.isNaN(this.#bookAt) ? undefined : this.#bookAt;
  }

  /** Arrival of the last print. */
  get lastTradeAt(): number | undefined {
    return Number.isNaN(this.#lastTradeAt) ? undefined : this.#lastTradeAt;
  }

  /** Takes over what the exchange lists about it. */
  list(info: MarketInfo): void {
    this.event = info.event;
    this.series = info.series;
    this.title = info.title;
    this.label = info.yesLabel;
    this.teamId = info.teamId;
    this.exchangeIndex = info.exchangeIndex;
    this.grid = info.grid;
    this.fees = info.fees;
    this.closeAt = info.closeAt;
    if (!this.isSettled) {
      this.status = info.status;
      this.#judge(info);
    }
    if (info.last !== undefined && this.last === undefined) this.last = info.last;
    if (info.volume !== undefined && info.volume > this.volume) this.volume = info.volume;
  }

  /** Replaces the book. */
  snapshot(event: BookSnapshot): void {
    this.book.replace(event.bids, event.asks);
    this.#bookAt = event.at;
    this.suspect = undefined;
    if (event.bids.length + event.asks.length > 0) this.hadBook = true;
  }

  /** Changes one level. A change that no level can take makes the book suspect. */
  change(event: BookChange): void {
    this.#bookAt = event.at;
    if (!this.book.change(event.side, event.price, event.delta)) {
      const how = event.delta < 0 ? "gone below zero" : "grown beyond measure";
      this.suspect ??= `a level would have ${how} at ${event.price}`;
    } else if (this.suspect === undefined) this.hadBook = true;
  }

  /** Takes over a print. */
  trade(event: TradePrint): void {
    this.#setLast(event.price);
    this.#lastTradeAt = event.at;
    // Beyond the largest it stays what it was: no sum leaves the whole numbers.
    const volume = this.volume + event.quantity;
    if (volume <= MOST_QUANTITY) this.volume = volume as Quantity;
    this.trades++;
  }

  /** Takes over the exchange's summary. */
  summary(event: Ticker): void {
    if (event.last !== undefined) this.#setLast(event.last);
    if (event.volume !== undefined) this.volume = event.volume;
    if (event.openInterest !== undefined) this.openInterest = event.openInterest;
  }

  /** Takes over a step in its life. */
  live(event: MarketLife): void {
    if (event.closeAt !== undefined) this.closeAt = event.closeAt;
    if (event.grid !== undefined) this.grid = event.grid;
    if (this.isSettled) return;
    // The steps of the end may come in any order: one that belongs before it does not undo it.
    if (event.status !== undefined && this.status !== "finalized") this.status = event.status;
    if (event.result !== undefined || event.resultNotUnderstood !== undefined) this.#judge(event);
  }

  /** Whether orders can be placed at this moment. */
  isOpen(at: number): boolean {
    return this.status === "active" && (this.closeAt === undefined || at < this.closeAt);
  }

  /** Twice the mid price, so that it stays whole; `undefined` unless both sides are there. */
  get twiceMid(): number | undefined {
    const { bestBid, bestAsk } = this.book;
    return bestBid === undefined || bestAsk === undefined ? undefined : bestBid + bestAsk;
  }

  /** Whether it is over for good: finalized, and it is known what it pays. Nothing that comes later changes that. */
  get isSettled(): boolean {
    return this.status === "finalized" && this.result !== undefined;
  }

  /** Whether the exchange has judged it, understood or not: nobody else's verdict counts any more. */
  get isJudged(): boolean {
    return this.result !== undefined || this.resultNotUnderstood !== undefined || JUDGED.has(this.status);
  }

  #judge({ result, resultNotUnderstood }: Pick<MarketLife, "result" | "resultNotUnderstood">): void {
    this.result = result;
    this.resultNotUnderstood = resultNotUnderstood;
  }

  #setLast(price: Price): void {
    if (this.last !== undefined && this.last !== price) this.previousLast = this.last;
    this.last = price;
  }
}
