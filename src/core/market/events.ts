/**
 * Everything that can happen to a market. Prices are YES prices throughout.
 *
 * @module
 */
import type { Micros, Price, Quantity } from "../numbers/money.ts";
import type { Stamped } from "../numbers/time.ts";
import type { Level, Side } from "./book.ts";
import type { FeeSchedule } from "./fees.ts";
import type { TickGrid } from "./ticks.ts";

/** A whole book; it replaces what was known. */
export interface BookSnapshot extends Stamped {
  readonly kind: "book_snapshot";
  readonly market: string;
  /** Whether it was asked for by REST, apart from the trades. */
  readonly polled?: true;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** A signed change of one level. */
export interface BookChange extends Stamped {
  readonly kind: "book_change";
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly delta: Quantity;
}

/** A print: `takerSide` is the side of the order that came in. */
export interface Trade extends Stamped {
  readonly kind: "trade";
  readonly market: string;
  readonly tradeId: string;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: Side;
}

/** The exchange's own summary of a market. */
export interface Ticker extends Stamped {
  readonly kind: "ticker";
  readonly market: string;
  readonly last?: Price;
  /** The best prices; `null`: there is none; left out: not said. */
  readonly bid?: Price | null;
  readonly ask?: Price | null;
  readonly volume?: Quantity;
  readonly openInterest?: Quantity;
}

/** The order book as another source than the book's own shows it: compared, never taken over. */
export interface BookLook extends Stamped {
  readonly kind: "book_look";
  readonly market: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** The book was asked for and is the one that is known. */
export interface BookConfirmed extends Stamped {
  readonly kind: "book_confirmed";
  readonly market: string;
}

/** The market's life, as in the exchange's `status`; `unknown` is a word that the program does not know. */
export const MARKET_STATUSES = [
  "unknown",
  "initialized",
  "inactive",
  "active",
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
] as const;

/** The market's life. */
export type MarketStatus = typeof MARKET_STATUSES[number];

/** How a market ended. */
export interface MarketResult {
  /** How much a YES contract pays, in micro-dollars, 0…1,000,000: the exchange judges with up to six decimals. */
  readonly yesPays: Micros;
}

/** A market's listing: all that is fixed, or nearly so. */
export interface MarketInfo {
  readonly ticker: string;
  readonly event: string;
  readonly series: string;
  readonly title: string;
  /** The outcome that YES stands for, for example `Los Angeles L`. */
  readonly yesLabel: string;
  readonly grid: TickGrid;
  readonly fees: FeeSchedule;
  readonly status: MarketStatus;
  /** When trading ends at the latest, Unix milliseconds. A game's market names a moment weeks after it, and closes early. */
  readonly closeAt?: number;
  /** When the exchange expects it to end, Unix milliseconds. */
  readonly expectedEndAt?: number;
  readonly exchangeIndex: number;
  /** The team YES pays for, where the market is a winner market: the structured target's id. */
  readonly teamId?: string;
  readonly last?: Price;
  readonly volume?: Quantity;
  readonly result?: MarketResult;
  /** The exchange's words on the result, where it has judged and they are not understood: nothing is paid by guess. */
  readonly resultNotUnderstood?: string;
}

/** A market as read from REST; the first one makes the market known. */
export interface MarketListed extends Stamped {
  readonly kind: "market";
  readonly info: MarketInfo;
}

/** A step in a market's life. Only what changed is there. */
export interface MarketLife extends Stamped {
  readonly kind: "market_life";
  readonly market: string;
  readonly status?: MarketStatus;
  readonly closeAt?: number;
  readonly grid?: TickGrid;
  readonly result?: MarketResult;
  /** As in {@linkcode MarketInfo}. */
  readonly resultNotUnderstood?: string;
}

/** Fees have changed. */
export interface FeesChanged extends Stamped {
  readonly kind: "fees_changed";
  readonly event: string;
  /** Left out: all markets of the exchange event. */
  readonly market?: string;
  readonly fees: FeeSchedule;
}

/** Fees of all markets of an exchange event cannot be computed until they change again. */
export interface FeesUnknown extends Stamped {
  readonly kind: "fees_unknown";
  readonly event: string;
  readonly reason: string;
}

/** Books that cannot be believed until a snapshot replaces them. */
export interface BooksSuspect extends Stamped {
  readonly kind: "books_suspect";
  /** Left out: all markets. */
  readonly markets?: readonly string[];
  readonly reason: string;
}
