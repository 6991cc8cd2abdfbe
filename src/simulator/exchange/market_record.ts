/**
 * Keeps what the exchange knows of one market.
 *
 * @module
 */
import type { MarketStatus } from "../../core/market/events.ts";
import type { Book, Side } from "../../core/market/book.ts";
import { type Micros, MICROS_PER_DOLLAR, type Price, type Quantity } from "../../core/numbers/money.ts";
import { type EventListing, type GridLabel, type MarketListing, yesTitle } from "../listing.ts";
import type { LifeEvent, Outcome, TradeEvent } from "./simulated_event.ts";
import { CandleKeeper } from "./candles.ts";
import { uuidOf } from "../ids.ts";

/** A trade that happened. */
export interface TradeRecord {
  readonly id: string;
  readonly market: string;
  readonly at: number;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: Side;
}

/** Trades kept for `GET /markets/trades`; older ones are forgotten, so that memory stays flat. */
export const TRADES_KEPT = 20_000;
/** Share of traded contracts that open a position on both sides; the rest passes positions on. A model. */
const OPENING_SHARE = 0.6;

/** Sports markets are listed to close two weeks after the game, and close early; one that is reopened gets that again. */
export const CLOSE_PADDING_MS = 14 * 86_400_000;

/** One market. */
export class MarketRecord {
  readonly ticker: string;
  readonly listing: EventListing;
  /** The market as listed. */
  readonly market: MarketListing;
  /** The exchange's own id of the market. */
  readonly id: string;
  /** The book as shown; the matching engine or the crowd changes it. */
  readonly book: Book;
  readonly candles = new CandleKeeper();
  status: MarketStatus = "active";
  result: "yes" | "no" | "scalar" | undefined;
  /** What a YES contract pays, once that is determined. */
  yesPays: Micros | undefined;
  /** Orders have to be above it. */
  settlementFloor: Price | undefined;
  /** Unix milliseconds; weeks after the game until it closes early. */
  closeAt: number;
  /** The outcome that YES stands for. */
  yesTitle: string;
  /** Which prices it takes. */
  grid: GridLabel;
  settledAt: number | undefined;
  updatedAt: number;
  last: Price | undefined;
  lastQuantity = 0 as Quantity;
  volume = 0 as Quantity;
  openInterest = 0 as Quantity;
  /** Micro-dollars paid for YES. */
  dollarVolume = 0;
  #trades: TradeRecord[] = [];

  constructor(listing: EventListing, market: MarketListing, book: Book, openedAt: number, closeAt: number) {
    this.book = book;
    this.ticker = market.ticker;
    this.listing = listing;
    this.market = market;
    this.id = uuidOf(`market ${market.ticker}`);
    this.closeAt = closeAt;
    this.yesTitle = yesTitle(listing, market);
    this.grid = listing.grid;
    this.updatedAt = openedAt;
  }

  /** Trades in order of time, the newest last. */
  get trades(): readonly TradeRecord[] {
    return this.#trades;
  }

  /** Books a trade. */
  trade({ tradeId, price, quantity, takerSide }: TradeEvent, atMs: number): void {
    const record: TradeRecord = { id: tradeId, market: this.ticker, at: atMs, price, quantity, takerSide };
    this.#trades.push(record);
    if (this.#trades.length > TRADES_KEPT * 1.25) this.#trades = this.#trades.slice(-TRADES_KEPT);
    this.last = price;
    this.lastQuantity = quantity;
    this.volume = this.volume + quantity as Quantity;
    this.openInterest = this.openInterest + Math.round(quantity * OPENING_SHARE) as Quantity;
    this.dollarVolume += price * quantity;
    this.candles.trade(atMs, price, quantity, this.openInterest);
  }

  /** Whether it trades at a moment: after its close time it does not, whatever its status still says. */
  isOpen(atMs: number): boolean {
    return this.status === "active" && atMs < this.closeAt;
  }

  /** Takes a step of the market's life. */
  step(life: LifeEvent, atMs: number): void {
    this.updatedAt = atMs;
    switch (life.step) {
      case "created":
        this.status = "initialized";
        return;
      case "activated":
        this.status = "active";
        return;
      case "deactivated":
        this.status = "inactive";
        return;
      case "metadata_updated":
        this.yesTitle = life.yesTitle;
        return;
      case "price_level_structure_updated":
        this.grid = life.grid;
        return;
      case "closed":
        this.status = "closed";
        this.closeAt = atMs;
        return;
      case "reopened":
        this.status = "active";
        this.closeAt = atMs + CLOSE_PADDING_MS;
        this.result = undefined;
        this.yesPays = undefined;
        return;
      case "determined":
      case "amended":
        this.status = life.step;
        this.result = life.result;
        this.yesPays = life.result === undefined ? undefined : paid(life);
        return;
      case "disputed":
        this.status = "disputed";
        return;
      case "close_date_updated":
        this.closeAt = life.closeAt;
        return;
      case "settlement_floor_updated":
        this.settlementFloor = life.floor ?? undefined;
        return;
      case "settled":
        this.status = "finalized";
        this.settledAt = atMs;
        return;
    }
  }

  /** Lets the candles know that the best prices may have changed. */
  quoted(atMs: number): void {
    this.candles.quote(atMs, this.book.bestBid, this.book.bestAsk);
  }
}

function paid(outcome: Outcome): Micros {
  if (outcome.result === "scalar") return outcome.yesPays;
  return (outcome.result === "yes" ? MICROS_PER_DOLLAR : 0) as Micros;
}
