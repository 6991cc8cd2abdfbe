/**
 * What the terminal shows, as plain data. Whoever runs a session makes it; the panels read nothing else.
 *
 * A number that is not known is left out and shown as `—`. Times are Unix milliseconds, ages milliseconds.
 *
 * @module
 */
import type { MarketStatus } from "../core/market/events.ts";
import type { Level } from "../core/market/book.ts";
import type { GameState } from "../core/game/game.ts";
import type { Micros, Price, Quantity } from "../core/numbers/money.ts";
import type { UiState } from "./ui.ts";

/** Play money or real money. */
export type Mode = "paper" | "live";

/** Whether new entries are allowed, and if not why. */
export interface TradingState {
  /** The trader paused entries. */
  readonly paused: boolean;
  /** The kill switch is on. */
  readonly killed: boolean;
  /** Positions that a kill has left without exits. */
  readonly unprotected?: number;
  /** A risk limit has stopped trading. */
  readonly halted: boolean;
  /** Reason code and numbers. */
  readonly reason?: string;
}

/** The state of the market-data connection. */
export type ConnectionState = "connecting" | "connected" | "reconnecting" | "polling" | "closed" | "failed";

/** The connection and what came over it. */
export interface FeedView {
  readonly state: ConnectionState;
  /** More about the state, for example `no API key`. */
  readonly detail?: string;
  readonly messages: number;
  /** How late the last message of the books came; left out where it is in time. */
  readonly delayMs?: number;
  readonly messagesPerSecond?: number;
  /** Trade prints seen. */
  readonly trades: number;
  /** Sequence numbers that never came. */
  readonly lost: number;
  readonly duplicate: number;
  /** Frames that could not be read, unknown types included. */
  readonly malformed: number;
  /** Frames and answers about something that was not asked for; left out where there were none. */
  readonly unasked?: number;
  readonly reconnects: number;
}

/** The price at a moment. */
export interface PricePoint {
  readonly at: number;
  readonly price: Price;
}

/** One market. */
export interface MarketView {
  readonly ticker: string;
  /** What YES stands for, short: `LAL`. */
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
  /** Since the book last changed or was confirmed. */
  readonly bookAgeMs?: number;
  /** The book cannot be believed until a snapshot replaces it. */
  readonly suspect: boolean;
  /** Best first. */
  readonly bids: readonly Level[];
  /** Best first. */
  readonly asks: readonly Level[];
  /** In rising time; 10 minutes are drawn, so about one point a second is plenty. */
  readonly history: readonly PricePoint[];
  /** Of the last 10 minutes. */
  readonly high?: Price;
  /** Of the last 10 minutes. */
  readonly low?: Price;
}

/** Why an order exists. */
export type OrderPurpose = "entry" | "take_profit" | "stop" | "exit" | "manual";

/** An order that is not done. */
export interface OrderView {
  readonly id: string;
  /** Ticker. */
  readonly market: string;
  readonly side: "buy" | "sell";
  readonly purpose: OrderPurpose;
  readonly quantity: Quantity;
  readonly filled: Quantity;
  /** The limit; for a stop that is still watched, the trigger. */
  readonly price: Price;
  /** What the order would trade at now: the ask for a buy, the bid for a sell. */
  readonly marketPrice?: Price;
  readonly ageMs: number;
  /** Contracts in front of it at its price. */
  readonly queueAhead?: Quantity;
  /** `watched` is a stop held by the program; `unknown` is being asked about at the exchange. */
  readonly state: "pending" | "watched" | "resting" | "partly_filled" | "cancelling" | "unknown";
}

/** Contracts held. */
export interface PositionView {
  /** Ticker. */
  readonly market: string;
  /** Whose it is. */
  readonly strategy: string;
  /** Above 0: YES; below 0: NO. */
  readonly quantity: Quantity;
  /** Average paid per contract of YES, in micro-dollars, without fees. */
  readonly entryPrice?: Micros;
  /** Where it could be closed now: the bid for YES, the ask for NO. */
  readonly now?: Price;
  readonly unrealised?: Micros;
  /** Paid so far. */
  readonly fees?: Micros;
  readonly holdMs: number;
  readonly stop?: Price;
  readonly takeProfit?: Price;
}

