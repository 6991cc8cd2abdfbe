/**
 * Runs as metrics see them: the round trips, the account over time and the games of one run.
 *
 * @module
 */
import type { EquityPoint } from "../statistics/game_path.ts";
import type { CloseReason } from "../orders.ts";
import type { Micros, Price, Quantity } from "../numbers/money.ts";

/** A round trip as metrics see it; one that was still open at the end of its game is valued at the market. */
export interface MeasuredRoundTrip {
  readonly strategy: string;
  readonly market: string;
  /** The exchange event. */
  readonly event: string;
  /** Contracts bought: + YES, − NO. All prices are prices of that side. */
  readonly quantity: Quantity;
  /** Average prices, micro-dollars a contract. */
  readonly entryMicros: Micros;
  readonly exitMicros: Micros;
  /** After fees. */
  readonly pnl: Micros;
  readonly fees: Micros;
  readonly reason: CloseReason | "open";
  /** Unix milliseconds. */
  readonly openedAt: number;
  readonly closedAt: number;
  /** How much a YES contract of the market paid in the end, micro-dollars, whenever the round trip was over; left out where it is not known. */
  readonly yesPays?: Micros;
  /** How that is known, in a word: `result`, `score`, `inferred`, … */
  readonly paidBy?: string;
  /** Where it was closed by a stop: the trigger of that. */
  readonly stopTrigger?: Price;
}

/** One game of a run. */
export interface MeasuredGame {
  /** The exchange event. */
  readonly event: string;
  /** First and last input, Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** After fees, what is still open at the market. */
  readonly pnl: Micros;
}

/** A run. */
export interface MeasuredRun {
  readonly startingCash: Micros;
  /** By the time they were closed. */
  readonly trades: readonly MeasuredRoundTrip[];
  /** The whole account; its first point is before the first trade. */
  readonly equity: readonly EquityPoint[];
  /** By their beginning; games without a trade too. */
  readonly games: readonly MeasuredGame[];
}

/** How a metric's number is written. */
export type MetricUnit = "money" | "count" | "fraction" | "ratio" | "nats";

/** One metric. */
export interface Metric {
  /** For example `max_drawdown`. */
  readonly name: string;
  /** Its key in `summary.json` and over HTTP, where that is not the name: what was written once stays readable. */
  readonly key?: string;
  /** For people, for example `max drawdown`. */
  readonly label: string;
  /** Money is in micro-dollars; a fraction of 1 is written as per cent. */
  readonly unit: MetricUnit;
  /** In a line. */
  readonly formula: string;
  /** The number; `undefined` where it is not defined, as a win rate without trades is. */
  measure(run: MeasuredRun): number | undefined;
}
