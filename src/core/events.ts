/**
 * Everything that can happen to the engine.
 *
 * Events are made from the recorded input by pure code, so a recording always gives the same events. Prices are YES
 * prices throughout.
 *
 * @module
 */
import type { Command } from "./commands.ts";
import type { GameUpdate } from "./game/game.ts";
import type {
  BookChange,
  BookConfirmed,
  BookLook,
  BookSnapshot,
  BooksSuspect,
  FeesChanged,
  FeesUnknown,
  MarketLife,
  MarketListed,
  Ticker,
  Trade,
} from "./market/events.ts";
import type { HoldingsTaken, LiveReported } from "./live.ts";
import type { Stamped } from "./numbers/time.ts";
import type { AccountReported, OrderReported } from "./orders.ts";

/** The feed is up or down. */
export interface FeedStatus extends Stamped {
  readonly kind: "feed";
  readonly feed: "market_data" | "score";
  readonly up: boolean;
  readonly detail: string;
}

/** A channel of the market data has started, or has not: what it would bring does not come. */
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

/** Some of what came could not be used: what, how often, and the last reason, in one line. */
export interface Problem extends Stamped {
  readonly kind: "problem";
  readonly detail: string;
}

/** A second has passed. */
export interface Clock extends Stamped {
  readonly kind: "clock";
}

/** A command of the trader, or of the session itself. */
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
  | CommandEvent
  | OrderReported
  | AccountReported
  | LiveReported
  | HoldingsTaken;
