/**
 * What is known of orders that were sent, and what follows from one more fact, as plain data.
 *
 * @module
 */
import type { Micros, Price, Quantity } from "../../core/numbers/money.ts";
import type { CancelReason, OrderReport, OrderRequest } from "../../core/orders.ts";
import type { FillRecord } from "../../kalshi/decoding/account_records.ts";

/** An order as it was sent, and where to. */
export interface SentOrder {
  readonly request: Pick<
    OrderRequest,
    "clientOrderId" | "market" | "side" | "price" | "quantity" | "timeInForce" | "purpose"
  >;
  readonly exchangeIndex: number;
  readonly subaccount: number;
  /** Unix milliseconds by the own clock: when its first byte may have left. */
  readonly sentAt: number;
  /** Whether the engine of this session sent it; others are of sessions before, and concern the journal alone. */
  readonly ofThisSession: boolean;
}

/** Where a tracked order is. `unknown`: nobody knows whether the exchange has it. */
export type TrackedState = "submitting" | "unknown" | "resting" | "ended";

/** What is known of one order. */
export interface TrackedOrder extends SentOrder {
  readonly orderId: string | undefined;
  readonly state: TrackedState;
  /** Its size: what was ordered, less what was taken from it by a decrease. */
  readonly total: Quantity;
  /** Contracts of the trades that are known. */
  readonly filled: Quantity;
  /** The most that the exchange has said to be filled of it, whether the trades are known or not. */
  readonly saidFilled: Quantity;
  /** The price that the exchange confirmed last. */
  readonly price: Price;
  /** When it ends by itself as the exchange says, Unix milliseconds. */
  readonly expiresAt: number | undefined;
  /** Why the program cancels it, once it does. */
  readonly cancelReason: CancelReason | undefined;
  /** Whether it ended as refused, or since nothing of it was ever found. */
  readonly turnedAway: boolean;
  /** Whether the exchange says that it rests all the same. */
  readonly cameBack: boolean;
}

/** Something that must not be: entries wait until a person, or a whole reading, has settled it. */
export interface TrackerAlarm {
  readonly code: "OVERFILL" | "ID_CONFLICT" | "SIDE_CONFLICT" | "POSITION_DIFFERS" | "CAME_BACK";
  readonly market: string;
  readonly text: string;
}

/** What follows from one fact. */
export interface Merged {
  /** What the engine has to know, in order. */
  readonly reports: readonly OrderReport[];
  /** The same, and what concerns orders of earlier sessions: for the journal. */
  readonly kept: readonly OrderReport[];
  readonly alarms: readonly TrackerAlarm[];
  /** Fills that are new to the books, of orders of earlier sessions too. */
  readonly fills: readonly BookedFill[];
}

/** A fill that was booked on an order. */
export interface BookedFill {
  readonly clientOrderId: string;
  readonly fill: FillRecord;
  /** The part of it within the order's size. */
  readonly quantity: Quantity;
  readonly balanceChange: Micros;
}
