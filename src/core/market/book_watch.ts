/**
 * Watches whether a book that is believed can still be: what else comes must fit it.
 *
 * Sequence numbers show lost messages only when a next one comes; a channel that dies sends none. So the book is compared
 * with what other channels say of the same market: the exchange's own best prices, trades, the order book by REST, and
 * with itself, since a book can be crossed only between two messages that belong together. Channels are not in step, so
 * each has its moment before it counts.
 *
 * @module
 */
import type { Ticker } from "./events.ts";
import type { Book, Level } from "./book.ts";
import type { Price } from "../numbers/money.ts";
import { priceText } from "../numbers/text.ts";

/**
 * How long channels may be apart, ms. They travel over one connection, so that they differ by what the exchange takes to
 * publish both.
 */
export const APART_MS = 2_000;
/** How long a book may be crossed, ms. Real books are for some ms, until the second change of a pair has come. */
export const CROSSED_MS = 1_000;
/** Trades outside the book that are evidence; one sweep prints several before the book follows. */
const OUTSIDE_PRINTS = 3;
/** A trade may be outside the book by as much, in 1/10,000 dollar: the level it met may be gone before it prints. */
const OUTSIDE = 100;

/** Stands for "no bid" or "no ask". */
const NONE = -1;

/** Where a best price was, over a while. */
class Span {
  least = Infinity;
  most = -Infinity;

  begin(price: number): void {
    this.least = price;
    this.most = price;
  }

  add(price: number): void {
    if (price < this.least) this.least = price;
    if (price > this.most) this.most = price;
  }

  copy({ least, most }: Span): void {
    this.least = least;
    this.most = most;
  }

  /** Whether the price lay in between; a side that was not said fits always. */
  has(price: number | undefined): boolean {
    return price === undefined || (price >= this.least && price <= this.most);
  }
}

/** Evidence against the book. */
type Evidence = "crossed" | "ticker" | "prints" | "look";

/** One market's watch. */
export class BookWatch {
  readonly #book: Book;
  /** The best prices since the last summary, and between the two before it: summaries come late at times. */
  readonly #bids = new Span();
  readonly #asks = new Span();
  readonly #bidsBefore = new Span();
  readonly #asksBefore = new Span();
  #said: { readonly bid: number | undefined; readonly ask: number | undefined } | undefined;
  #look: { readonly bids: readonly Level[]; readonly asks: readonly Level[] } | undefined;
  #crossedSince = NaN;
  #differsSince = NaN;
  #outsideSince = NaN;
  #outside = 0;
  #lastOutside = 0;
  #lookDiffersAt = NaN;
  #bookAt = NaN;
  #evidenceAt = NaN;
  #doubt: Evidence | undefined;
  #replaced = false;

  constructor(book: Book) {
    this.#book = book;
  }

  /** Whether the watch has made the book suspect, and nothing has spoken for it since. */
  get doubts(): boolean {
    return this.#doubt !== undefined;
  }

