/**
 * One market as it is known: a fold over its events.
 *
 * @module
 */
import type {
  BookChange,
  BookLook,
  BookSnapshot,
  MarketInfo,
  MarketLife,
  MarketResult,
  MarketStatus,
  Ticker,
  Trade,
} from "./events.ts";
import { Book } from "./book.ts";
import { BookWatch } from "./book_watch.ts";
import type { FeeSchedule } from "./fees.ts";
import { MarketReader, type MarketView } from "./market_view.ts";
import { MOST_QUANTITY, type Price, type Quantity } from "../numbers/money.ts";
import { outOfBounds, type Reason } from "../reasons.ts";
import { nextTickDown, nextTickUp, type TickGrid } from "./ticks.ts";

const JUDGED: ReadonlySet<MarketStatus> = new Set(["determined", "disputed", "amended", "finalized"]);

/** One market's state. */
export class Market implements MarketView {
  readonly ticker: string;
  readonly book: Book = new Book();
  event: string;
  series: string;
  title: string;
  /** The outcome that YES stands for. */
  label: string;
  teamId: string | undefined;
  exchangeIndex: number;
  grid: TickGrid;
  fees: FeeSchedule;
  /** Why its fees can no longer be computed; {@linkcode Market.fees} are then the last that were known. */
  feesUnknown: string | undefined;
  status: MarketStatus;
  /** When trading ends at the latest, Unix milliseconds. */
  closeAt: number | undefined;
  /** When the exchange expects it to end, Unix milliseconds: before its close, which is padded for games. */
  expectedEndAt: number | undefined;
  result: MarketResult | undefined;
  /** The exchange's words on the result, where they are not understood. */
  resultNotUnderstood: string | undefined;
  /** Price of the last trade. */
  last: Price | undefined;
  /** Price of the last trade at another price: shows which way the market moved. */
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
  #confirmedAt = NaN;
  #lastAt = NaN;
  /** When the book was last polled, and how long after the time before. */
  #polledAt = NaN;
  #pollMs = NaN;
  #lastTradeAt = NaN;
  /** Given to strategies in its place. */
  readonly view: MarketView;
  readonly #watch = new BookWatch(this.book);
  /** Whether only a whole book can make it believed again. */
  #wholeNeeded = true;
  #faulty = false;

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

