/**
 * Results of a backtest: one a game, and the run's own from all of them.
 *
 * @module
 */
import type { League } from "../core/game/leagues.ts";
import type { Micros } from "../core/numbers/money.ts";
import type { MeasuredRoundTrip } from "../core/metrics/measured.ts";
import type { EquityPoint } from "../core/statistics/game_path.ts";

/**
 * By what a market was paid out: the exchange's result, a given one, the final score, or inferred from the last trades.
 * `not_understood`: not at all, as the exchange has judged in words that are not understood; `open`: not at all, as its
 * result is not on record.
 */
export type SettledBy = "result" | "given" | "score" | "inferred" | "not_understood" | "open";

/** How often a strategy did nothing for one reason, counted in states it saw. */
export interface ReasonCount {
  readonly strategy: string;
  readonly code: string;
  readonly states: number;
}

/** One game, traded from its first input to its last. */
export interface GameResult {
  /** The exchange event. */
  readonly event: string;
  readonly league?: League;
  /** The recording, as the run names it. */
  readonly recording: string;
  /** First input, and last event through the engine (later than the last input where scores were held back); Unix ms. */
  readonly from: number;
  readonly to: number;
  /** Events through the engine, without what settled the markets at the end. */
  readonly events: number;
  /** Names of the strategies that ran. */
  readonly strategies: readonly string[];
  readonly startingCash: Micros;
  /** Whether anything could be filled at all: whether any of its markets ever had an order book. */
  readonly hasBook: boolean;
  /** By market. */
  readonly settledBy: Readonly<Record<string, SettledBy>>;
  /** After fees, what is still open at the market. */
  readonly pnl: Micros;
  readonly fees: Micros;
  readonly orders: number;
  readonly signals: number;
  readonly signalsRefused: number;
  /** Messages of the exchange that came late, and the longest delay, ms; left out where there was none. */
  readonly late?: { readonly messages: number; readonly mostMs: number };
  /** By the time they were closed; what was still open at the end comes last. */
  readonly trades: readonly MeasuredRoundTrip[];
  /** The game's own account, beginning with the starting cash. */
  readonly equity: readonly EquityPoint[];
  readonly reasons: readonly ReasonCount[];
  /** Caveats, without which the result is not to be believed: a torn recording, unknown sizes, a strategy that was stopped. */
  readonly caveats: readonly string[];
}

/** A recording that was left out, and why. */
export interface LeftOut {
  readonly recording: string;
  readonly code: string;
  readonly message: string;
}