  /** Another channel's contradiction of the book at this moment, though that may be only ahead of it. */
  get question(): string | undefined {
    return Number.isNaN(this.#differsSince) ? undefined : this.#text("ticker");
  }

  /** All of it belongs to a connection that is over. */
  forget(): void {
    this.#clear();
    this.#crossedSince = NaN;
  }

  /** A message of the book has come. @returns whether a doubt is over by it */
  moved(at: number, whole: boolean): boolean {
    this.#bookAt = at;
    const { bestBid = NONE, bestAsk = NONE } = this.#book;
    if (bestBid === NONE || bestAsk === NONE || bestBid < bestAsk) this.#crossedSince = NaN;
    else if (Number.isNaN(this.#crossedSince)) this.#crossedSince = at;
    if (this.#said !== undefined) {
      this.#bids.add(bestBid);
      this.#asks.add(bestAsk);
      if (!Number.isNaN(this.#differsSince) && this.#follows()) this.#differsSince = NaN;
    }
    if (this.#doubt === undefined) {
      this.#outside = 0;
      this.#lookDiffersAt = NaN;
      return false;
    }
    if (whole) {
      if (!this.#stands()) return this.#clear();
      this.#replaced = true;
      this.#evidenceAt = at;
      return false;
    }
    // A whole book has come, it moves again, and nothing has spoken against it for a while.
    const quiet = this.#replaced && at - this.#evidenceAt > APART_MS;
    return quiet && Number.isNaN(this.#crossedSince) && this.#clear();
  }

  /** The exchange's own best prices. @returns whether a doubt is over by it */
  ticker(at: number, { bid, ask }: Ticker): boolean {
    if (bid === undefined && ask === undefined) return false;
    const { bestBid = NONE, bestAsk = NONE } = this.#book;
    const known = this.#said !== undefined;
    const said = {
      bid: bid ?? (bid === null ? NONE : undefined),
      ask: ask ?? (ask === null ? NONE : undefined),
    };
    this.#said = said;
    if (!known) {
      this.#bids.begin(bestBid);
      this.#asks.begin(bestAsk);
      this.#bidsBefore.begin(bestBid);
      this.#asksBefore.begin(bestAsk);
    }
    const fits = (this.#bids.has(said.bid) || this.#bidsBefore.has(said.bid)) &&
      (this.#asks.has(said.ask) || this.#asksBefore.has(said.ask));
    this.#bidsBefore.copy(this.#bids);
    this.#asksBefore.copy(this.#asks);
    this.#bids.begin(bestBid);
    this.#asks.begin(bestAsk);
    if (!fits) {
      this.#evidenceAt = at;
      if (Number.isNaN(this.#differsSince)) this.#differsSince = at;
      return false;
    }
    this.#differsSince = NaN;
    return this.#doubt === "ticker" && this.#clear();
  }

  /** A trade was printed. */
  print(at: number, price: Price): void {
    if (!this.#isOutside(price)) return;
    if (this.#outside === 0) this.#outsideSince = at;
    this.#outside++;
    this.#lastOutside = price;
    this.#evidenceAt = at;
  }

  /**
   * The order book by REST. It says something only where the book has not moved for a moment.
   *
   * @returns whether the book is as it says
   */
  look(at: number, bids: readonly Level[], asks: readonly Level[]): boolean {
    if (at - this.#bookAt <= APART_MS) return false;
    this.#look = { bids, asks };
    if (this.#isLike(bids, asks)) {
      this.#clear();
      return true;
    }
    if (Number.isNaN(this.#lookDiffersAt)) this.#lookDiffersAt = at;
    this.#evidenceAt = at;
    return false;
  }

  /**
   * Whether the book has to be doubted now; the caller makes it suspect.
   *
   * @returns why, once
   */
  doubt(at: number): string | undefined {
    if (this.#doubt !== undefined) return undefined;
    const evidence = this.#evidence(at);
    if (evidence === undefined) return undefined;
    this.#doubt = evidence;
    this.#replaced = false;
    return this.#text(evidence);
  }

  #evidence(at: number): Evidence | undefined {
    if (at - this.#crossedSince >= CROSSED_MS) return "crossed";
    if (at - this.#differsSince >= APART_MS) return "ticker";
    if (this.#outside >= OUTSIDE_PRINTS && at - this.#outsideSince >= APART_MS) return "prints";
    return at - this.#lookDiffersAt >= APART_MS ? "look" : undefined;
  }

  /** Whether the book has been where the last summary said it is, since it came. */
  #follows(): boolean {
    return this.#bids.has(this.#said?.bid) && this.#asks.has(this.#said?.ask);
  }

  /** Whether what led to the doubt speaks against the book of now too. */
  #stands(): boolean {
    if (!Number.isNaN(this.#crossedSince)) return true;
    const { bestBid = NONE, bestAsk = NONE } = this.#book;
    switch (this.#doubt) {
      case "ticker":
        return (this.#said?.bid ?? bestBid) !== bestBid || (this.#said?.ask ?? bestAsk) !== bestAsk;
      case "prints":
        return this.#isOutside(this.#lastOutside);
      case "look":
        return this.#look !== undefined && !this.#isLike(this.#look.bids, this.#look.asks);
      default:
        return false;
    }
  }

  #clear(): true {
    this.#doubt = undefined;
    this.#said = undefined;
    this.#look = undefined;
    this.#differsSince = NaN;
    this.#lookDiffersAt = NaN;
    this.#outside = 0;
    return true;
  }

  #isOutside(price: number): boolean {
    const { bestBid, bestAsk } = this.#book;
    return (bestBid !== undefined && price < bestBid - OUTSIDE) ||
      (bestAsk !== undefined && price > bestAsk + OUTSIDE);
  }

  #isLike(bids: readonly Level[], asks: readonly Level[]): boolean {
    return sameLevels(this.#book.levels("bid"), bids) && sameLevels(this.#book.levels("ask"), asks);
  }

  #text(evidence: Evidence): string {
    const { bestBid, bestAsk } = this.#book;
    const own = `book ${text(bestBid)}/${text(bestAsk)}`;
    switch (evidence) {
      case "crossed":
        return `crossed for more than ${CROSSED_MS / 1000} s: ${own}`;
      case "ticker":
        return `the exchange's summary says ${text(this.#said?.bid)}/${text(this.#said?.ask)}, ${own}`;
      case "prints":
        return `trades print at ${text(this.#lastOutside)}, ${own} does not move`;
      case "look":
        return `the order book by REST is another one, ${own} does not move`;
    }
  }
}

function sameLevels(own: readonly Level[], said: readonly Level[]): boolean {
  if (own.length !== said.length) return false;
  const sizes = new Map<number, number>(said.map(({ price, quantity }) => [price, quantity]));
  return own.every(({ price, quantity }) => sizes.get(price) === quantity);
}

function text(price: number | undefined): string {
  return price === undefined || price === NONE ? "none" : priceText(price as Price);
}