  /** When another source last showed that the book is the one of now. */
  get confirmedAt(): number | undefined {
    return Number.isNaN(this.#confirmedAt) ? undefined : this.#confirmedAt;
  }

  /** When the book last came, changed or was confirmed; `undefined` for a book never seen. */
  get freshAt(): number | undefined {
    if (Number.isNaN(this.#bookAt)) return undefined;
    return this.#confirmedAt > this.#bookAt ? this.#confirmedAt : this.#bookAt;
  }

  /** Since the book last came, changed or was confirmed; infinite for a book never seen. */
  bookAgeMs(at: number): number {
    if (Number.isNaN(this.#bookAt)) return Infinity;
    return at - (this.#confirmedAt > this.#bookAt ? this.#confirmedAt : this.#bookAt);
  }

  /**
   * Whether the book is suspect for what it shows, or for what other channels say, and not for lost messages, after which
   * a whole book is asked for anyway.
   */
  get doubted(): boolean {
    return this.suspect !== undefined && (this.#watch.doubts || this.#faulty);
  }

  /** Another channel's contradiction of the book, before that makes it suspect. */
  get question(): string | undefined {
    return this.#watch.question;
  }

  /** Whether bid and ask have met: the book is between two messages, and no price of it is one. */
  get crossed(): boolean {
    const { spread } = this.book;
    return spread !== undefined && spread <= 0;
  }

  /**
   * Why the price of the last trade is not a price of this moment: it lies outside the spread by more than a
   * tick, or, where books and trades are polled apart, the book has changed since by more than the time
   * between two polls. `undefined` where it can be one, and where there has been no trade.
   */
  get lastDoubt(): Reason | undefined {
    const { last, grid } = this;
    if (last === undefined) return undefined;
    const { bestBid, bestAsk } = this.book;
    const below = bestBid !== undefined && last < (nextTickDown(grid, bestBid) ?? bestBid);
    const above = bestAsk !== undefined && last > (nextTickUp(grid, bestAsk) ?? bestAsk);
    if (below || above) {
      const detail = "is outside the spread";
      return { code: "LAST_NOT_CURRENT", name: "last", value: last, unit: "price", detail };
    }
    const behindMs = Number.isNaN(this.#polledAt) ? NaN : this.#bookAt - this.#lastAt;
    return behindMs > this.#pollMs
      ? outOfBounds("LAST_NOT_CURRENT", "behind", behindMs, "max", this.#pollMs, "milliseconds")
      : undefined;
  }

  /** The price of the last trade where it can be a price of this moment; see {@linkcode lastDoubt}. */
  get currentLast(): Price | undefined {
    return this.lastDoubt === undefined ? this.last : undefined;
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
    this.charge(info.fees);
    this.closeAt = info.closeAt;
    this.expectedEndAt = info.expectedEndAt;
    if (!this.isSettled) {
      this.status = info.status;
      this.#judge(info);
    }
    if (info.last !== undefined && this.last === undefined) this.last = info.last;
    if (info.volume !== undefined && info.volume > this.volume) this.volume = info.volume;
  }

  /** Takes over what trades cost. */
  charge(fees: FeeSchedule): void {
    this.fees = fees;
    this.feesUnknown = undefined;
  }

  /** Replaces the book. */
  snapshot(event: BookSnapshot): void {
    if (event.polled === true) this.#polled(event.at);
    this.book.replace(event.bids, event.asks);
    this.#bookAt = event.at;
    this.#wholeNeeded = false;
    this.#faulty = false;
    this.#watch.moved(event.at, true);
    this.#believe();
    if (event.bids.length + event.asks.length > 0) this.hadBook = true;
  }

  /** Changes one level. A change that no level can take makes the book suspect. */
  change(event: BookChange): void {
    this.#bookAt = event.at;
    if (!this.book.change(event.side, event.price, event.delta)) {
      const how = event.delta < 0 ? "gone below zero" : "grown beyond measure";
      this.distrust(`a level would have ${how} at ${event.price}`);
      this.#faulty = true;
    } else if (this.suspect === undefined) this.hadBook = true;
    if (this.#watch.moved(event.at, false)) this.#believe();
  }

  /** Takes over a print. */
  trade(event: Trade): void {
    this.#setLast(event.price);
    this.#lastAt = event.at;
    this.#lastTradeAt = event.at;
    // Beyond the largest it stays what it was: no sum leaves the whole numbers.
    const volume = this.volume + event.quantity;
    if (volume <= MOST_QUANTITY) this.volume = volume as Quantity;
    this.trades++;
    this.#watch.print(event.at, event.price);
  }

  /** Takes over the exchange's summary. */
  summary(event: Ticker): void {
    if (event.last !== undefined) {
      this.#setLast(event.last);
      this.#lastAt = event.at;
    }
    if (event.volume !== undefined) this.volume = event.volume;
    if (event.openInterest !== undefined) this.openInterest = event.openInterest;
    if (this.#watch.ticker(event.at, event)) this.#believe();
  }

  /** Compares the book with what another source shows. @returns whether that is the same */
  look({ at, bids, asks }: BookLook): boolean {
    if (!this.#watch.look(at, bids, asks)) return false;
    this.#confirmedAt = at;
    this.#believe();
    return true;
  }

  /** The book was asked for, and is still this one. */
  confirm(at: number): void {
    this.#confirmedAt = at;
    this.#polled(at);
  }

  /**
   * Messages were lost, or another cause that only a whole book takes away.
   *
   * @param reconnected whether the book comes over another connection: what the old one's channels said counts no more
   */
  distrust(reason: string, reconnected = false): void {
    this.suspect ??= reason;
    this.#wholeNeeded = true;
    if (reconnected) this.#watch.forget();
  }

  /** Looks whether the book can still be believed. @returns why not, once, where it has just become suspect */
  examine(at: number): string | undefined {
    if (this.suspect !== undefined) return undefined;
    return this.suspect = this.#watch.doubt(at);
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

  /** Its verdict may be another one by now: what it pays is not known until it is said again. */
  forgetVerdict(): void {
    this.#judge({});
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

  /** Whether the exchange has judged it, understood or not: from then on no other verdict counts. */
  get isJudged(): boolean {
    return this.result !== undefined || this.resultNotUnderstood !== undefined || JUDGED.has(this.status);
  }

  #judge({ result, resultNotUnderstood }: Pick<MarketLife, "result" | "resultNotUnderstood">): void {
    this.result = result;
    this.resultNotUnderstood = resultNotUnderstood;
  }

  #polled(at: number): void {
    this.#pollMs = at - this.#polledAt;
    this.#polledAt = at;
  }

  #believe(): void {
    if (!this.#wholeNeeded && !this.#watch.doubts) this.suspect = undefined;
  }

  #setLast(price: Price): void {
    if (this.last !== undefined && this.last !== price) this.previousLast = this.last;
    this.last = price;
  }
}
