/**
 * A recording's events as rows: the top of each book on every change, and the trades.
 *
 * Both are pure folds over events; files and formats are elsewhere.
 *
 * @module
 */
import type { BookChange, BookSnapshot, MarketListed, Ticker, Trade } from "../../core/market/events.ts";
import { Book, type Side } from "../../core/market/book.ts";
import type { EngineEvent } from "../../core/events.ts";
import { formatPrice, formatQuantity, type Price, type Quantity } from "../../core/numbers/money.ts";

/** Columns of top-of-book rows, in order. */
export const TOP_OF_BOOK_COLUMNS = [
  "at_ms",
  "market",
  "bid",
  "bid_size",
  "ask",
  "ask_size",
  "last",
  "volume",
] as const;

/** The top of one market's book from `at_ms` on. Prices are YES prices; prices and sizes are decimal strings. */
export interface TopOfBookRow {
  /** Arrival, Unix milliseconds. */
  readonly at_ms: number;
  readonly market: string;
  /** `null` where that side is empty. */
  readonly bid: string | null;
  readonly bid_size: string | null;
  readonly ask: string | null;
  readonly ask_size: string | null;
  /** The price of the last trade; `null` before the first. */
  readonly last: string | null;
  /** Contracts traded: the exchange's figure where it was heard, else the sum of the trades seen so far. */
  readonly volume: string | null;
}

/** The facts of the recording that an export needs. */
export interface ExportOptions {
  readonly sizes?: "unknown" | undefined;
}

/** Columns of trade rows, in order. */
export const TRADE_COLUMNS = ["at_ms", "market", "trade_id", "price", "quantity", "taker_side"] as const;

/** One trade. */
export interface TradeRow {
  /** Arrival, Unix milliseconds. */
  readonly at_ms: number;
  readonly market: string;
  readonly trade_id: string;
  /** YES price. */
  readonly price: string;
  readonly quantity: string;
  /** The side of the order that came in: `bid` bought YES. */
  readonly taker_side: Side;
}

/** The events that can change a row. */
type MarketEvent = BookSnapshot | BookChange | Trade | Ticker | MarketListed;

/** The state of one market. The six numbers are those of the last row. */
class MarketTop {
  readonly book = new Book();
  bid: number | undefined;
  bidSize = 0;
  ask: number | undefined;
  askSize = 0;
  rowLast: Price | undefined;
  rowVolume: Quantity | undefined;

  last: Price | undefined;
  exchangeVolume: Quantity | undefined;
  printedVolume: Quantity | undefined;

  get volume(): Quantity | undefined {
    return this.exchangeVolume ?? this.printedVolume;
  }

  fold(event: MarketEvent): void {
    switch (event.kind) {
      case "book_snapshot":
        return this.book.replace(event.bids, event.asks);
      case "book_change":
        this.book.change(event.side, event.price, event.delta);
        return;
      case "trade":
        this.last = event.price;
        this.printedVolume = (this.printedVolume ?? 0) + event.quantity as Quantity;
        return;
      case "ticker":
        this.last = event.last ?? this.last;
        this.exchangeVolume = event.volume ?? this.exchangeVolume;
        return;
      case "market":
        this.last = event.info.last ?? this.last;
        this.exchangeVolume = event.info.volume ?? this.exchangeVolume;
    }
  }

  /** Whether anything differs from the last row; then the next row is as things are now. */
  moved(): boolean {
    const { book } = this;
    const { bestBid, bestBidSize, bestAsk, bestAskSize } = book;
    if (
      bestBid === this.bid && bestBidSize === this.bidSize && bestAsk === this.ask &&
      bestAskSize === this.askSize && this.last === this.rowLast && this.volume === this.rowVolume
    ) return false;
    this.bid = bestBid;
    this.bidSize = bestBidSize;
    this.ask = bestAsk;
    this.askSize = bestAskSize;
    this.rowLast = this.last;
    this.rowVolume = this.volume;
    return true;
  }

  row(at: number, market: string, hasSizes: boolean): TopOfBookRow {
    const { bestBid, bestBidSize, bestAsk, bestAskSize } = this.book;
    return {
      at_ms: at,
      market,
      bid: bestBid === undefined ? null : formatPrice(bestBid),
      bid_size: bestBid === undefined || !hasSizes ? null : formatQuantity(bestBidSize),
      ask: bestAsk === undefined ? null : formatPrice(bestAsk),
      ask_size: bestAsk === undefined || !hasSizes ? null : formatQuantity(bestAskSize),
      last: this.last === undefined ? null : formatPrice(this.last),
      volume: this.volume === undefined ? null : formatQuantity(this.volume),
    };
  }
}

/**
 * Top-of-book rows: one for every event after which any of a market's six figures differs from its last row.
 *
 * A book is shown as the messages made it. For the moments in which it is crossed, or known to have missed messages, the
 * rows show just that.
 */
export class TopOfBookExporter {
  readonly #markets = new Map<string, MarketTop>();
  readonly #hasSizes: boolean;

  /** @param options `sizes` as in the recording's header: where they are unknown, none is shown */
  constructor(options: ExportOptions = {}) {
    this.#hasSizes = options.sizes !== "unknown";
  }

  /** How many book changes would have made a level negative: more than 0 says that messages are missing. */
  get faults(): number {
    let faults = 0;
    for (const { book } of this.#markets.values()) faults += book.faults;
    return faults;
  }

  /**
   * Folds one event in.
   *
   * @param rows gets a row, if the event made one
   */
  fold(event: EngineEvent, rows: TopOfBookRow[]): void {
    switch (event.kind) {
      case "book_snapshot":
      case "book_change":
      case "trade":
      case "ticker":
        return this.#foldInto(event.market, event, rows);
      case "market":
        return this.#foldInto(event.info.ticker, event, rows);
    }
  }

  #foldInto(market: string, event: MarketEvent, rows: TopOfBookRow[]): void {
    const top = this.#top(market);
    top.fold(event);
    if (top.moved()) rows.push(top.row(event.at, market, this.#hasSizes));
  }

  #top(market: string): MarketTop {
    let top = this.#markets.get(market);
    if (top === undefined) {
      top = new MarketTop();
      this.#markets.set(market, top);
    }
    return top;
  }
}

/** Trade rows: one a print. */
export class TradesExporter {
  /**
   * Folds one event in.
   *
   * @param rows gets a row, if the event is a trade
   */
  fold(event: EngineEvent, rows: TradeRow[]): void {
    if (event.kind !== "trade") return;
    rows.push({
      at_ms: event.at,
      market: event.market,
      trade_id: event.tradeId,
      price: formatPrice(event.price),
      quantity: formatQuantity(event.quantity),
      taker_side: event.takerSide,
    });
  }
}
