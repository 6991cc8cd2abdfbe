/**
 * The state of a session as plain data: all that a screen, in the terminal or elsewhere, shows of it.
 *
 * A number that is not known is left out. Times are Unix milliseconds. Moments are given and not ages, so that what has not
 * changed stays equal while time goes by.
 *
 * @module
 */
import type { GameState } from "../core/game/game.ts";
import type { SessionConnection } from "../session/connection.ts";
import type { LiveStatus } from "../session/live/status.ts";
import type { HandAnswer } from "./hand_answers.ts";
import type { BookView, MarketRow, PricesView } from "./market_view.ts";
import type { AccountView, ClosedTradeView, OrderView, PositionView } from "./order_view.ts";

/** Play money or real money. */
export const MODES = ["paper", "live"] as const;

/** Play money or real money. */
export type Mode = typeof MODES[number];

/** Whether new entries are allowed, and if not why. */
export interface TradingView {
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

/** The connection and what came over it. */
export interface ConnectionView extends SessionConnection {
  /** How late the last message of the books came; left out where it is in time. */
  readonly delayMs?: number;
  readonly messagesPerSecond?: number;
  /** Trades of the markets seen. */
  readonly trades: number;
}

/** A game, of one exchange event. */
export interface GameView {
  /** The exchange event. */
  readonly event: string;
  readonly game: GameState;
  /** When it was last reported. */
  readonly at: number;
  /** How far the score is behind the market, as measured or assumed. */
  readonly lagMs?: number;
}

/** The kinds of log entries. */
export const LOG_KINDS = [
  "signal",
  "refused",
  "order",
  "fill",
  "cancel",
  "timeout",
  "reject",
  "note",
  "warning",
] as const;

/** The kind of a log entry. */
export type LogKind = typeof LOG_KINDS[number];

/** One line of the log. */
export interface LogEntry {
  readonly at: number;
  readonly kind: LogKind;
  /** Ticker. */
  readonly market?: string;
  readonly text: string;
  /** 0–100. */
  readonly confidence?: number;
  /** The chance that YES pays by which it was decided, 0 to 1. */
  readonly probability?: number;
}

/** How a strategy's decision came out. */
export const DECISION_KINDS = ["entry", "exit", "skipped", "refused"] as const;

/** The last decision of a strategy in a market. */
export interface StrategyDecision {
  /** Left out where it decides at every event: then at the last one. */
  readonly at?: number;
  readonly kind: typeof DECISION_KINDS[number];
  /** Reason code, for example `PRICE_ABOVE_MAX`. */
  readonly code: string;
  /** The numbers: `p=.339 max=.15`. */
  readonly detail: string;
  /** Ticker; left out for what holds in all markets. */
  readonly market?: string;
}

/** A strategy, and why it does what it does. */
export interface StrategyView {
  readonly name: string;
  /** At most one a market; a market it has not been asked about has none. */
  readonly decisions: readonly StrategyDecision[];
}

/** The identity of a session, and the moment at which it was looked at. */
export interface SessionHead {
  readonly mode: Mode;
  /** `prod`, `demo`, `sim` or a host. */
  readonly environment: string;
  /** The offset of the clock shown, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  readonly now: number;
  /** When the last event came. */
  readonly at: number;
}

/** The parts of a session's state. */
export interface SessionParts {
  readonly trading: TradingView;
  readonly connection: ConnectionView;
  readonly games: readonly GameView[];
  readonly markets: readonly MarketRow[];
  readonly books: readonly BookView[];
  readonly prices: readonly PricesView[];
  readonly orders: readonly OrderView[];
  readonly positions: readonly PositionView[];
  /** Oldest first. */
  readonly log: readonly LogEntry[];
  /** Oldest first. */
  readonly trades: readonly ClosedTradeView[];
  readonly account: AccountView;
  readonly strategies: readonly StrategyView[];
  /** What became of the last orders by hand, oldest first. */
  readonly answers: readonly HandAnswer[];
  /** Things the trader must know all the time, such as `no API key: polling public REST every 2 s`. */
  readonly notices: readonly string[];
  /** Left out where the money is play money. */
  readonly live?: LiveStatus;
}

/** All that is shown of a session. */
export interface SessionView extends SessionHead, SessionParts {}

/** A session of which nothing is known yet. */
export function emptyView(head: SessionHead): SessionView {
  return {
    ...head,
    trading: { paused: false, killed: false, halted: false },
    connection: {
      state: "connecting",
      messages: 0,
      trades: 0,
      lost: 0,
      duplicate: 0,
      malformed: 0,
      reconnects: 0,
    },
    games: [],
    markets: [],
    books: [],
    prices: [],
    orders: [],
    positions: [],
    log: [],
    trades: [],
    account: { wins: 0, losses: 0 },
    strategies: [],
    answers: [],
    notices: [],
  };
}

/** The last decision of a strategy in a market; `undefined` while it has not been asked there. */
export function decisionIn(
  { decisions }: StrategyView,
  market: string | undefined,
): StrategyDecision | undefined {
  return decisions.find((decision) => decision.market === undefined || decision.market === market);
}