/** What a log entry tells of. */
export type LogKind =
  | "signal"
  | "refused"
  | "order"
  | "fill"
  | "cancel"
  | "timeout"
  | "reject"
  | "note"
  | "warning";

/** One line of the log. */
export interface LogEntry {
  readonly at: number;
  readonly kind: LogKind;
  /** Ticker. */
  readonly market?: string;
  readonly text: string;
  /** 0–100. */
  readonly confidence?: number;
}

/** A round trip of the bot. */
export interface ClosedTradeView {
  /** Ticker. */
  readonly market: string;
  /** Average per contract of YES, micro-dollars. */
  readonly entry: Micros;
  /** Average per contract of YES, micro-dollars. */
  readonly exit: Micros;
  readonly quantity: Quantity;
  /** After fees. */
  readonly pnl: Micros;
  /** Why it was closed, for example `take_profit`. */
  readonly reason: string;
  readonly holdMs: number;
}

/** The account. */
export interface AccountView {
  /** Cash that is free. */
  readonly balance?: Micros;
  /** Cash behind open orders. */
  readonly locked?: Micros;
  /** Everything at the market's price. */
  readonly equity?: Micros;
  readonly dayPnl?: Micros;
  readonly exposure?: Micros;
  readonly wins: number;
  readonly losses: number;
  readonly fees?: Micros;
}

/** What a strategy last decided. */
export interface StrategyView {
  readonly name: string;
  /** Left out while it has not been asked yet. */
  readonly decision?: {
    readonly at: number;
    readonly kind: "entry" | "exit" | "skipped" | "refused";
    /** Reason code, for example `PRICE_ABOVE_MAX`. */
    readonly code: string;
    /** The numbers: `p=.339 max=.15`. */
    readonly detail: string;
    /** Ticker. */
    readonly market?: string;
  };
}

/** All that the dashboard shows. */
export interface DashboardView {
  readonly mode: Mode;
  /** `prod`, `demo`, `sim` or a host. */
  readonly environment: string;
  readonly now: number;
  /** Of the clock shown, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  readonly ui: UiState;
  readonly trading: TradingState;
  readonly feed: FeedView;
  readonly game?: GameState;
  readonly scoreAgeMs?: number;
  /** How far the score is behind the market, as measured or assumed. */
  readonly lagMs?: number;
  readonly markets: readonly MarketView[];
  readonly orders: readonly OrderView[];
  readonly positions: readonly PositionView[];
  /** Oldest first. */
  readonly log: readonly LogEntry[];
  /** Oldest first. */
  readonly trades: readonly ClosedTradeView[];
  readonly account: AccountView;
  readonly strategies: readonly StrategyView[];
  /** Things the trader must know all the time, such as `no API key: polling public REST every 2 s`. */
  readonly notices: readonly string[];
}

/** What a session came to. Realised and unrealised add up to the change of equity. */
export interface SummaryView {
  readonly mode: Mode;
  readonly environment: string;
  readonly durationMs: number;
  readonly messages: number;
  /** Messages that came late, and the longest delay; left out where there was none. */
  readonly late?: { readonly messages: number; readonly mostMs: number };
  /** What was wrong with the market data, over the session and at its end, one line each. */
  readonly trouble?: readonly string[];
  /** Tickers. */
  readonly markets: readonly string[];
  /** Cash at the start. */
  readonly startingBalance?: Micros;
  /** Cash at the end, locked cash included. */
  readonly endingBalance?: Micros;
  /** Open positions at the price they could be closed at. */
  readonly positionsValue?: Micros;
  /** Of closed quantity, after all fees paid. */
  readonly realised?: Micros;
  /** Of open positions: the sum of theirs. */
  readonly unrealised?: Micros;
  /** All fees paid; already taken off what is realised. */
  readonly fees?: Micros;
  readonly signals: number;
  /** Orders not done at the end. */
  readonly pending: number;
  readonly closedTrades: readonly ClosedTradeView[];
  readonly stillOpen: readonly PositionView[];
  /** Why what is open in markets that have ended was not paid, one line each. */
  readonly notPaid?: readonly string[];
}
