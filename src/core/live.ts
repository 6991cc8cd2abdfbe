/**
 * Facts about a session that trades real money: what its operator and its journal say of whether entries may be made.
 *
 * @module
 */
import { formatMicros, type Micros, type Price, type Quantity } from "./numbers/money.ts";
import type { Stamped } from "./numbers/time.ts";

/** A halt that outlives the session: it is kept in the journal, and is there again at the next start. */
export interface KeptHalt {
  /** The row of the gate that it comes from, such as `DAILY_LOSS`. */
  readonly code: string;
  /** In one line, with its numbers. */
  readonly detail: string;
}

/** A market of which the exchange says something else than the journal. */
export interface Difference {
  readonly market: string;
  readonly detail: string;
}

/** A shard's money changed by another amount than its markets should have paid. */
export interface PayoutDifference {
  /** The shard. */
  readonly exchangeIndex: number;
  /** Those of its markets that have paid; none where money moved although none had. */
  readonly markets: readonly string[];
  /** What was booked, from own positions and results. */
  readonly booked: Micros;
  /** What the balance changed by from the last reading before to the first that is sure after, with no order and no trade in between. */
  readonly changed: Micros;
}

/** The same in one line. */
export function payoutDifferenceText({ exchangeIndex, markets, booked, changed }: PayoutDifference): string {
  const paid = markets.length === 0 ? "nothing was to be paid" : `${markets.join(", ")} should have paid`;
  return `PAYOUT DIFFERS: ${paid}${markets.length === 0 ? "" : ` ${formatMicros(booked)} dollars`}, the ` +
    `balance of shard ${exchangeIndex} changed by ${formatMicros(changed)}; compare with the exchange`;
}

/**
 * What has changed about a live session; fields that are left out are as they were. Before the first of these nothing is
 * confirmed and nothing compared, so that nothing is entered.
 *
 * All of it holds entries, but for a payout that differs, which is only said, and for the clock, which only late books make
 * hold. None of it holds an exit.
 */
export interface LiveReported extends Stamped {
  readonly kind: "live";
  /** Whether a person has confirmed that real money may be used, and for how long that is still so. */
  readonly confirmed?: boolean;
  /** Of a worker: why no arming by hand is in force, in one line; `null` where one is. Left out where it needs none. */
  readonly unarmed?: string | null;
  /** Whether journal and exchange were compared and agree; else why not, in one line. */
  readonly reconciled?: true | string;
  /** Why the account's own reports do not come; `null` where they do, and a read since then was compared. */
  readonly blind?: string | null;
  /** All halts that the journal keeps now. */
  readonly halts?: readonly KeptHalt[];
  /** All markets of which journal and exchange differ now. */
  readonly differs?: readonly Difference[];
  /** The APIs whose breakers are open now, by name. */
  readonly breakers?: readonly string[];
  /** What the whole account has gained this trading day, over all sessions of this journal; below 0 a loss. */
  readonly accountDayPnl?: Micros;
  /** Why the key may not trade, such as a missing scope or an attestation that is over; `null` where it may. */
  readonly cannotTrade?: string | null;
  /** Until when the exchange lets the key's owner trade, Unix milliseconds; `null` where it sets no end. */
  readonly attestedUntil?: number | null;
  /**
   * By how much at least the exchange's clock is ahead of this session's, ms, below zero where it may be behind; `null` where
   * nothing is known of it. By it messages are late that all come equally late.
   */
  readonly clockAheadMs?: number | null;
  /** Payouts and the account's money were compared just now, and differ. */
  readonly payoutDiffers?: PayoutDifference;
}

/** When a strategy's contracts are to be sold without it asking again, as its entry said: fractions in 1/10,000. */
export interface KeptExits {
  readonly takeProfit?: number;
  readonly takeProfitMax?: Price;
  readonly stopLoss?: number;
  readonly maxHoldMs?: number;
  readonly adverseMove?: Price;
}

/** Contracts of a strategy that were bought in a session before. */
export interface EarlierHolding {
  /** The journal's number of this handing over: one is taken once. */
  readonly id: number;
  readonly strategy: string;
  readonly market: string;
  /** + YES, − NO. */
  readonly quantity: Quantity;
  /** What these contracts have cost, without fees. */
  readonly cost: Micros;
  /** The fees of buying them. */
  readonly fees: Micros;
  /** When the first and the last of them were bought, Unix milliseconds. */
  readonly openedAt: number;
  readonly boughtAt: number;
  /** What they were worth when the session before last looked: from then on they count into this session's day. */
  readonly value: Micros;
  /** The best bid for their side when they were ordered, where one was known. */
  readonly entryBid?: Price;
  /** The exits of their entry; left out where it had none, or none are known. */
  readonly exits?: KeptExits;
}

/** What strategies of sessions before hold, as journal and exchange agree: this session looks after it from now on. */
export interface HoldingsTaken extends Stamped {
  readonly kind: "holdings";
  readonly items: readonly EarlierHolding[];
}
