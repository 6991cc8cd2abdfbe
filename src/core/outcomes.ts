/**
 * The outcomes of an event in the engine. They are returned, not logged: the session writes, shows and
 * compares them.
 *
 * @module
 */
import type { EstimateView } from "./game/estimate_view.ts";
import type { GameState } from "./game/game.ts";
import type { ScoreLag } from "./game/score_lag.ts";
import type { Micros, Price, Quantity } from "./numbers/money.ts";
import type { Approved, CancelReason, OrderReport, OrderRequest, RoundTrip } from "./orders.ts";
import type { Reason } from "./reasons.ts";

/** A strategy asked for something, and the gate's answer. */
export interface SignalOutcome {
  readonly kind: "signal";
  readonly at: number;
  readonly strategy: string;
  readonly market: string;
  readonly action: "buy" | "sell";
  /** The side to be bought or sold: the price is one of that side. Left out for YES. */
  readonly outcomeSide?: "no";
  readonly price: Price;
  readonly quantity: Quantity;
  readonly confidence?: number;
  /** The chance that YES pays by which it was decided, 0 to 1. */
  readonly probability?: number;
  /** What the model said of the market then; left out where the rule gave no chance, or none asked for the model's. */
  readonly estimate?: EstimateView;
  readonly note?: string;
  /** Why not; left out when it passed. */
  readonly refused?: Reason;
}

/** An order is to be sent, once. */
export interface OrderOutcome {
  readonly kind: "order";
  readonly at: number;
  readonly request: Approved<OrderRequest>;
}

/** An order is to be cancelled. */
export interface CancelOutcome {
  readonly kind: "cancel";
  readonly at: number;
  readonly clientOrderId: string;
  readonly reason: CancelReason;
}

/** An order is to be made smaller: it keeps its place, and what of it was filled stays filled. */
export interface DecreaseOutcome {
  readonly kind: "decrease";
  readonly at: number;
  readonly clientOrderId: string;
  /** Contracts that shall still rest. */
  readonly to: Quantity;
}

/**
 * What the exchange says of a market is to be read: its orders, fills and positions. Something that was believed of it proved
 * wrong.
 */
export interface ReadAccountOutcome {
  readonly kind: "read_account";
  readonly at: number;
  readonly market: string;
  /** In one line. */
  readonly why: string;
}

/** Entries are halted for a reason that outlives the session: whoever keeps a journal keeps it there. */
export interface HaltOutcome {
  readonly kind: "halt";
  readonly at: number;
  /** The row of the gate, such as `DAILY_LOSS`. */
  readonly code: string;
  /** In one line, with its numbers. */
  readonly detail: string;
  /** When it ends by itself, Unix milliseconds; left out where a person must end it. */
  readonly until?: number;
}

/** An exit that the gate held back; reported once for each new reason. */
export interface ExitRefusedOutcome {
  readonly kind: "exit_refused";
  readonly at: number;
  readonly strategy: string;
  readonly market: string;
  readonly reason: Reason;
}

/** A report of an order, with what it concerned. */
export interface ReportOutcome {
  readonly kind: "report";
  readonly at: number;
  readonly request: OrderRequest;
  readonly report: OrderReport;
}

/** A round trip ended. */
export interface ClosedOutcome {
  readonly kind: "closed";
  readonly at: number;
  readonly trade: RoundTrip;
}

/** A market paid out. */
export interface SettledOutcome {
  readonly kind: "settled";
  readonly at: number;
  readonly market: string;
  /** The payment for a YES contract. */
  readonly yesPays: Micros;
  /** The amount that the account got: whole cents. */
  readonly payout: Micros;
  /** The settlement fee: the amount that rounding the payout down took. */
  readonly fee: Micros;
}

/** Something the trader should know. */
export interface NoteOutcome {
  readonly kind: "note";
  readonly at: number;
  readonly level: "info" | "warning";
  readonly text: string;
  readonly market?: string;
}

/** A feed showed a score, and how far it was behind the book. */
export interface ScoreOutcome {
  readonly kind: "score";
  readonly at: number;
  readonly lag: ScoreLag;
  /** The game as the feed reports it now. */
  readonly game: GameState;
}

/** The outcomes that ask for something outside: they must be carried out, in their order. */
export type Effect = OrderOutcome | CancelOutcome | DecreaseOutcome | ReadAccountOutcome;

/** All outcomes. */
export type Outcome =
  | SignalOutcome
  | OrderOutcome
  | CancelOutcome
  | DecreaseOutcome
  | ReadAccountOutcome
  | HaltOutcome
  | ExitRefusedOutcome
  | ReportOutcome
  | ClosedOutcome
  | SettledOutcome
  | ScoreOutcome
  | NoteOutcome;

/** Whether an outcome must be carried out. */
export function isEffect(outcome: Outcome): outcome is Effect {
  const { kind } = outcome;
  return kind === "order" || kind === "cancel" || kind === "decrease" || kind === "read_account";
}
