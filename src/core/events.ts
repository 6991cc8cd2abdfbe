/**
 * Everything that can happen to the engine.
 *
 * Events are made from the recorded input by pure code, so a recording always gives the same events. Prices are YES
 * prices throughout.
 *
 * @module
 */
import type { Level, Side } from "./market/book.ts";
import type { FeeSchedule } from "./market/fees.ts";
import type { GameState } from "./game/game.ts";
import type { Micros, Price, Quantity } from "./numbers/money.ts";
import type { TickGrid } from "./market/ticks.ts";

/** What every event has. */
export interface Stamped {
  /** Arrival, Unix milliseconds with fraction. */
  readonly at: number;
  /** When the source says it happened, Unix milliseconds, where it says so. */
  readonly sourceAt?: number;
}

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
export type MarketStatus =
  | "unknown"
  | "initialized"
  | "inactive"
  | "active"
  | "closed"
  | "determined"
  | "disputed"
  | "amended"
  | "finalized";

/** How a market ended. */
export interface MarketResult {
  /** What a YES contract pays, in micro-dollars, 0…1,000,000: the exchange judges with up to six decimals. */
  readonly yesPays: Micros;
}

/** What is fixed, or nearly so, about a market. */
export interface MarketInfo {
  readonly ticker: string;
  readonly event: string;
  readonly series: string;
  readonly title: string;
  /** What YES stands for, for example `Los Angeles L`. */
  readonly yesLabel: string;
  readonly grid: TickGrid;
  readonly fees: FeeSchedule;
  readonly status: MarketStatus;
  /** Unix milliseconds. */
  readonly closeAt?: number;
  readonly exchangeIndex: number;
  /** The team YES pays for, where the market is a winner market: the structured target's id. */
  readonly teamId?: string;
  readonly last?: Price;
  readonly volume?: Quantity;
  readonly result?: MarketResult;
  /** What the exchange said of the result, where it has judged and that is not understood: nothing is paid by guess. */
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

/** The feed is up or down. */
export interface FeedStatus extends Stamped {
  readonly kind: "feed";
  readonly feed: "market_data" | "score";
  readonly up: boolean;
  readonly detail: string;
}

/** A channel of the market data has begun, or has not: what it would bring does not come. */
export interface ChannelStatus extends Stamped {
  readonly kind: "channel";
  readonly channel: string;
  readonly up: boolean;
  readonly detail: string;
}

/** The exchange has complained over the socket. */
export interface SocketComplaint extends Stamped {
  readonly kind: "complaint";
  readonly code: number;
  readonly text: string;
}

/** The wall clock was set, or the machine has slept. */
export interface ClockMoved extends Stamped {
  readonly kind: "clock_moved";
  /** Forward or, below zero, back. */
  readonly byMs: number;
  /** Whether so much time has passed: ages have grown by it. */
  readonly passed: boolean;
}

/** Whether the exchange takes orders. */
export interface ExchangeStatus extends Stamped {
  readonly kind: "exchange";
  readonly exchangeIndex: number;
  readonly tradingActive: boolean;
}

/** A sign of life of a feed, that changes no book. */
export interface Heartbeat extends Stamped {
  readonly kind: "heartbeat";
}

/** What a scoreboard says. */
export interface GameUpdate extends Stamped {
  readonly kind: "game";
  readonly feed: string;
  readonly event: string;
  readonly game: GameState;
}

/** Some of what came could not be used: what, how often, and the last reason, in one line. */
export interface Problem extends Stamped {
  readonly kind: "problem";
  readonly detail: string;
}

/** A second has passed. */
export interface Clock extends Stamped {
  readonly kind: "clock";
}

/** What the trader told the program. */
export type Command =
  | { readonly command: "pause_entries" }
  | { readonly command: "resume_entries" }
  | { readonly command: "cancel_all" }
  | {
    /** Not the trader but the session itself: it cannot go on as it should. */
    readonly command: "halt_entries";
    readonly reason: string;
  }
  | { readonly command: "kill" }
  | {
    /** Sell what is held in a market, now and until it is flat; after a kill too, since a person asks for it. */
    readonly command: "close_position";
    readonly market: string;
    /** Left out: what all strategies hold there. */
    readonly strategy?: string;
  }
  | {
    /** Cancel all orders, pause entries and sell everything; after a kill too. */
    readonly command: "flatten";
  };

/** A command of the trader. */
export interface CommandEvent extends Stamped {
  readonly kind: "command";
  readonly command: Command;
}

/** All events. */
export type EngineEvent =
  | BookSnapshot
  | BookChange
  | Trade
  | Ticker
  | MarketListed
  | MarketLife
  | FeesChanged
  | FeesUnknown
  | BooksSuspect
  | BookLook
  | BookConfirmed
  | ChannelStatus
  | SocketComplaint
  | ClockMoved
  | FeedStatus
  | ExchangeStatus
  | Heartbeat
  | GameUpdate
  | Problem
  | Clock
  | CommandEvent;
