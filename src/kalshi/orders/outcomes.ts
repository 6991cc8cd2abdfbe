/**
 * What can come of a request about an account.
 *
 * A write is sent once, so its outcome says what is known, and no more: `unknown` is neither a success nor a refusal.
 *
 * @module
 */
import type { RestRefusal } from "../rest/transport.ts";

/** The exchange has done it. Of an order: it was taken, which is not the same as resting. */
export interface Accepted<Value> {
  readonly kind: "accepted";
  /** Arrival of the answer, Unix ms. */
  readonly at: number;
  readonly value: Value;
  /** The time of the matching engine, Unix ms, where the answer has it. */
  readonly exchangeMs?: number;
}

/** This request was refused, and has changed nothing: 400, 403, 404, 409, 410, 429, and 401. */
export interface Rejected {
  readonly kind: "rejected";
  readonly at: number;
  /** Of the answer; of one item of a batch that was done otherwise 200, since the item has none of its own. */
  readonly status: number;
  /** The exchange's code as it spells it, for example `invalid_price` or `MARKET_INACTIVE`; `unknown` where it gave none. */
  readonly code: string;
  readonly message: string;
  readonly details?: string;
  /** The key itself was refused (401): every later request, a cancel too, will fare alike. */
  readonly alarm?: true;
}

/**
 * It may have been done: a time-out, a connection that ended, 408, any 5xx, a redirect (which is not followed), or a success
 * that does not say of which order.
 */
export interface Unknown {
  readonly kind: "unknown";
  /** When it was given up, Unix ms. */
  readonly at: number;
  /** One line. */
  readonly why: string;
  readonly status?: number;
  /** What came, as far as it came. */
  readonly body?: string;
}

/** Nothing of it left this machine. It blocks nothing, and may be tried again. */
export interface NotSent {
  readonly kind: "not_sent";
  /**
   * `unsigned`, `aborted`, `unreachable` (no connection), `budget` (the rate limit leaves no room in time), `invalid`
   * (the request itself breaks a rule of the exchange) or `held` (whoever owns this allows no writes now).
   */
  readonly code: "unsigned" | "aborted" | "unreachable" | "budget" | "invalid" | "held";
  /** One line. */
  readonly why: string;
}

/** What came of a write. */
export type WriteOutcome<Value> = Accepted<Value> | Rejected | Unknown | NotSent;

/** What came of a read. */
export type ReadOutcome<Value> =
  | {
    readonly kind: "read";
    readonly value: Value;
    /** Before its first request was sent, Unix ms: what the exchange knew then is in it, but for the lag of its reads. */
    readonly askedAt: number;
    /** Arrival of the last answer, Unix ms. */
    readonly at: number;
  }
  | { readonly kind: "failed"; readonly at: number; readonly reason: RestRefusal };

/** A list. One that is not whole says what is there, and never what is not. */
export interface ReadList<Item> {
  /** Read to its end, every item of it understood. */
  readonly whole: boolean;
  readonly items: readonly Item[];
  /** Items that could not be read, each with the reason. */
  readonly leftOut: readonly string[];
  /** Why it is not whole, one line. */
  readonly why?: string;
}
