/**
 * Markets as plain data: their state, their books, and their prices over the last minutes.
 *
 * @module
 */
import type { PregameSource } from "../core/game/estimate_view.ts";
import type { MarketStatus } from "../core/market/events.ts";
import type { Level } from "../core/market/book.ts";
import type { FeeSchedule } from "../core/market/fees.ts";
import type { TickGrid } from "../core/market/ticks.ts";
import type { Micros, Price, Quantity } from "../core/numbers/money.ts";

/** The price at a moment. */
export interface PricePoint {
  readonly at: number;
  readonly price: Price;
}

/** One market, and the best prices of its book. */
export interface MarketRow {
  readonly ticker: string;
  /** The exchange event it belongs to. */
  readonly event: string;
  /** The outcome that YES stands for, short: `LAL`. */
  readonly label: string;
  readonly status?: MarketStatus;
  readonly bid?: Price;
  readonly bidSize?: Quantity;
  readonly ask?: Price;
  readonly askSize?: Quantity;
  readonly last?: Price;
  /** Which way the last price moved. */
  readonly lastDirection?: "up" | "down";
  /** Ask − bid in 1/10,000 dollar; negative while the book is crossed. */
  readonly spread?: number;
  readonly volume?: Quantity;
  /** When the book last came, changed or was confirmed. */
  readonly bookAt?: number;
  /** The book cannot be believed until a snapshot replaces it. */
  readonly suspect: boolean;
  /** Prices that orders may have. */
  readonly grid?: TickGrid;
  /** Left out where they cannot be computed. */
  readonly fees?: FeeSchedule;
  /** The most that one more entry may cost here by the limits and by what is free; its fee comes on top. */
  readonly stake?: Micros;
  /** What the model says of it; left out without a model, and where it says nothing. */
  readonly estimate?: EstimateRow;
  /** Why the model says nothing of it, reason code and words; left out without a model. */
  readonly noEstimate?: string;
}

/** A model's estimate of a market, and what it is worth against the book. */
export interface EstimateRow {
  /** The chance that YES pays, 0 to 1. */
  readonly probability: number;
  /** The same before the game, and where that came from. */
  readonly pregame: number;
  readonly source: PregameSource;
  /** Name and digest. */
  readonly model: string;
  /** When a scoreboard last confirmed the state that it was made from. */
  readonly at: number;
  /** Left out where the book has not two sides that can be believed. */
  readonly yes?: EdgeRow;
  readonly no?: EdgeRow;
}

/** What buying a side is worth by the model, in dollars a contract. */
export interface EdgeRow {
  /** What a contract costs now. */
  readonly price: Price;
  /** The chance less the middle of the book. */
  readonly before: number;
  /** The same less the spread and the fees of buying and of selling again. */
  readonly after: number;
}

/** The book of a market; whoever shows fewer levels cuts. */
export interface BookView {
  /** Ticker. */
  readonly market: string;
  /** Best first. */
  readonly bids: readonly Level[];
  /** Best first. */
  readonly asks: readonly Level[];
}

/** The price of a market over the last ten minutes. */
export interface PricesView {
  /** Ticker. */
  readonly market: string;
  /** In rising time, about one a second. */
  readonly points: readonly PricePoint[];
  readonly high?: Price;
  readonly low?: Price;
}
